import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { sessionApi } from '../api/session-api.js';

/** Time between two reads while one of the systems is away, in ms. */
const AWAY_MS = 5_000;

/** Time between two reads while all is well, in ms. A desk is open all day and must report an outage soon; a phone saves its battery. */
const WELL_MS = { desk: 10_000, phone: 30_000 } as const;

/** Reads the health of both systems, the quota and the intake's last and next run: one request for all parts that show any of it. */
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
  /** Time of the last answer, if our own server no longer answers; null while it does. */
  const lostSince = computed(() => {
    const { error, data, dataUpdatedAt, fetchStatus } = query;
    // Without a network the request waits, and that is no error.
    const unanswered =
      fetchStatus.value === 'paused' || (error.value instanceof ApiProblem && !error.value.nothingStored);
    return unanswered && data.value !== undefined ? dataUpdatedAt.value : null;
  });
  return { ...query, lostSince };
}
