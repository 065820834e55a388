import { useQuery } from '@tanstack/vue-query';
import { sessionApi } from '../api/session-api.js';

/** Health of both systems, quota and the intake's last and next run. */
export const useStatus = () => useQuery({ queryKey: ['status'], queryFn: sessionApi.status, refetchInterval: 30_000 });
