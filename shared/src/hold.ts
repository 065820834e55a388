import * as z from 'zod/mini';
import { countAndSum, instant } from './page.js';

/** Cause of a hold on everything: the marker is ahead of the database · the marker is missing at its place · a person pressed the button. */
export const HOLD_CAUSES = ['ahead', 'lost', 'by-hand'] as const;
export type HoldCause = (typeof HOLD_CAUSES)[number];

const row = z.nullable(z.object({ seq: z.int(), at: instant }));

/** A hold: nothing is pushed, written back or scheduled; part of GET /api/status. */
export const ledgerHold = z.object({
  /** All open holds; they are released together. */
  ids: z.array(z.string()),
  cause: z.enum(HOLD_CAUSES),
  since: instant,
  by: z.string(),
  /** The person's own words; null without a person. */
  reason: z.nullable(z.string()),
  /** The audit row in the marker, and the last one in the database when the hold began. */
  marker: row,
  head: row,
  /** Bills that were under way: on release a person has to confirm them again. */
  waiting: countAndSum,
  /** Names of people who may release it. */
  admins: z.array(z.string()),
});
export type LedgerHold = z.infer<typeof ledgerHold>;

/** POST /api/hold/release */
export const releaseHold = z.object({
  ids: z.array(z.string().check(z.maxLength(36))).check(z.minLength(1), z.maxLength(10)),
});
export type ReleaseHold = z.infer<typeof releaseHold>;
/** Number of bills that went back to a person. */
export const releasedHold = z.object({ bills: z.int() });
export type ReleasedHold = z.infer<typeof releasedHold>;
