import * as z from 'zod/mini';
import { BILL_STATES, STAGES } from './bill-state.js';
import { amount } from './money.js';
import { businessDate, countAndSum, instant, queryInt } from './page.js';

/** A calendar month in Beijing, "2026-11". */
export const analysisMonth = z.string().check(z.regex(/^20\d{2}-(0[1-9]|1[0-2])$/));

/** Filters for the bills of a month: the form (scheme) and the paying organisation. */
const scope = {
  schemeId: z.optional(z.string().check(z.maxLength(36))),
  org: z.optional(z.string().check(z.minLength(1), z.maxLength(40))),
};

/** GET /api/analysis. Without a month: this month. */
export const analysisQuery = z.object({ month: z.optional(analysisMonth), ...scope });
export type AnalysisQuery = z.infer<typeof analysisQuery>;

/** Keys instead of a cost item: a line, or a bill, that has none yet · the difference between a bill and its lines, such as an offset loan. */
export const NO_COST_ITEM = '';
export const NOT_BY_LINE = '-';
/**
 * Key instead of a cost item or a department: bills that an edited or withdrawn approval left behind (superseded). Replacing bills are in their own
 * bars.
 */
export const LEFT_BEHIND = '~';

/** One bar: the days of the month, and the same days of the month before. */
export const analysisBar = z.object({ key: z.string(), name: z.string(), now: countAndSum, before: countAndSum });
export type AnalysisBar = z.infer<typeof analysisBar>;
const pair = z.object({ now: countAndSum, before: countAndSum });

/** Stretches in which bills wait: for a value, for a person, for the push. */
export const STRETCHES = ['mapping', 'review', 'push'] as const;
export type Stretch = (typeof STRETCHES)[number];
/** Minutes within which half of the booked bills were finished; whole hours from one hour on. null: none is booked. */
const median = z.object({ now: z.nullable(z.int()), before: z.nullable(z.int()) });
/** Time from the approval to the booking: within so many times 24 hours; `more` for longer. */
export const WAITS = ['1', '2', '3', '4', 'more'] as const;
export type Wait = (typeof WAITS)[number];
/** Booked bills, and how many of them needed no manual work. */
const yieldOf = z.object({ once: z.int(), booked: z.int() });

/**
 * GET /api/analysis/first-pass: bills of the last 30 days (by the day on which the approval was agreed, today included) that are booked, per
 * scheme, and how many of them needed no manual work. Only schemes with booked bills.
 */
export const firstPasses = z.object({
  from: businessDate,
  to: businessDate,
  items: z.array(z.object({ schemeId: z.string(), ...yieldOf.shape })),
});
export type FirstPasses = z.infer<typeof firstPasses>;

/** By the day on which the approval was agreed, Beijing; both days included. */
export const analysis = z.object({
  month: analysisMonth,
  from: businessDate,
  to: businessDate,
  before: z.object({ from: businessDate, to: businessDate }),
  collected: pair,
  booked: pair,
  stages: z.array(z.object({ stage: z.enum(STAGES), ...countAndSum.shape })),
  toBooked: median,
  stretches: z.array(z.object({ stretch: z.enum(STRETCHES), ...median.shape })),
  /** Booked bills by this time, in the order of WAITS. */
  waits: z.array(z.object({ wait: z.enum(WAITS), count: z.int() })),
  firstPass: z.object({ now: yieldOf, before: yieldOf }),
  /** Largest first, then NOT_BY_LINE, NO_COST_ITEM, LEFT_BEHIND; their sums add up to `collected`. */
  costItems: z.array(analysisBar),
  /** By the name on the approval, largest first; '' for none, then LEFT_BEHIND. Adds up to `collected`. */
  departments: z.array(analysisBar),
  /** Thirteen months, oldest first; the last ends with `to`. */
  months: z.array(z.object({ month: analysisMonth, ...countAndSum.shape })),
  /** Bills of these days that a person approved, held or pushed; each bill counts once per person. */
  people: z.array(
    z.object({ userId: z.string(), name: z.string(), approved: z.int(), held: z.int(), pushed: z.int() }),
  ),
  /** Bills that were in this state at any time. */
  troubles: z.array(z.object({ state: z.enum(BILL_STATES), ...countAndSum.shape })),
  /** Bills that are in trouble now, by cause (error-class.ts). */
  left: z.array(z.object({ cause: z.string(), ...countAndSum.shape })),
  /** Values that stop the largest amounts; at most eight. */
  unmapped: z.array(z.object({ table: z.string(), tableName: z.string(), value: z.string(), bills: z.int(), amount })),
});
export type Analysis = z.infer<typeof analysis>;

/** Meaning of a bar: all of a month · a stage · a cost item · a department · the time it took · a person's action · a trouble. */
export const ANALYSIS_BARS = [
  'all',
  'stage',
  'cost',
  'department',
  'wait',
  'once',
  'approved',
  'held',
  'pushed',
  'trouble',
  'left',
] as const;
export type AnalysisBarKind = (typeof ANALYSIS_BARS)[number];

/** GET /api/analysis/bills: the bills behind one bar. */
export const analysisBillsQuery = z.object({
  month: z.optional(analysisMonth),
  ...scope,
  by: z.enum(ANALYSIS_BARS),
  key: z.optional(z.string().check(z.maxLength(250))),
  cursor: z.optional(z.string().check(z.maxLength(80))),
  limit: z._default(queryInt(1, 200), 50),
});
export type AnalysisBillsQuery = z.infer<typeof analysisBillsQuery>;

/** `amount`: the part of the bill that is in the bar. */
export const analysisBill = z.object({
  id: z.string(),
  payee: z.string(),
  purpose: z.string(),
  department: z.string(),
  state: z.enum(BILL_STATES),
  amount: z.nullable(amount),
  finishedAt: instant,
});
export type AnalysisBill = z.infer<typeof analysisBill>;
export const analysisBills = z.object({
  items: z.array(analysisBill),
  next: z.nullable(z.string()),
  total: z.int(),
  sum: countAndSum,
});
export type AnalysisBills = z.infer<typeof analysisBills>;
