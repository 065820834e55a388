import * as z from 'zod/mini';
import { businessDate, instant, pageOf, queryInt } from './page.js';

/** `amendments`: a scheme that is off is only listened to for cancelled and changed approvals. `event`: DingTalk said by itself that they ended. `back-fill`: a past range, into quarantine. */
export const RUN_KINDS = ['head', 'look-back', 'open', 'manual', 'amendments', 'event', 'back-fill'] as const;
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
  /** Of these alone: runs that brought a bill · runs that broke off or could not read something. */
  only: z.optional(z.enum(['new', 'failed'])),
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

/** Over which ways something came today. Approvals: seen = created + known + skipped + failed + reading. */
const cameBy = {
  seen: z.int(),
  created: z.int(),
  known: z.int(),
  skipped: z.int(),
  /** Named and not read: each of them is among what is not explained. */
  failed: z.int(),
  /** Of runs that are still going. */
  reading: z.int(),
};
/** How late a finished approval of one form may be seen, as events and the plan stand now. */
export const formLateness = z.object({
  schemeId: z.string(),
  formName: z.string(),
  /** DingTalk tells of it within seconds; what follows is then of an event that was lost. */
  told: z.boolean(),
  /** Why nothing is collected by itself: the month's calls · everything is held · sweeps are switched off. */
  stopped: z.nullable(z.enum(['quota', 'hold', 'off'])),
  /** By sweeps: one that was launched within `reachDays`, and one that was launched before; null where no sweep looks for it. */
  newWithinMs: z.nullable(z.int()),
  lateWithinMs: z.nullable(z.int()),
  reachDays: z.int(),
});
export type FormLateness = z.infer<typeof formLateness>;

/** GET /api/runs/ways: by which way today's approvals came; each kind of run once, those that sweeps are made of always. */
export const intakeWays = z.object({
  day: businessDate,
  items: z.array(
    z.object({
      kind: z.enum(RUN_KINDS),
      ...cameBy,
      /** When it last began, today or on an earlier day; null where that was never, or longer ago than a month. */
      lastAt: z.nullable(instant),
      /** When it is due next; null for what no clock begins, and while it is switched off. */
      nextAt: z.nullable(instant),
    }),
  ),
  total: z.object(cameBy),
  /** Each form that is collected. */
  forms: z.array(formLateness),
});
export type IntakeWays = z.infer<typeof intakeWays>;

/** GET /api/runs/budget: the month's calls of DingTalk's interfaces, and how they are spread over the sweeps until it ends. */
export const callBudget = z.object({
  /** "2026-11", in Beijing. */
  month: z.string(),
  limit: z.int(),
  /** Percent of the limit that is kept for write-backs. */
  reserve: z.int(),
  used: z.int(),
  /** What for, most used first: list (head sweeps), look-back, detail, event, comment, recheck, file, form, form-check, notice, back-fill. */
  byPurpose: z.array(z.object({ purpose: z.string(), used: z.int() })),
  /** The same by API, most used first; together less than `used` in a month in which counting by API began. */
  byApi: z.array(z.object({ purpose: z.string(), api: z.string(), used: z.int() })),
  /** When the next month begins. */
  resetsAt: instant,
  /** DingTalk refuses further calls of this month. */
  spent: z.boolean(),
  /** The month's calls are used up and DingTalk still answers, for some days at most: until when; null where that is not known. */
  grace: z.nullable(z.object({ days: z.int(), until: z.nullable(instant) })),
  /** What is left is for the comments of bills that are on their way: nothing is collected by itself until the next month. */
  kept: z.boolean(),
  /** Calls used by the end of the month if every day is as these have been. */
  forecast: z.int(),
  /** As often as set · less often, so that the month's calls last · as seldom as it goes. */
  level: z.enum(['ample', 'slower', 'scarce']),
  /** Even with the fewest sweeps the month's calls do not last. */
  short: z.boolean(),
  /** Whether an approval is read once more before its bill is sent: switched off · yes · not while the month's calls would not last. */
  recheck: z.enum(['off', 'on', 'short']),
  /** Between two sweeps over what was launched lately, and over all that may still finish; null where that is switched off. */
  headEveryMs: z.nullable(z.int()),
  lookBackEveryMs: z.nullable(z.int()),
  /** Events of this month, which DingTalk counts apart: what it delivered, of these what it had delivered before, and what is still to be worked on. */
  events: z.object({
    channel: z.enum(['off', 'http', 'stream']),
    limit: z.int(),
    delivered: z.int(),
    repeated: z.int(),
    lastAt: z.nullable(instant),
    waiting: z.int(),
    /** Delivered by the end of the month if its days are as those were. */
    forecast: z.int(),
  }),
  /** What happens as the month's calls are used: from so many on is swept so often; null where sweeps are switched off. */
  steps: z.object({
    slower: z.object({ from: z.int(), headEveryMs: z.nullable(z.int()) }),
    scarce: z.object({ from: z.int(), headEveryMs: z.nullable(z.int()) }),
  }),
  /** Of finished approvals: come, and sweeps rely on them · come · should come and do not · no connection tells whether they do. */
  byEvents: z.enum(['relied-upon', 'live', 'down', 'none']),
  /** What `headEveryMs` is while no events come. */
  headWithoutEventsMs: z.nullable(z.int()),
});
export type CallBudget = z.infer<typeof callBudget>;

/** GET /api/runs/channel: over which channel DingTalk tells of finished approvals, and how it stands. */
export const eventChannel = z.object({
  mode: z.enum(['stream', 'http', 'off']),
  /** `unknown`: nobody has tried yet, or this mode has no connection that could break. */
  state: z.enum(['ok', 'down', 'unknown']),
  /** Since when without a break. */
  since: z.nullable(instant),
  lastEventAt: z.nullable(instant),
  /** What is wrong and who can mend it; null while nothing is. */
  sentence: z.nullable(z.string()),
  /** How often it was tried since. */
  tries: z.int(),
  /** Machine and process number of who holds the connection; null for all but administrators. */
  holder: z.nullable(z.string()),
});
export type EventChannel = z.infer<typeof eventChannel>;
