import * as z from 'zod/mini';
import { businessDate, countAndSum, instant, pageOf, queryInt } from './page.js';

/**
 * `amendments`: a scheme that is off, watched only for cancelled and changed approvals. `event`: DingTalk reported that they ended. `back-fill`: a
 * past range, into quarantine.
 */
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
  /** Seen, but already in the ledger. */
  known: z.int(),
  /** Why approvals were not collected, with the totals of their forms as the run read them. `listed`: how many of them the run can name. */
  skipped: z.array(z.object({ reason: z.string(), ...countAndSum.shape, listed: z.int() })),
  failed: z.array(z.object({ processInstanceId: z.string(), reason: z.string() })),
  calls: z.int(),
  /** A sentence if the run broke off. */
  error: z.nullable(z.string()),
});
export type IntakeRun = z.infer<typeof intakeRun>;
export const intakeRunQuery = z.object({
  cursor: z.optional(z.string().check(z.maxLength(200))),
  limit: z._default(queryInt(1, 200), 50),
  /** Only runs that brought a bill · only runs that broke off or could not read something. */
  only: z.optional(z.enum(['new', 'failed'])),
  /** Only runs of one scheme. */
  schemeId: z.optional(z.string().check(z.maxLength(36))),
});
export type IntakeRunQuery = z.infer<typeof intakeRunQuery>;
export const intakeRunPage = pageOf(intakeRun);
export type IntakeRunPage = z.infer<typeof intakeRunPage>;

/**
 * POST /api/runs: starts now; a run that is already under way is returned instead of a second one. Without schemeId: every enabled scheme, and
 * disabled ones with unfinished bills.
 */
export const startRun = z.object({ schemeId: z.optional(z.string()) });
export type StartRun = z.infer<typeof startRun>;
export const startedRuns = z.object({ items: z.array(intakeRun) });
export type StartedRuns = z.infer<typeof startedRuns>;

/** Gaps in the sweeps of a scheme; only schemes that still have something to catch up. */
export const sweepGap = z.object({
  schemeId: z.string(),
  schemeName: z.string(),
  /** Start of the last complete look-back; the next one looks for approvals finished since then. */
  lookBackUntil: z.nullable(instant),
  /** Range of launches that are still to be listed; null if none older is missing. */
  owed: z.nullable(z.object({ from: instant, to: instant })),
  /** So much of the month's calls is used that the rest waits for the next month. */
  nextMonth: z.boolean(),
});
export type SweepGap = z.infer<typeof sweepGap>;
/** GET /api/runs/gaps */
export const sweepGaps = z.object({ items: z.array(sweepGap) });
export type SweepGaps = z.infer<typeof sweepGaps>;

/** Today's approvals by way of intake: seen = created + known + skipped + failed + reading. */
const cameBy = {
  seen: z.int(),
  created: z.int(),
  known: z.int(),
  skipped: z.int(),
  /** Named but not read: each of them counts as unexplained. */
  failed: z.int(),
  /** Approvals of runs that are still under way. */
  reading: z.int(),
};
/** Longest delay until a finished approval of one form is seen, with the current events and plan. */
export const formLateness = z.object({
  schemeId: z.string(),
  formName: z.string(),
  /** DingTalk reports it within seconds; the delays below then apply to a lost event. */
  told: z.boolean(),
  /** Reason why nothing is collected automatically: the month's calls · a hold on everything · sweeps are switched off. */
  stopped: z.nullable(z.enum(['quota', 'hold', 'off'])),
  /** Delay by sweeps for an approval launched within `reachDays`, and for one launched earlier; null if no sweep looks for it. */
  newWithinMs: z.nullable(z.int()),
  lateWithinMs: z.nullable(z.int()),
  reachDays: z.int(),
});
export type FormLateness = z.infer<typeof formLateness>;

/** GET /api/runs/ways: today's approvals by way of intake; each kind of run once, the kinds of sweeps always. */
export const intakeWays = z.object({
  day: businessDate,
  items: z.array(
    z.object({
      kind: z.enum(RUN_KINDS),
      ...cameBy,
      /** Time of its last start, today or earlier; null if never, or more than a month ago. */
      lastAt: z.nullable(instant),
      /** Time of the next start; null for runs without a timer, and while it is switched off. */
      nextAt: z.nullable(instant),
    }),
  ),
  total: z.object(cameBy),
  /** Every form that is collected. */
  forms: z.array(formLateness),
});
export type IntakeWays = z.infer<typeof intakeWays>;
export const waysQuery = z.object({ schemeId: z.optional(z.string().check(z.maxLength(36))) });
export type WaysQuery = z.infer<typeof waysQuery>;

