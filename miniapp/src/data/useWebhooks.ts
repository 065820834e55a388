import type { ChangeWebhook, CreateWebhook, Webhook, WebhookDelivery } from '@dingdee/shared/webhook';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, reactive, ref } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { webhookApi } from '../api/webhook-api.js';

const KEY = ['webhooks'];
const SENT = ['webhook-deliveries'];
const LOOK_MS = 3000;
const problemOf = (cause: unknown) => (cause instanceof ApiProblem ? cause : null);

/** Reads webhooks and their deliveries; repeats the read while a delivery is on its way. `secret` is shown once. */
export function useWebhooks() {
  const queries = useQueryClient();
  const list = useQuery({
    queryKey: KEY,
    queryFn: webhookApi.list,
    refetchInterval: ({ state: { data } }) => (data?.items.some(({ waiting }) => waiting > 0) ? LOOK_MS : false),
  });
  const sent = useInfiniteQuery({
    queryKey: SENT,
    queryFn: ({ pageParam }) => webhookApi.deliveries(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: ({ state: { data } }) =>
      data?.pages[0]?.items.some(({ state }) => state === 'due') ? LOOK_MS : false,
  });
  const again = () => Promise.all([KEY, SENT].map((queryKey) => queries.invalidateQueries({ queryKey })));
  const secret = ref<{ text: string; rotated: boolean } | null>(null);
  const problem = ref<ApiProblem | null>(null);
  /** One action at a time. A refusal is shown, and the list is read again. */
  const act = useMutation({
    mutationFn: (work: () => Promise<unknown>) => {
      problem.value = null;
      return work();
    },
    onError: (cause) => {
      problem.value = problemOf(cause);
    },
    onSettled: again,
    gcTime: 0,
  });
  const run = (work: () => Promise<unknown>, done?: () => void) =>
    act.mutate(work, done === undefined ? {} : { onSuccess: done });
  return reactive({
    items: computed(() => list.data.value?.items ?? []),
    pending: list.isPending,
    failed: computed(() => problemOf(list.error.value)),
    refetch: () => void again(),
    sent: computed(() => sent.data.value?.pages.flatMap(({ items }) => items) ?? []),
    sentPending: sent.isPending,
    sentFailed: computed(() => problemOf(sent.error.value)),
    more: sent.hasNextPage,
    readOn: () => void sent.fetchNextPage(),
    busy: act.isPending,
    problem,
    secret,
    putAway: () => {
      secret.value = null;
    },
    create: (body: CreateWebhook) =>
      run(async () => {
        secret.value = { text: (await webhookApi.create(body)).secret, rotated: false };
      }),
    change: (id: string, body: ChangeWebhook, done: () => void) => run(() => webhookApi.change(id, body), done),
    rotate: ({ id, version }: Webhook) =>
      run(async () => {
        secret.value = { text: (await webhookApi.rotate(id, version)).secret, rotated: true };
      }),
    pause: ({ id, version, state }: Webhook) => run(() => webhookApi.pause(id, version, state === 'on')),
    remove: ({ id, version }: Webhook, done: () => void) => run(() => webhookApi.remove(id, version), done),
    test: ({ id, version }: Webhook, done: () => void) => run(() => webhookApi.test(id, version), done),
    resend: ({ id, attempt }: WebhookDelivery) => run(() => webhookApi.resend(id, attempt)),
  });
}
