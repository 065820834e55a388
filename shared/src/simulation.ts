import * as z from 'zod/mini';
import { amount } from './money.js';
import { businessDate, countAndSum, instant, pageOf, queryInt } from './page.js';

/** Tables as each bill cites them: only what the rules change · as they are today: what mapping the period anew would give. */
export const SIMULATED_TABLES = ['cited', 'now'] as const;
export const SIMULATION_STATES = ['running', 'done', 'stopped', 'failed'] as const;
export type SimulationState = (typeof SIMULATION_STATES)[number];

/**
 * What became different about a bill. `stopped`: there was a bill, now it would stop · `left-out`: it would not be collected · `differs`:
 * both are bills, with other contents · `released`: it stopped, now it would be a bill · `unproven`: the version that mapped it does not
 * give what is stored, so nothing else is said of it.
 */
export const DIFFERENCES = ['unproven', 'stopped', 'left-out', 'differs', 'released'] as const;
export type Difference = (typeof DIFFERENCES)[number];

/**
 * POST /api/schemes/:id/simulations: the bills whose approvals finished on these days (Beijing, both included). With `version` a stored
 * version, with `content` one that is not saved; the version in use without either.
 */
export const startSimulation = z.object({
  version: z.optional(z.int()),
  content: z.optional(z.unknown()),
  tables: z.enum(SIMULATED_TABLES),
  from: businessDate,
  to: businessDate,
});
export type StartSimulation = z.infer<typeof startSimulation>;

/** ¥ of one cost item, department or organisation; `key` is Kingdee's number, "" where the bill has none. */
export const simulatedLine = z.object({
  key: z.string(),
  name: z.string(),
  before: amount,
  after: amount,
  /** after − before. */
  difference: amount,
});
export type SimulatedLine = z.infer<typeof simulatedLine>;

/** Where the money of the period is: on bills, on approvals that stop, and on those that are not collected. The three add up to all. */
export const simulatedSide = z.object({ billed: countAndSum, stopped: countAndSum, leftOut: countAndSum });
export type SimulatedSide = z.infer<typeof simulatedSide>;

export const simulation = z.object({
  id: z.string(),
  schemeId: z.string(),
  schemeName: z.string(),
  /** The version that was run; for one that is not saved, the number that it would get. */
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
  /** From when it is deleted. */
  expiresAt: instant,
  /** Bills whose stored content came out again byte for byte from the version and the tables that they cite. */
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
  /** Approvals of the period that are not compared: not mapped yet · the original is archived. */
  uncompared: z.object({ unmapped: z.int(), archived: z.int() }),
  before: simulatedSide,
  after: simulatedSide,
  /** Of bills alone, the largest difference first; what is beyond the first lines is one line with key "…". */
  sums: z.object({
    costItem: z.array(simulatedLine),
    department: z.array(simulatedLine),
    organisation: z.array(simulatedLine),
  }),
});
export type Simulation = z.infer<typeof simulation>;

/** GET /api/schemes/:id/simulations: those that are kept, the newest first; null where there is none. */
export const simulations = z.object({ latest: z.nullable(simulation) });
export type Simulations = z.infer<typeof simulations>;

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
  /** As the bill has it, with its name; null where it has none. Accounts by their last four digits. */
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
  /** Why it would stop, or stopped; sentences. */
  reasons: z.array(z.string()),
  changes: z.array(simulatedChange),
  /** Changes beyond those that are listed. */
  more: z.int(),
});
export type SimulatedBill = z.infer<typeof simulatedBill>;
export const simulatedBillPage = pageOf(simulatedBill);
export type SimulatedBillPage = z.infer<typeof simulatedBillPage>;
