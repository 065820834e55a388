import { useQuery } from '@tanstack/vue-query';
import { sessionApi } from '../api/session-api.js';

/** Connections, quota and the last run; kept fresh by live events, and asked for while a system is away. */
export const usePhoneStatus = () =>
  useQuery({
    queryKey: ['status'],
    queryFn: sessionApi.status,
    staleTime: 30_000,
    refetchInterval: ({ state: { data, error } }) =>
      error !== null ||
      data?.database.state === 'trouble' ||
      data?.kingdee.state === 'trouble' ||
      data?.dingtalk.state === 'trouble'
        ? 5_000
        : false,
  });
