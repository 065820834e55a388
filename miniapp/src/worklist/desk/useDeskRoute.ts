import { STAGES, type Stage } from '@dingdee/shared/bill-state';
import type { Amount } from '@dingdee/shared/money';
import { computed } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import type { BillFilter } from '../../api/bill-api.js';

export const VIEWS = ['waiting', 'large', 'bare'] as const;
/** 常用视图: one more condition on the stage. */
export type View = (typeof VIEWS)[number] | null;
export type Narrowing = Pick<BillFilter, 'q' | 'minAmount' | 'waitingDays' | 'attachments'>;
export const VIEW_FILTERS: Readonly<Record<(typeof VIEWS)[number], Narrowing>> = {
  waiting: { waitingDays: 3 },
  large: { minAmount: '20000.00' as Amount },
  bare: { attachments: 'none' },
};

/** Stage, scheme, view and search live in the address: a reload or a shared link shows the same list. */
export function useDeskRoute() {
  const route = useRoute();
  const router = useRouter();
  const text = (key: string): string | undefined => {
    const value = route.query[key];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const set = (change: Record<string, string | undefined>) =>
    router.replace({ name: 'desk', query: { ...route.query, ...change } });

  const stage = computed<Stage>(() => STAGES.find((s) => s === text('stage')) ?? 'review');
  const view = computed<View>(() => VIEWS.find((one) => one === text('view')) ?? null);
  const schemeId = computed(() => text('scheme'));
  const q = computed(() => text('q'));
  const narrowed = computed<Narrowing>(() => ({
    q: q.value,
    ...(view.value ? VIEW_FILTERS[view.value] : {}),
  }));

  return {
    stage,
    /** The address names a stage or a bill: nobody is led elsewhere. */
    given: computed(() => text('stage') !== undefined || route.name !== 'desk'),
    view,
    schemeId,
    q,
    narrowed,
    setStage: (next: Stage) => set({ stage: next, view: undefined, q: undefined }),
    setView: (next: View) => set({ view: next ?? undefined }),
    setScheme: (id: string | undefined) => set({ scheme: id }),
    setSearch: (words: string) => set({ q: words || undefined }),
    /** The list of the linked bill stands beside it; the address goes on naming the bill. */
    setStageOfLinked: (id: string, next: Stage) =>
      router.replace({ name: 'bill', params: { id }, query: { ...route.query, stage: next } }),
    namesStage: computed(() => text('stage') !== undefined),
    clear: () => set({ q: undefined, view: undefined }),
    /** /bills/:id opens the desk at that bill. */
    linkedBill: computed(() => (typeof route.params.id === 'string' ? route.params.id : null)),
  };
}
