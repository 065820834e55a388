import { STAGES, type Stage } from '@dingdee/shared/bill-state';
import type { Amount } from '@dingdee/shared/money';
import { computed } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import type { BillFilter } from '../api/bill-api.js';
import type { View } from './StageRail.vue';

const WAITING_DAYS = 3;
const LARGE = '20000.00' as Amount;

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
  const view = computed<View>(() =>
    text('view') === 'waiting' || text('view') === 'large' ? (text('view') as View) : null,
  );
  const schemeId = computed(() => text('scheme'));
  const q = computed(() => text('q'));
  const narrowed = computed<Pick<BillFilter, 'q' | 'minAmount' | 'waitingDays'>>(() => ({
    q: q.value,
    minAmount: view.value === 'large' ? LARGE : undefined,
    waitingDays: view.value === 'waiting' ? WAITING_DAYS : undefined,
  }));

  return {
    stage,
    view,
    schemeId,
    q,
    narrowed,
    setStage: (next: Stage) => set({ stage: next, view: undefined, q: undefined }),
    setView: (next: View) => set({ view: next ?? undefined }),
    setScheme: (id: string | undefined) => set({ scheme: id }),
    setSearch: (words: string) => set({ q: words || undefined }),
    clear: () => set({ q: undefined, view: undefined }),
    /** /bills/:id opens the desk at that bill. */
    linkedBill: computed(() => (typeof route.params.id === 'string' ? route.params.id : null)),
  };
}
