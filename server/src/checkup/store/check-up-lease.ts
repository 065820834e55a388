import { leasesOf } from '../../queue/dead-leases.js';

/** Leases of running check-ups: if the process is gone, another run may begin. */
export const CHECK_UP_LEASES = leasesOf('check_up_run', 'finished_at IS NULL');
