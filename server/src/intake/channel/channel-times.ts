import type { Dialect } from '../../database/dialect.js';
import { dueTimesOf, rightEnds } from '../../database/due-times.js';
import { leasesOf } from '../../queue/dead-leases.js';

/** Interval at which each process checks whether it may hold the connection, in ms. */
export const LOOK_MS = 2_000;
/**
 * Length of the lease, in ms. On MySQL other processes may exist, and one takes over within ten seconds after the holder was killed. On
 * SQLite there is no other process, and a start ends the lease of a dead one.
 */
const LEASE_MS = { mysql: 3 * LOOK_MS, sqlite: 600_000 } as const satisfies Record<Dialect, number>;
export const leaseMs = (dialect: Dialect): number => LEASE_MS[dialect];

const HELD = 'lease_token IS NOT NULL';
export const CHANNEL_LEASES = leasesOf('event_channel', HELD);
export const CHANNEL_TIMES = dueTimesOf('event_channel', () => [rightEnds('lease_until', HELD, LEASE_MS.sqlite)]);
