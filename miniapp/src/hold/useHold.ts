import { useMutation, useQueryClient } from '@tanstack/vue-query';
import { computed } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { holdApi } from '../api/hold-api.js';
import { useSession } from '../session/useSession.js';
import { useSystemStatus } from '../status/useSystemStatus.js';

/** Reads whether the ledger is held, why, and who may release it. */
export function useHold() {
  const queries = useQueryClient();
  const session = useSession();
  const { data } = useSystemStatus();
  const release = useMutation({
    mutationFn: holdApi.release,
    onSettled: () => queries.invalidateQueries(),
  });
  return {
    hold: computed(() => data.value?.hold ?? null),
    markerFailingSince: computed(() => data.value?.markerFailingSince ?? null),
    mayRelease: computed(() => session.allows('manage')),
    release,
    busy: computed(() => release.isPending.value),
    problem: computed(() => (release.error.value instanceof ApiProblem ? release.error.value : null)),
  };
}
