import { useQuery } from '@tanstack/vue-query';
import { pushApi } from '../api/push-api.js';

/** Reads the latest orders; repeats the read while an order has in-doubt bills, because their settlement sends no event of the order. */
export const useRecentPushes = () =>
  useQuery({
    queryKey: ['pushes'],
    queryFn: pushApi.recent,
    refetchInterval: ({ state: { data } }) => (data?.items.some(({ inDoubt }) => inDoubt.count > 0) ? 5_000 : false),
  });
