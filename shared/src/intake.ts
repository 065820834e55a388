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
  /** Seen, and in the ledger already. */
  known: z.int(),
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

/** GET /api/runs/budget: the month's calls of DingTalk's interfaces, and how they are spread over the sweeps until it ends. */
export const callBudget = z.object({
  /** "2026-11", in Beijing. */
  month: z.string(),
  limit: z.int(),
  used: z.int(),
  /** What for, most used first: list, detail, comment, file, form, notice. */
  byPurpose: z.array(z.object({ purpose: z.string(), used: z.int() })),
  /** When the next month begins. */
  resetsAt: instant,
  /** DingTalk refuses further calls of this month. */
  spent: z.boolean(),
  /** Calls used by the end of the month if every day is as these have been. */
  forecast: z.int(),
  /** As often as set · less often, so that the month's calls last · as seldom as it goes. */
  level: z.enum(['ample', 'slower', 'scarce']),
  /** Even with the fewest sweeps the month's calls do not last. */
  short: z.boolean(),
  /** Between two sweeps over what was launched lately, and over all that may still finish; null where that is switched off. */
  headEveryMs: z.nullable(z.int()),
  lookBackEveryMs: z.nullable(z.int()),
});
export type CallBudget = z.infer<typeof callBudget>;
