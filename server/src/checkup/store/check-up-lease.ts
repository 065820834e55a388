import { leasesOf } from '../../queue/dead-leases.js';

/** A run under way: with its process gone another may begin. */
export const CHECK_UP_LEASES = leasesOf('check_up_run', 'finished_at IS NULL');
