import type { Dialect } from '../../database/dialect.js';
import { dueTimesOf, rightEnds } from '../../database/due-times.js';
import { leasesOf } from '../../queue/dead-leases.js';

/** How often each process looks whether the connection is its own to hold. */
export const LOOK_MS = 2_000;
/**
 * How long a process holds it without a word. Where there may be others, one that was killed is followed within ten seconds; on SQLite
 * there is nobody to follow, and a start ends what a dead process left.
 */
const LEASE_MS = { mysql: 3 * LOOK_MS, sqlite: 600_000 } as const satisfies Record<Dialect, number>;
export const leaseMs = (dialect: Dialect): number => LEASE_MS[dialect];

const HELD = 'lease_token IS NOT NULL';
export const CHANNEL_LEASES = leasesOf('event_channel', HELD);
export const CHANNEL_TIMES = dueTimesOf('event_channel', () => [rightEnds('lease_until', HELD, LEASE_MS.sqlite)]);
