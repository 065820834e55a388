import { useQuery } from '@tanstack/vue-query';
import { sessionApi } from '../api/session-api.js';

/** Connections, quota and the last run; kept fresh by live events. */
export const usePhoneStatus = () => useQuery({ queryKey: ['status'], queryFn: sessionApi.status, staleTime: 30_000 });
