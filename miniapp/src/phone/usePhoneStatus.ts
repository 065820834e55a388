import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { sessionApi } from '../api/session-api.js';

/** Connections, quota and the last run; kept fresh by live events, and asked for while a system is away. */
export function usePhoneStatus() {
  const query = useQuery({
    queryKey: ['status'],
    queryFn: sessionApi.status,
    staleTime: 30_000,
    refetchInterval: ({ state: { data, error } }) =>
      error !== null ||
      data?.database.state === 'trouble' ||
      data?.kingdee.state === 'trouble' ||
      data?.dingtalk.state === 'trouble'
        ? 5_000
        : 30_000,
  });
  /** Of the last answer, where our own server gives none any more; null while it does. */
  const lostSince = computed(() => {
    const { error, data, dataUpdatedAt, fetchStatus } = query;
    // Without a network the question waits, and is no error.
    const unanswered =
      fetchStatus.value === 'paused' || (error.value instanceof ApiProblem && !error.value.nothingStored);
    return unanswered && data.value !== undefined ? dataUpdatedAt.value : null;
  });
  return { ...query, lostSince };
}
