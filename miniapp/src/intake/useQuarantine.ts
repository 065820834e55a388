import type { Backfill, DecideQuarantined, Quarantined, QuarantineGroup } from '@dingdee/shared/backfill';
import { type Amount, fromFen, toFen } from '@dingdee/shared/money';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/vue-query';
import { computed, nextTick, type Ref, ref, watch } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { backfillApi } from '../api/backfill-api.js';

const PAGE = 50;
/** Largest number of single ticks; more than that needs "all". */
const MOST_TICKED = 500;
export type ShownGroup = QuarantineGroup | 'decided';

/** Holds the list of one group and its ticks: single rows, or the whole group without the person's own approvals. */
export function useQuarantine(batch: Ref<Backfill | undefined>) {
  const queries = useQueryClient();
  const group = ref<ShownGroup>('look');
  const all = ref(false);
  const ticked = ref(new Map<string, Quarantined>());
  const reason = ref('');
  const clear = () => {
    all.value = false;
    ticked.value = new Map();
    reason.value = '';
  };
  watch(group, clear);
  const pages = useInfiniteQuery({
    queryKey: computed(() => ['runs', 'quarantine', batch.value?.id ?? '', group.value]),
    queryFn: ({ pageParam }) =>
      backfillApi.items(batch.value?.id ?? '', { group: group.value, limit: PAGE, cursor: pageParam ?? undefined }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    enabled: computed(() => batch.value !== undefined),
  });
  const rows = computed(() => pages.data.value?.pages.flatMap(({ items }) => items) ?? []);
  const total = computed(() => pages.data.value?.pages.at(-1)?.total ?? 0);
  // Rows that are gone were decided by another person.
  watch(rows, (now) => {
    const there = new Map(now.map((row) => [row.approvalId, row]));
    const kept = [...ticked.value.keys()].flatMap((id) => {
      const row = there.get(id);
      return row && !row.own ? [[id, row] as const] : [];
    });
    // The rows that stay take over what was found in Kingdee meanwhile.
    if (kept.length !== ticked.value.size || kept.some(([id, row]) => ticked.value.get(id) !== row))
      ticked.value = new Map(kept);
  });

  /** The whole group without the approvals that this person may not decide about. */
  const whole = computed(() => {
    const shown = batch.value;
    if (!shown || group.value === 'decided') return { count: 0, amount: fromFen(BigInt(0)) };
    const [of, own] = [shown[group.value], shown.own[group.value]];
    return { count: of.count - own.count, amount: minus(of.amount, own.amount) };
  });
  const chosen = computed(() => {
    if (all.value) return whole.value;
    const picked = [...ticked.value.values()];
    return { count: picked.length, amount: sumOf(picked) };
  });
  const isTicked = (row: Quarantined): boolean => !row.own && (all.value || ticked.value.has(row.approvalId));
  function tick(row: Quarantined): void {
    const now = new Map(ticked.value);
    if (all.value) {
      all.value = false;
      for (const each of rows.value.slice(0, MOST_TICKED)) if (!each.own) now.set(each.approvalId, each);
      now.delete(row.approvalId);
    } else if (!now.delete(row.approvalId) && now.size < MOST_TICKED) now.set(row.approvalId, row);
    ticked.value = now;
  }
  /** Selects a whole group, which is shown before any decision. */
  async function chooseAll(of: QuarantineGroup): Promise<void> {
    group.value = of;
    await nextTick();
    clear();
    all.value = true;
  }
  /** True if the selection has an approval about which Kingdee was not asked. */
  const unasked = computed(
    () =>
      group.value === 'look' &&
      (all.value
        ? batch.value?.lookedAt == null || batch.value.lookProblem !== null
        : [...ticked.value.values()].some(({ finding }) => finding === 'unasked')),
  );

  const decide = useMutation({
    mutationFn: (what: 'release' | 'opening') => {
      if (group.value === 'decided') throw new Error('decided already');
      const body: DecideQuarantined = {
        group: group.value,
        ...chosen.value,
        ...(all.value ? {} : { ids: [...ticked.value.keys()] }),
        ...(reason.value.trim() === '' ? {} : { reason: reason.value.trim() }),
      };
      return backfillApi[what](batch.value?.id ?? '', body);
    },
    onSuccess: clear,
    onSettled: () => queries.invalidateQueries({ queryKey: ['runs'] }),
  });
  const problem = computed(() => (decide.error.value instanceof ApiProblem ? decide.error.value : null));
  return {
    group,
    all,
    reason,
    pages,
    rows,
    total,
    whole,
    chosen,
    unasked,
    isTicked,
    tick,
    decide,
    problem,
    clear,
    chooseAll,
  };
}

const minus = (from: Amount, what: Amount): Amount => fromFen(toFen(from) - toFen(what));
const sumOf = (rows: readonly Quarantined[]): Amount =>
  fromFen(rows.reduce((fen, { total }) => (total === null ? fen : fen + toFen(total)), BigInt(0)));
