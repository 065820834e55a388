import { dueTimesOf, rightEnds } from '../../database/due-times.js';
import { leasesOf } from '../../queue/dead-leases.js';

/** Lease of an export, renewed every 15 s, also while it waits, and about once a second while it writes: a silent process no longer works on it. */
export const EXPORT_LEASE_MS = 60_000;
export const UNDER_WAY = "state IN ('waiting', 'running')";

export const EXPORT_TIMES = dueTimesOf('data_export', ({ EXPORT_KEPT_MS }) => [
  rightEnds('expires_at', '1 = 1', EXPORT_KEPT_MS),
  rightEnds('lease_until', UNDER_WAY, EXPORT_LEASE_MS),
]);
export const EXPORT_LEASES = leasesOf('data_export', UNDER_WAY);

/** Path of the unfinished file. */
export const partOf = (file: string): string => `${file}.part`;
