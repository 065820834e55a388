import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { sessionApi } from '../api/session-api.js';

/** How often it is asked while one of them is away. */
const AWAY_MS = 5_000;

/** How often while all is well. A desk is open all day: what is out of reach is said soon; a phone would pay with its battery. */
const WELL_MS = { desk: 10_000, phone: 30_000 } as const;

/** Health of both systems, quota and the intake's last and next run: one question for all who show any of it. */
export function useSystemStatus() {
  const everyMs = WELL_MS[document.documentElement.dataset.layout === 'phone' ? 'phone' : 'desk'];
  const query = useQuery({
    queryKey: ['status'],
    queryFn: sessionApi.status,
    staleTime: everyMs,
    refetchInterval: ({ state: { data, error } }) =>
      error !== null ||
      data?.database.state === 'trouble' ||
      data?.kingdee.state === 'trouble' ||
      data?.dingtalk.state === 'trouble'
        ? AWAY_MS
        : everyMs,
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
