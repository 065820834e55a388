import { useQuery } from '@tanstack/vue-query';
import { completenessApi } from '../api/completeness-api.js';

/** So many days of the calendar are held against the ledger. */
export const DAYS = 7;

/** Each of the last days against the ledger, and today as it stands. */
export const useDays = () =>
  useQuery({
    queryKey: ['runs', 'days', DAYS],
    queryFn: () => completenessApi.days(DAYS),
    refetchInterval: 60_000,
  });