/** GET /api/runs/budget: the month's calls of DingTalk's interfaces, and their distribution over the sweeps until the month ends. */
export const callBudget = z.object({
  /** "2026-11", in Beijing. */
  month: z.string(),
  limit: z.int(),
  /** Percent of the limit that is reserved for write-backs. */
  reserve: z.int(),
  /** All calls that count, with those of `others`. */
  used: z.int(),
  /** Calls of other apps of the same company: DingTalk refused at `at`, when this program itself had made `own`. Null if none are known. */
  others: z.nullable(z.object({ calls: z.int(), own: z.int(), at: instant })),
  /** Purpose of our own calls, most used first: list (head sweeps), look-back, detail, event, comment, recheck, related, file, form, form-check, notice, back-fill. */
  byPurpose: z.array(z.object({ purpose: z.string(), used: z.int() })),
  /** The same by API, most used first; less than `used` in total in the month in which counting by API began. */
  byApi: z.array(z.object({ purpose: z.string(), api: z.string(), used: z.int() })),
  /** Start of the next month. */
  resetsAt: instant,
  /** DingTalk refuses further calls this month. */
  spent: z.boolean(),
  /** The month's calls are used up, but DingTalk still answers for some days at most: until when; null if that is unknown. */
  grace: z.nullable(z.object({ days: z.int(), until: z.nullable(instant) })),
  /** The remaining calls are kept for comments of bills that are under way: nothing is collected automatically until the next month. */
  kept: z.boolean(),
  /** Calls used by the end of the month at the present rate. */
  forecast: z.int(),
  /** As often as configured · less often, so that the month's calls last · as seldom as possible. */
  level: z.enum(['ample', 'slower', 'scarce']),
  /** Even with the fewest sweeps the month's calls do not last. */
  short: z.boolean(),
  /** Whether an approval is read again before its bill is sent: switched off · yes · not while the month's calls would not last. */
  recheck: z.enum(['off', 'on', 'short']),
  /** Interval of sweeps over recent launches, and over all launches that may still finish; null if switched off. */
  headEveryMs: z.nullable(z.int()),
  lookBackEveryMs: z.nullable(z.int()),
  /** Events of this month, which DingTalk counts separately: delivered, of these repeated, and still to be processed. */
  events: z.object({
    channel: z.enum(['off', 'http', 'stream']),
    limit: z.int(),
    delivered: z.int(),
    repeated: z.int(),
    lastAt: z.nullable(instant),
    waiting: z.int(),
    /** Events delivered by the end of the month at the present rate. */
    forecast: z.int(),
    /** Whether the month's deliveries suffice: yes · not at the present rate · they are used up, and DingTalk is silent. */
    outlook: z.enum(['lasts', 'runs-out', 'used-up']),
  }),
  /** Sweep intervals as the month's calls are used: from this count on, this interval; null if sweeps are switched off. */
  steps: z.object({
    slower: z.object({ from: z.int(), headEveryMs: z.nullable(z.int()) }),
    scarce: z.object({ from: z.int(), headEveryMs: z.nullable(z.int()) }),
  }),
  /** Events of finished approvals: arrive, and sweeps rely on them · arrive · should arrive but do not · no connection tells. */
  byEvents: z.enum(['relied-upon', 'live', 'down', 'none']),
  /** `headEveryMs` while no events arrive. */
  headWithoutEventsMs: z.nullable(z.int()),
  /** Longest time until a sweep lists a new approval, the night included; and while no events arrive. Null if sweeps are switched off. */
  seenWithinMs: z.nullable(z.int()),
  seenWithoutEventsMs: z.nullable(z.int()),
});
export type CallBudget = z.infer<typeof callBudget>;

/** GET /api/runs/channel: the channel on which DingTalk reports finished approvals, and its state. */
export const eventChannel = z.object({
  mode: z.enum(['stream', 'http', 'off']),
  /** `unknown`: no attempt yet, or this mode has no connection that could break. */
  state: z.enum(['ok', 'down', 'unknown']),
  /** Time since which the connection is unbroken. */
  since: z.nullable(instant),
  lastEventAt: z.nullable(instant),
  /** What is wrong and who can fix it; null while nothing is. */
  sentence: z.nullable(z.string()),
  /** Number of attempts since then. */
  tries: z.int(),
  /** Host and process number of the process that holds the connection; null for everybody but administrators. */
  holder: z.nullable(z.string()),
});
export type EventChannel = z.infer<typeof eventChannel>;
