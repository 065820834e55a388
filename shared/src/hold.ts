import * as z from 'zod/mini';
import { countAndSum, instant } from './page.js';

/** Why everything is held: the marker is ahead of the database · the marker is not where it was · somebody pressed. */
export const HOLD_CAUSES = ['ahead', 'lost', 'by-hand'] as const;
export type HoldCause = (typeof HOLD_CAUSES)[number];

const row = z.nullable(z.object({ seq: z.int(), at: instant }));

/** Nothing is pushed, written back or scheduled; part of GET /api/status. */
export const ledgerHold = z.object({
  /** All that are open: these are released together. */
  ids: z.array(z.string()),
  cause: z.enum(HOLD_CAUSES),
  since: instant,
  by: z.string(),
  /** In the words of whoever pressed. */
  reason: z.nullable(z.string()),
  /** The audit row that the marker knows of, and the last one in the database when it was held. */
  marker: row,
  head: row,
  /** Bills that were on their way: they go back to a person on release. */
  waiting: countAndSum,
  /** Names of those who may release it. */
  admins: z.array(z.string()),
});
export type LedgerHold = z.infer<typeof ledgerHold>;

/** POST /api/hold/release */
export const releaseHold = z.object({
  ids: z.array(z.string().check(z.maxLength(36))).check(z.minLength(1), z.maxLength(10)),
});
export type ReleaseHold = z.infer<typeof releaseHold>;
/** How many bills went back to a person. */
export const releasedHold = z.object({ bills: z.int() });
export type ReleasedHold = z.infer<typeof releasedHold>;
