import * as z from 'zod/mini';
import { amount } from './money.js';
import { businessDate, countAndSum, instant, pageOf, queryInt } from './page.js';

/** Tables as each bill cites them: shows only the effect of the rules · tables as of today: shows what mapping the period again would give. */
export const SIMULATED_TABLES = ['cited', 'now'] as const;
export const SIMULATION_STATES = ['running', 'done', 'stopped', 'failed'] as const;
export type SimulationState = (typeof SIMULATION_STATES)[number];

/**
 * Difference of a bill. `stopped`: there was a bill, now it would stop · `left-out`: it would not be collected · `differs`:
 * both are bills, with other contents · `released`: it stopped, now it would be a bill · `unproven`: the version that mapped it does not
 * reproduce the stored content, so nothing else is said about it.
 */
export const DIFFERENCES = ['unproven', 'stopped', 'left-out', 'differs', 'released'] as const;
export type Difference = (typeof DIFFERENCES)[number];

/**
 * POST /api/schemes/:id/simulations: bills whose approvals finished on these days (Beijing, both included). `version` is a stored
 * version, `content` an unsaved one; without both, the version in use.
 */
export const startSimulation = z.object({
  version: z.optional(z.int()),
  content: z.optional(z.unknown()),
  tables: z.enum(SIMULATED_TABLES),
  from: businessDate,
  to: businessDate,
});
export type StartSimulation = z.infer<typeof startSimulation>;

/** ¥ of one cost item, department or organisation; `key` is Kingdee's number, "" if the bill has none. */
export const simulatedLine = z.object({
  key: z.string(),
  name: z.string(),
  before: amount,
  after: amount,
  /** after − before. */
  difference: amount,
});
export type SimulatedLine = z.infer<typeof simulatedLine>;

/** Money of the period: on bills, on approvals that stop, and on approvals that are not collected. The three add up to the total. */
export const simulatedSide = z.object({ billed: countAndSum, stopped: countAndSum, leftOut: countAndSum });
export type SimulatedSide = z.infer<typeof simulatedSide>;

export const simulation = z.object({
  id: z.string(),
  schemeId: z.string(),
  schemeName: z.string(),
  /** The version that was run; for unsaved content, the number that it would get. */
  version: z.int(),
  draft: z.boolean(),
  tables: z.enum(SIMULATED_TABLES),
  from: businessDate,
  to: businessDate,
  state: z.enum(SIMULATION_STATES),
  done: z.int(),
  total: z.int(),
  startedAt: instant,
  startedBy: z.string(),
  endedAt: z.nullable(instant),
  /** Time of its deletion. */
  expiresAt: instant,
  /** Bills whose stored content was reproduced byte for byte from the version and tables that they cite. */
  proven: z.int(),
  same: countAndSum,
  bothStop: countAndSum,
  differences: z.object({
    unproven: countAndSum,
    stopped: countAndSum,
    'left-out': countAndSum,
    differs: countAndSum,
    released: countAndSum,
  }),
  /** Approvals of the period that are not compared: not mapped yet · original archived. */
  uncompared: z.object({ unmapped: z.int(), archived: z.int() }),
  before: simulatedSide,
  after: simulatedSide,
  /** Only of bills, the largest difference first; further lines are summed up in one line with key "…". */
  sums: z.object({
    costItem: z.array(simulatedLine),
    department: z.array(simulatedLine),
    organisation: z.array(simulatedLine),
  }),
});
export type Simulation = z.infer<typeof simulation>;

/** GET /api/schemes/:id/simulations: the newest kept simulation; null if there is none. */
export const simulations = z.object({ latest: z.nullable(simulation) });
export type Simulations = z.infer<typeof simulations>;

/**
 * GET /api/schemes/:id/rule-uses: how often each rule gave a value in the newest run that came to its end; null if none is kept. They are the rules of
 * the version that was run, which may differ from those shown.
 */
export const ruleUses = z.object({
  counted: z.nullable(
    z.object({
      from: businessDate,
      to: businessDate,
      endedAt: instant,
      /** Bills that were counted: those that were reproduced, and that the version would collect. */
      bills: z.int(),
      fields: z.array(
        z.object({
          /** "rows.costItem". */
          path: z.string(),
          /** Mark of its rules in the version that was run: rulesMark. */
          mark: z.string(),
          /** By index of the rule. */
          hits: z.array(z.int()),
          /** Values that a person locked on a bill. */
          byHand: z.int(),
        }),
      ),
    }),
  ),
});
export type RuleUses = z.infer<typeof ruleUses>;

/** GET /api/simulations/:id/bills */
export const simulatedBillQuery = z.object({
  kind: z.optional(z.enum(DIFFERENCES)),
  cursor: z.optional(z.string().check(z.regex(/^\d{1,9}$/))),
  limit: z._default(queryInt(1, 200), 50),
});
export type SimulatedBillQuery = z.infer<typeof simulatedBillQuery>;

export const simulatedChange = z.object({
  /** "单据头", "第 2 行". */
  place: z.string(),
  label: z.string(),
  /** The bill's value with its name; null if it has none. Account numbers by their last four digits. */
  before: z.nullable(z.string()),
  after: z.nullable(z.string()),
});
export type SimulatedChange = z.infer<typeof simulatedChange>;
export const simulatedBill = z.object({
  billId: z.string(),
  businessId: z.string(),
  payee: z.string(),
  department: z.string(),
  kind: z.enum(DIFFERENCES),
  before: z.nullable(amount),
  after: z.nullable(amount),
  /** Reasons why it would stop, or stopped; sentences. */
  reasons: z.array(z.string()),
  changes: z.array(simulatedChange),
  /** Number of changes that are not listed. */
  more: z.int(),
});
export type SimulatedBill = z.infer<typeof simulatedBill>;
export const simulatedBillPage = pageOf(simulatedBill);
export type SimulatedBillPage = z.infer<typeof simulatedBillPage>;
