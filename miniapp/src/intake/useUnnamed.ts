import type { NameOriginal, UnnamedAmendment } from '@dingdee/shared/amendment';
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed } from 'vue';
import { amendmentApi } from '../api/amendment-api.js';
import { ApiProblem } from '../api/api-problem.js';
import { useBillChanged } from '../api/useBillChanged.js';
import { useSession } from '../session/useSession.js';

/** Reads changes and cancellations that do not name their approval, and sends the person's choice. */
export function useUnnamed() {
  const queries = useQueryClient();
  const billChanged = useBillChanged();
  const session = useSession();
  const { data } = useQuery({ queryKey: ['unnamed'], queryFn: amendmentApi.unnamed, refetchInterval: 30_000 });
  const say = useMutation({
    mutationFn: ({ approvalId, ...body }: NameOriginal & { approvalId: string }) => amendmentApi.name(approvalId, body),
    onSuccess: (answer) => queries.setQueryData(['unnamed'], answer),
    onSettled: () => {
      billChanged('unnamed');
    },
  });
  const problem = computed(() => (say.error.value instanceof ApiProblem ? say.error.value : null));
  const items = computed<readonly UnnamedAmendment[]>(() => data.value?.items ?? []);
  const maySay = computed(() => session.allows('approve'));
  return { items, say, problem, maySay };
}
