import type { TriedAgain, WritebacksAgain } from '@dingdee/shared/writeback';
import { useMutation, useQueryClient } from '@tanstack/vue-query';
import { computed } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { writebackApi } from '../api/writeback-api.js';
import { useSession } from '../session/useSession.js';

/** Retries one refused write-back, or all that are shown. */
export function useWritebackAgain() {
  const queries = useQueryClient();
  const session = useSession();
  const press = useMutation<TriedAgain, unknown, WritebacksAgain>({
    mutationFn: writebackApi.again,
    onSettled: () =>
      Promise.all(['status', 'writebacks', 'bill'].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
  return {
    may: computed(() => session.allows('write-back')),
    press,
    busy: computed(() => press.isPending.value),
    tried: computed(() => press.data.value ?? null),
    problem: computed(() => (press.error.value instanceof ApiProblem ? press.error.value : null)),
  };
}
