import * as z from 'zod/mini';
import { instant, pageOf, queryInt } from './page.js';

/** `amendments`: a scheme that is off is only listened to for cancelled and changed approvals. */
export const RUN_KINDS = ['head', 'look-back', 'open', 'manual', 'amendments'] as const;
export const intakeRun = z.object({
  id: z.string(),
  schemeId: z.string(),
  schemeName: z.string(),
  kind: z.enum(RUN_KINDS),
  state: z.enum(['running', 'done', 'failed']),
  startedAt: instant,
  finishedAt: z.nullable(instant),
  seen: z.int(),
  created: z.int(),
  /** Reason in words → how many. */
  skipped: z.array(z.object({ reason: z.string(), count: z.int() })),
  failed: z.array(z.object({ processInstanceId: z.string(), reason: z.string() })),
  calls: z.int(),
  /** One sentence when the run broke off. */
  error: z.nullable(z.string()),
});
export type IntakeRun = z.infer<typeof intakeRun>;
export const intakeRunQuery = z.object({
  cursor: z.optional(z.string().check(z.maxLength(200))),
  limit: z._default(queryInt(1, 200), 50),
});
export type IntakeRunQuery = z.infer<typeof intakeRunQuery>;
export const intakeRunPage = pageOf(intakeRun);
export type IntakeRunPage = z.infer<typeof intakeRunPage>;

/** POST /api/runs: start now; a run already going is answered instead of a second one. Without schemeId: every enabled scheme, and those that are off with unfinished bills. */
export const startRun = z.object({ schemeId: z.optional(z.string()) });
export type StartRun = z.infer<typeof startRun>;
export const startedRuns = z.object({ items: z.array(intakeRun) });
export type StartedRuns = z.infer<typeof startedRuns>;

/** What the sweeps over a scheme have covered: only where something is still to be caught up. */
export const sweepGap = z.object({
  schemeId: z.string(),
  schemeName: z.string(),
  /** When the last look-back that came through began; whatever has finished since is looked for from there. */
  lookBackUntil: z.nullable(instant),
  /** Launches that are still to be listed; null where nothing older is owed. */
  owed: z.nullable(z.object({ from: instant, to: instant })),
  /** The month's calls are so far used that the rest waits for the next month. */
  nextMonth: z.boolean(),
});
export type SweepGap = z.infer<typeof sweepGap>;
/** GET /api/runs/gaps */
export const sweepGaps = z.object({ items: z.array(sweepGap) });
export type SweepGaps = z.infer<typeof sweepGaps>;
