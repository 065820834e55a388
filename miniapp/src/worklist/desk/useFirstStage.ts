import { ref, watch } from 'vue';
import { useStages } from '../../bill/useStages.js';
import { useSession } from '../../session/useSession.js';
import { firstStage } from './first-stage.js';
import type { useDeskRoute } from './useDeskRoute.js';

/** People who only push or only map start at their own stage; once, and only if the address names no stage. */
export function useFirstStage(at: ReturnType<typeof useDeskRoute>): void {
  const session = useSession();
  const { data, totalOf } = useStages(at.schemeId);
  const begun = ref(at.given.value);
  watch(
    data,
    (known) => {
      if (begun.value || !known) return;
      begun.value = true;
      const first = firstStage(session.roles, (stage) => totalOf(stage)?.count ?? 0);
      if (!at.given.value && first !== at.stage.value) void at.setStage(first);
    },
    { immediate: true },
  );
}
