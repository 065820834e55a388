import type { CreateToken } from '@dingdee/shared/api-token';
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, type Ref, reactive } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { datasetApi } from '../api/dataset-api.js';

const KEY = ['tokens'];
const problemOf = (cause: unknown) => (cause instanceof ApiProblem ? cause : null);

/** Reads API tokens. `made` holds a new token until the person closes it: it is shown once. */
export function useTokens(enabled: Ref<boolean>) {
  const queries = useQueryClient();
  const list = useQuery({ queryKey: KEY, queryFn: datasetApi.tokens, enabled });
  const again = () => queries.invalidateQueries({ queryKey: KEY });
  // The token is never kept in the query cache: a secret that is shown once must not be stored elsewhere.
  const create = useMutation({
    mutationFn: (body: CreateToken) => datasetApi.createToken(body),
    onSuccess: again,
    gcTime: 0,
  });
  const revoke = useMutation({ mutationFn: (id: string) => datasetApi.revokeToken(id), onSuccess: again });
  return reactive({
    items: computed(() => list.data.value?.items ?? []),
    pending: list.isPending,
    problem: computed(
      () => problemOf(create.error.value) ?? problemOf(revoke.error.value) ?? problemOf(list.error.value),
    ),
    create: create.mutate,
    creating: create.isPending,
    made: create.data,
    putAway: create.reset,
    revoke: revoke.mutate,
    revoking: revoke.isPending,
  });
}
