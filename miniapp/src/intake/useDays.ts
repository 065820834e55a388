import { useQuery } from '@tanstack/vue-query';
import { completenessApi } from '../api/completeness-api.js';

/** Number of calendar days that are compared with the ledger. */
export const DAYS = 7;

/** Reads the comparison of each of the last days with the ledger, and the state of today. */
export const useDays = () =>
  useQuery({
    queryKey: ['runs', 'days', DAYS],
    queryFn: () => completenessApi.days(DAYS),
    refetchInterval: 60_000,
  });
