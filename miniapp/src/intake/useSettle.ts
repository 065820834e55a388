import type { SettleUnread, UnsettleUnread } from '@dingdee/shared/completeness';
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { completenessApi } from '../api/completeness-api.js';
import { useSession } from '../session/useSession.js';
import { useChosenScheme } from './useChosenScheme.js';

/** Reads unreadable approvals and saves an administrator's note about them. */
export function useSettle() {
  const queries = useQueryClient();
  const session = useSession();
  const after = {
    onSettled: () => ['runs', 'incomplete'].map((key) => queries.invalidateQueries({ queryKey: [key] })),
  };
  const settle = useMutation({
    mutationFn: ({ id, ...body }: SettleUnread & { id: string }) => completenessApi.settle(id, body),
    ...after,
  });
  const unsettle = useMutation({
    mutationFn: ({ id, ...body }: UnsettleUnread & { id: string }) => completenessApi.unsettle(id, body),
    ...after,
  });
  const problem = computed(() => {
    const error = settle.error.value ?? unsettle.error.value;
    return error instanceof ApiProblem ? error : null;
  });
  return { settle, unsettle, problem, may: computed(() => session.allows('manage')) };
}

/** Reads the settled approvals of all days. */
export function useSettled() {
  const chosen = useChosenScheme();
  const of = computed(() => chosen.value.processCode);
  return useQuery({
    queryKey: computed(() => ['runs', 'settled', of.value]),
    queryFn: () => completenessApi.settled({ processCode: of.value }),
    refetchInterval: 60_000,
  });
}
