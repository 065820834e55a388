import type { BatchResult } from '@dingdee/shared/bill-batch';
import type { PushCause } from '@dingdee/shared/push-cause';
import { useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, readonly, ref, shallowRef } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { causeApi } from '../api/cause-api.js';
import { mappingApi } from '../api/mapping-api.js';
import { onLive } from '../live/useLive.js';
import { useSession } from '../session/useSession.js';
import { usePushOrder } from './usePushOrder.js';

/** Largest number of bills in one request: the server handles each bill separately, and progress is shown between requests. */
const AT_ONCE = 100;

/** Result of the last action on a cause. */
export interface CauseOutcome {
  what: 'swap' | 'retry';
  done: number;
  /** Bills that were left alone, by reason. */
  left: readonly { reason: string; count: number }[];
}

/** Reads why bills of the open order stand still, and fixes all bills of one cause. */
export function usePushCauses() {
  const push = usePushOrder();
  const session = useSession();
  const queries = useQueryClient();
  const id = computed(() => push.order?.id ?? '');
  const query = useQuery({
    queryKey: ['push', 'causes', id],
    queryFn: () => causeApi.causes(id.value),
    enabled: computed(() => id.value !== '' && (push.order?.failed.count ?? 0) > 0),
  });
  // Kingdee was queried about a refused value, and its answer is known now.
  onLive((kinds) => {
    if (kinds.has('mapping') || kinds.has('bill') || kinds.has('bills')) void query.refetch();
  });
  const causes = computed<readonly PushCause[]>(() => query.data.value?.items ?? []);

  const busy = ref<string | null>(null);
  const progress = ref('');
  const problem = shallowRef<ApiProblem | null>(null);
  const outcomes = shallowRef<ReadonlyMap<string, CauseOutcome>>(new Map());

  /** Works in parts; the result of a part stays even if a later part fails. */
  async function work(
    cause: PushCause,
    what: CauseOutcome['what'],
    words: (done: number, all: number) => string,
    part: (items: { id: string; version: number }[]) => Promise<BatchResult>,
  ): Promise<void> {
    const bills = cause.bills.map(({ id: bill, version }) => ({ id: bill, version }));
    const left = new Map<string, number>();
    let done = 0;
    try {
      for (let start = 0; start < bills.length; start += AT_ONCE) {
        progress.value = words(start, bills.length);
        const result = await part(bills.slice(start, start + AT_ONCE));
        done += result.done.count;
        for (const { reason } of result.skipped) left.set(reason, (left.get(reason) ?? 0) + 1);
      }
    } finally {
      const told = [...left].map(([reason, count]) => ({ reason, count }));
      outcomes.value = new Map(outcomes.value).set(cause.key, { what, done, left: told });
    }
  }

  async function guarded(cause: PushCause, act: () => Promise<void>): Promise<void> {
    if (busy.value !== null) return;
    busy.value = cause.key;
    problem.value = null;
    try {
      await act();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      problem.value = error;
    }
    await Promise.all([push.refresh(), query.refetch(), queries.invalidateQueries({ queryKey: ['bill'] })]);
    busy.value = null;
    progress.value = '';
  }

  /** Replaces the refused entry on all bills of the cause. */
  const swap = (cause: PushCause, to: string, words: (done: number, all: number) => string): Promise<void> =>
    guarded(cause, async () => {
      const { refused } = cause;
      if (refused)
        await work(cause, 'swap', words, (items) =>
          causeApi.swap({ items, kind: refused.kind, from: refused.number, to }),
        );
    });

  /** Sends the bills again; if Kingdee refused base data and this person may refresh it, the refresh comes first. */
  const retry = (cause: PushCause, reading: string, words: (done: number, all: number) => string): Promise<void> =>
    guarded(cause, async () => {
      if (readsFirst(cause)) {
        progress.value = reading;
        await mappingApi.refreshBaseData();
      }
      // The refresh may have mapped some bills again: they are back on the desk, and only the remaining bills are sent.
      const now = readsFirst(cause) ? (await query.refetch()).data?.items.find(({ key }) => key === cause.key) : cause;
      // Bills that joined the cause later were not on the screen.
      const shown = new Set(cause.bills.map(({ id: bill }) => bill));
      const bills = (now?.bills ?? []).filter(({ id: bill }) => shown.has(bill));
      if (now && bills.length > 0) await work({ ...now, bills }, 'retry', words, (items) => causeApi.retry({ items }));
    });
  const readsFirst = (cause: PushCause): boolean => cause.readFirst && session.allows('map');

  return {
    causes,
    error: query.error,
    busy: readonly(busy),
    progress: readonly(progress),
    problem,
    outcomes,
    swap,
    retry,
    readsFirst,
  };
}
