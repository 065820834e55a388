import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { intakeApi } from '../api/intake-api.js';
import { useStages } from '../bill/useStages.js';
import { useSession } from '../session/useSession.js';
import { beginningWords as words } from './words.js';

/** Text in place of “all done” before the first collection: no scheme exists, or none is enabled and nothing has arrived. */
export function useBeginning() {
  const session = useSession();
  const { data: schemes } = useQuery({ queryKey: ['schemes'], queryFn: intakeApi.schemes, staleTime: 60_000 });
  const { data: totals } = useStages();
  /** Null after the first collection or if a scheme is enabled, and while this is unknown. */
  const beginning = computed(() => {
    const items = schemes.value?.items;
    if (!items) return null;
    const of = items.length === 0 ? words.none : words.off;
    if (items.length > 0) {
      if (items.some(({ state }) => state === 'on')) return null;
      if (!totals.value || totals.value.stages.some(({ count }) => count > 0)) return null;
    }
    const [only] = items.length === 1 ? items : [];
    return session.allows('manage')
      ? {
          title: of.title,
          hint: of.forAdmin,
          go: of.go,
          to:
            items.length === 0
              ? { path: '/schemes/new' }
              : only
                ? { path: `/schemes/${only.id}/setup` }
                : { path: '/schemes' },
        }
      : { title: of.title, hint: of.forOthers, go: null, to: null };
  });
  return beginning;
}
