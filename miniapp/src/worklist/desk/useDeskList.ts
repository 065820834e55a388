import type { BillSummary, Grouping, ReasonGroup } from '@dingdee/shared/bill';
import type { Stage } from '@dingdee/shared/bill-state';
import { fromFen, toFen } from '@dingdee/shared/money';
import { computed, type Ref, reactive, watch } from 'vue';
import { type BillApi, type BillFilter, billApi } from '../../api/bill-api.js';
import { useReasonGroups } from '../../bill/useStages.js';
import { onLive } from '../../live/useLive.js';
import { type BillPages, type BillSort, createBillPages } from '../bill-pages.js';
import type { Narrowing } from '../views.js';
import { FLAT, type Place, type Segment } from './grid/segments.js';
import { deskWords } from './words.js';

export interface DeskListInput {
  stage: Ref<Stage>;
  schemeId: Ref<string | undefined>;
  /** Search text and conditions. */
  narrowed: Ref<Narrowing>;
  sort: Ref<BillSort>;
  grouped: Ref<boolean>;
  /** Grouping. */
  by: Ref<Grouping>;
  /** Frozen selection of the bills that a fix has just released; undefined if it is not shown. */
  released: Ref<string | undefined>;
}

/** Holds the list of one stage as segments, each read by its own pages; follows filters, grouping and live events. */
export function useDeskList(input: DeskListInput, api: Pick<BillApi, 'list'> = billApi) {
  const isNarrowed = computed(() => Object.values(input.narrowed.value).some((value) => value !== undefined));
  const byReason = computed(() => input.grouped.value);

  const base = computed<BillFilter>(() => ({
    stage: input.stage.value,
    schemeId: input.schemeId.value,
    ...input.narrowed.value,
  }));
  // Grouping by reason is the server's default, and the address of the early request has no grouping.
  const wanted = computed(() => (input.by.value !== 'reason' ? { ...base.value, by: input.by.value } : base.value));
  const groups = useReasonGroups(wanted, byReason);
  const released = computed<BillFilter>(() => ({
    stage: 'review',
    schemeId: input.schemeId.value,
    within: input.released.value,
  }));
  const showsReleased = computed(
    () => byReason.value && input.stage.value === 'mapping' && input.released.value !== undefined,
  );
  const releasedGroups = useReasonGroups(released, showsReleased);
  const scope = computed(() => JSON.stringify([wanted.value, input.sort.value, input.released.value]));
  // One entry for each segment of the present scope; the entries are reactive, so the map itself need not be.
  const pagesOf = new Map<string, { scope: string; list: BillPages }>();
  const collapsed = reactive(new Set<string>());

  function pages(key: string, filter: BillFilter): BillPages {
    const known = pagesOf.get(key);
    if (known && known.scope === scope.value) return known.list;
    const list = createBillPages(filter, input.sort.value, api);
    pagesOf.set(key, { scope: scope.value, list });
    return list;
  }
  const flat = () => pages(FLAT, base.value);

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
      const filter = base.value;
      return [{ key: FLAT, group: null, collapsed: false, filter, released: false, count: list.total, pages: list }];
    }
    const own = (groups.data.value?.items ?? []).map((group) => stretch(group.key, group, base.value));
    const free = showsReleased.value ? (releasedGroups.data.value?.items ?? []) : [];
    return [...free.map((group) => stretch(`${RELEASED}${group.key}`, told(group), released.value, true)), ...own];
  });
  function stretch(key: string, group: ReasonGroup, of: BillFilter, isReleased = false): Segment {
    const filter = { ...of, reason: group.key };
    const list = pages(key, filter);
    return {
      key,
      group,
      collapsed: collapsed.has(key),
      filter,
      released: isReleased,
      // Before the segment is read, the group's own count is used.
      count: list.fresh ? group.count : list.total,
      pages: list,
    };
  }
  /** The segments that the sums of the stage include. */
  const counted = computed(() => segments.value.filter((s) => !s.released));

  const loading = computed(() => (byReason.value ? groups.isPending.value : flat().fresh && flat().problem === null));
  const problem = computed(
    () =>
      (byReason.value ? groups.error.value : null) ??
      segments.value.find((s) => s.pages.problem)?.pages.problem ??
      null,
  );
  const total = computed(() => counted.value.reduce((sum, s) => sum + s.count, 0));
  const sum = computed(() => {
    if (!byReason.value) return flat().sum;
    const fen = counted.value.reduce(
      (all, s) => all + toFen(s.pages.sum ?? s.group?.amount ?? fromFen(BigInt(0))),
      BigInt(0),
    );
    return fromFen(fen);
  });

  /** Time of the last refresh, Unix ms. */
  let refreshedAt = 0;
  /** Reads everything again: shown segments in place, the others when they come into view. */
  function refresh(): void {
    refreshedAt = Date.now();
    for (const [key, { list }] of pagesOf) {
      const inUse = segments.value.some((s) => s.pages === list && !s.collapsed);
      if (!inUse) pagesOf.delete(key);
      else if (!list.fresh) void list.refresh(list.items.length);
    }
  }
  onLive((kinds, heardAt) => {
    // After this person's own action the list has already been read when its event arrives.
    if (refreshedAt >= heardAt && problem.value === null) return;
    if (!(kinds.has('bill') || kinds.has('bills') || kinds.has('mapping'))) return;
    // Groups are read seldom (useLive), so that buttons stay still under a finger; an empty list has none, and its first bill is not kept waiting.
    if (byReason.value && groups.data.value?.items.length === 0) void groups.refetch({ cancelRefetch: false });
    refresh();
  });

  function retry(): void {
    if (byReason.value) void groups.refetch();
    for (const segment of segments.value) if (segment.pages.problem) void segment.pages.refresh(1);
  }

  function toggleGroup(key: string): void {
    if (!collapsed.delete(key)) collapsed.add(key);
  }

  /** Removes a bill from the list at once; the server's answer follows by refresh. */
  function takeOut(id: string): void {
    for (const { list } of pagesOf.values()) list.remove(id);
  }
  function putIn(bill: BillSummary): void {
    for (const { list } of pagesOf.values()) list.replace(bill);
  }

  /** Number of bills in the list without an amount. */
  const unknown = computed(() =>
    byReason.value
      ? counted.value.reduce((n, s) => n + (s.pages.fresh ? (s.group?.unknown ?? 0) : s.pages.unknown), 0)
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
const RELEASED = 'released:';
/** True for a place among 刚放行. */
export const isReleased = ({ key }: Place): boolean => key.startsWith(RELEASED);
const told = (group: ReasonGroup): ReasonGroup => ({ ...group, label: deskWords.list.released(group.label) });
export type DeskList = ReturnType<typeof useDeskList>;
