import type { AcceptForm } from '@dingdee/shared/form-change';
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { formApi } from '../api/form-api.js';

/** Reads the accepted and the present state of forms; reads them again from DingTalk and accepts changes. */
export function useForms() {
  const queries = useQueryClient();
  const { data, error, isPending, refetch } = useQuery({ queryKey: ['schemes', 'forms'], queryFn: formApi.list });
  const again = () => {
    for (const key of ['schemes', 'status', 'stages', 'groups', 'runs'])
      void queries.invalidateQueries({ queryKey: [key] });
  };
  const check = useMutation({ mutationFn: formApi.check, onSettled: again });
  const accept = useMutation({
    mutationFn: ({ processCode, ...body }: AcceptForm & { processCode: string }) => formApi.accept(processCode, body),
    onSettled: again,
  });
  const problemOf = (cause: unknown) => (cause instanceof ApiProblem ? cause : null);
  return {
    forms: computed(() => data.value?.items ?? null),
    isPending,
    problem: computed(() => problemOf(error.value)),
    refused: computed(() => problemOf(check.error.value) ?? problemOf(accept.error.value)),
    checking: computed(() => check.isPending.value),
    accepting: computed(() => accept.isPending.value),
    refetch,
    check: (processCode: string) => check.mutate(processCode),
    accept: (processCode: string, body: AcceptForm) => accept.mutate({ processCode, ...body }),
  };
}
