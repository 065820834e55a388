import { useQuery } from '@tanstack/vue-query';
import { pushApi } from '../api/push-api.js';

/** The latest orders; asked for again while bills of one are in doubt: what settles them is no event of the order. */
export const useRecentPushes = () =>
  useQuery({
    queryKey: ['pushes'],
    queryFn: pushApi.recent,
    refetchInterval: ({ state: { data } }) => (data?.items.some(({ inDoubt }) => inDoubt.count > 0) ? 5_000 : false),
  });
