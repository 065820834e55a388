import type { BillSummary } from '@dingdee/shared/bill';
import type { Stage } from '@dingdee/shared/bill-state';
import { fromFen, toFen } from '@dingdee/shared/money';
import { computed, type Ref, reactive, watch } from 'vue';
import { type BillApi, type BillFilter, billApi } from '../../api/bill-api.js';
import { useReasonGroups } from '../../bill/useStages.js';
import { onLive } from '../../live/useLive.js';
import { type BillPages, type BillSort, createBillPages } from '../bill-pages.js';
import { FLAT, type Segment } from './grid/segments.js';
import type { Narrowing } from './useDeskRoute.js';

export interface DeskListInput {
  stage: Ref<Stage>;
  schemeId: Ref<string | undefined>;
  /** Search and views. */
  narrowed: Ref<Narrowing>;
  sort: Ref<BillSort>;
  grouped: Ref<boolean>;
}

/** The list of one stage as stretches, each read by its own pages; follows filters, grouping and live events. */
export function useDeskList(input: DeskListInput, api: Pick<BillApi, 'list'> = billApi) {
  const isNarrowed = computed(() => Object.values(input.narrowed.value).some((value) => value !== undefined));
  const byReason = computed(() => input.grouped.value);

  const base = computed<BillFilter>(() => ({
    stage: input.stage.value,
    schemeId: input.schemeId.value,
    ...input.narrowed.value,
  }));
  const groups = useReasonGroups(base, byReason);
  const scope = computed(() => JSON.stringify([base.value, input.sort.value]));
  // One entry per stretch of the present scope; reactive inside, so the map itself need not be.
  const pagesOf = new Map<string, { scope: string; list: BillPages }>();
  const collapsed = reactive(new Set<string>());

  function pages(key: string): BillPages {
    const known = pagesOf.get(key);
    if (known && known.scope === scope.value) return known.list;
    const filter = key === FLAT ? base.value : { ...base.value, reason: key };
    const list = createBillPages(filter, input.sort.value, api);
    pagesOf.set(key, { scope: scope.value, list });
    return list;
  }
  const flat = () => pages(FLAT);

  watch(scope, () => collapsed.clear());
  watch(
    [scope, byReason],
    () => {
      if (!byReason.value) void flat().ensure(0);
    },
    { immediate: true },
  );

  const segments = computed<Segment[]>(() => {
    if (!byReason.value) {
      const list = flat();
      return [{ key: FLAT, group: null, collapsed: false, count: list.total, pages: list }];
    }
    return (groups.data.value?.items ?? []).map((group) => {
      const list = pages(group.key);
      return {
        key: group.key,
        group,
        collapsed: collapsed.has(group.key),
        // While it has not been read the group's own count holds the place.
        count: list.fresh ? group.count : list.total,
        pages: list,
      };
    });
  });

  const loading = computed(() => (byReason.value ? groups.isPending.value : flat().fresh && flat().problem === null));
  const problem = computed(
    () =>
      (byReason.value ? groups.error.value : null) ??
      segments.value.find((s) => s.pages.problem)?.pages.problem ??
      null,
  );
  const total = computed(() => segments.value.reduce((sum, s) => sum + s.count, 0));
  const sum = computed(() => {
    if (!byReason.value) return flat().sum;
    const fen = segments.value.reduce(
      (all, s) => all + toFen(s.pages.sum ?? s.group?.amount ?? fromFen(BigInt(0))),
      BigInt(0),
    );
    return fromFen(fen);
  });

  /** Reads everything anew: shown stretches in place, the others when they come into view. */
  function refresh(): void {
    for (const [key, { list }] of pagesOf) {
      const inUse = segments.value.some((s) => s.pages === list && !s.collapsed);
      if (!inUse) pagesOf.delete(key);
      else if (!list.fresh) void list.refresh(list.items.length);
    }
  }
  onLive((kinds) => {
    if (kinds.has('bill') || kinds.has('bills') || kinds.has('mapping')) refresh();
  });

  function retry(): void {
    if (byReason.value) void groups.refetch();
    for (const segment of segments.value) if (segment.pages.problem) void segment.pages.refresh(1);
  }

  function toggleGroup(key: string): void {
    if (!collapsed.delete(key)) collapsed.add(key);
  }

  /** Takes a bill out of the list at once; the server's answer follows by refresh. */
  function takeOut(id: string): void {
    for (const { list } of pagesOf.values()) list.remove(id);
  }
  function putIn(bill: BillSummary): void {
    for (const { list } of pagesOf.values()) list.replace(bill);
  }

  /** Bills of the list without an amount. */
  const unknown = computed(() =>
    byReason.value
      ? segments.value.reduce((n, s) => n + (s.pages.fresh ? (s.group?.unknown ?? 0) : s.pages.unknown), 0)
      : flat().unknown,
  );
  return {
    segments,
    byReason,
    isNarrowed,
    loading,
    problem,
    total,
    sum,
    unknown,
    refresh,
    retry,
    toggleGroup,
    takeOut,
    putIn,
  };
}
export type DeskList = ReturnType<typeof useDeskList>;
