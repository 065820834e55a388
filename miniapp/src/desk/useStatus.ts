import { useQuery } from '@tanstack/vue-query';
import { sessionApi } from '../api/session-api.js';

/** Health of both systems, quota and the intake's last and next run; asked more often while one of them is away. */
export const useStatus = () =>
  useQuery({
    queryKey: ['status'],
    queryFn: sessionApi.status,
    refetchInterval: ({ state: { data, error } }) =>
      error !== null ||
      data?.database.state === 'trouble' ||
      data?.kingdee.state === 'trouble' ||
      data?.dingtalk.state === 'trouble'
        ? 5_000
        : 30_000,
  });
