import type { ChangeReport, CreateReport, Report, ReportPreview } from '@dingdee/shared/report';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, reactive, ref } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { reportApi } from '../api/report-api.js';

const KEY = ['reports'];
const SENT = ['report-sendings'];
const LOOK_MS = 2000;
const UNDER_WAY = ['due', 'sending', 'handed'];
const problemOf = (cause: unknown) => (cause instanceof ApiProblem ? cause : null);

/** Reads 定时推送 and the sendings; repeats the read while a sending is on its way. */
export function useReports() {
  const queries = useQueryClient();
  const list = useQuery({ queryKey: KEY, queryFn: reportApi.list });
  const sent = useInfiniteQuery({
    queryKey: SENT,
    queryFn: ({ pageParam }) => reportApi.sendings(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: ({ state: { data } }) =>
      data?.pages[0]?.items.some(({ state }) => UNDER_WAY.includes(state)) ? LOOK_MS : false,
  });
  const again = () => Promise.all([KEY, SENT].map((queryKey) => queries.invalidateQueries({ queryKey })));
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
    people: computed(() => list.data.value?.people ?? []),
    webhooks: computed(() => list.data.value?.webhooks ?? []),
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
    forget: () => {
      problem.value = null;
    },
    create: (body: CreateReport, done: () => void) => run(() => reportApi.create(body), done),
    change: (id: string, body: ChangeReport, done: () => void) => run(() => reportApi.change(id, body), done),
    pause: ({ id, version, state }: Report) => run(() => reportApi.pause(id, version, state === 'on')),
    remove: ({ id, version }: Report, done: () => void) => run(() => reportApi.remove(id, version), done),
    try: ({ id, version }: Report, { at, digest }: ReportPreview, done: () => void) =>
      run(() => reportApi.try(id, { version, at, digest }), done),
  });
}
