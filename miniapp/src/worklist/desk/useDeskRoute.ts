import { SORTS } from '@dingdee/shared/bill';
import { STAGES, type Stage } from '@dingdee/shared/bill-state';
import type { ViewGroup } from '@dingdee/shared/view';
import { computed } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import type { BillSort } from '../bill-pages.js';
import {
  asGroup,
  type Filters,
  given,
  type Narrowing,
  readFilters,
  VIEW_FILTERS,
  VIEWS,
  type View,
  type ViewContent,
  writeFilters,
} from '../views.js';

/** Keeps stage, scheme, conditions, sort and grouping in the address: a reload or a shared link shows the same list. */
export function useDeskRoute() {
  const route = useRoute();
  const router = useRouter();
  const text = (key: string): string | undefined => {
    const value = route.query[key];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const set = (change: Record<string, string | undefined>) =>
    router.replace({ name: 'desk', query: { ...route.query, ...change } });

  const sort = computed<BillSort>(() => SORTS.find((one) => one === text('sort')) ?? 'waiting');
  const stage = computed<Stage>(() => STAGES.find((s) => s === text('stage')) ?? 'review');
  const view = computed<View>(() => VIEWS.find((one) => one === text('view')) ?? null);
  const schemeId = computed(() => text('scheme')?.slice(0, 36));
  const q = computed(() => text('q')?.slice(0, 60));
  const filters = computed<Filters>(() => readFilters(text));
  const narrowed = computed<Narrowing>(() => ({
    q: q.value,
    ...filters.value,
    ...(view.value ? VIEW_FILTERS[view.value] : {}),
  }));
  const group = computed<ViewGroup>(() => asGroup(text('group')));
  /** Query of a list without conditions. */
  const WHOLE = { view: undefined, q: undefined, saved: undefined, ...writeFilters({}) };
  const groupWord = (by: ViewGroup) => (by === 'reason' ? undefined : by);

  return {
    stage,
    /** True if the address names a stage or a bill: the person is not led elsewhere. */
    given: computed(() => text('stage') !== undefined || route.name !== 'desk'),
    view,
    sort,
    group,
    setSort: (by: BillSort) => set({ sort: by === 'waiting' ? undefined : by }),
    setGroup: (by: ViewGroup) => set({ group: groupWord(by) }),
    schemeId,
    q,
    filters,
    narrowed,
    setStage: (next: Stage) => set({ ...WHOLE, stage: next }),
    setView: (next: View) => set({ view: next ?? undefined, saved: undefined }),
    setScheme: (id: string | undefined) => set({ scheme: id }),
    setSearch: (words: string) => set({ q: words || undefined }),
    setFilters: (next: Filters) => set(writeFilters(next)),
    /** The saved view that was opened; the filter may have changed since. */
    saved: computed(() => text('saved')),
    /** Content of a saved view of the present list. */
    content: computed<ViewContent>(() => ({
      filter: given({ stage: stage.value, schemeId: schemeId.value, ...narrowed.value }),
      sort: sort.value,
      group: group.value,
    })),
    openSaved: (id: string, { filter, sort: by, group: how }: ViewContent) => {
      const { stage: at, schemeId: scheme, q: words, ...conditions } = filter;
      return set({
        ...writeFilters(conditions),
        stage: at,
        scheme,
        q: words,
        view: undefined,
        sort: by === 'waiting' ? undefined : by,
        group: groupWord(how),
        saved: id,
      });
    },
    setSaved: (id: string | undefined) => set({ saved: id }),
    /** 全选: id of the frozen selection, which a reload restores. */
    selected: computed(() => text('sel')),
    setSelected: (id: string | undefined) =>
      router.replace({
        ...(route.name ? { name: route.name } : {}),
        params: route.params,
        query: { ...route.query, sel: id },
      }),
    /** Sets the stage of the linked bill's list; the address still names the bill. */
    setStageOfLinked: (id: string, next: Stage) =>
      router.replace({ name: 'bill', params: { id }, query: { ...route.query, stage: next } }),
    /** 刚放行: id of the frozen selection of the bills that a fix has just released. */
    released: computed(() => text('released')),
    setReleased: (id: string | undefined) => set({ released: id }),
    namesStage: computed(() => text('stage') !== undefined),
    clear: () => set(WHOLE),
    /** /bills/:id opens the desk at that bill. */
    linkedBill: computed(() => (typeof route.params.id === 'string' ? route.params.id : null)),
  };
}
export type DeskRoute = ReturnType<typeof useDeskRoute>;
