import * as z from 'zod/mini';
import { amount } from './money.js';
import { businessDate, countAndSum, instant, pageOf, queryInt } from './page.js';

/**
 * How much a difference asks of people. `way`: on its usual way, or decided · `look`: somebody should look · `red`: nothing explains it.
 */
export const BUCKET_LEVELS = ['way', 'look', 'red'] as const;
export type BucketLevel = (typeof BUCKET_LEVELS)[number];
/** Between DingTalk and the ledger · between the ledger and Kingdee, with what only Kingdee has. */
export const GAPS = ['source', 'target'] as const;
export type Gap = (typeof GAPS)[number];

/** Every name that a difference between DingTalk and the ledger may have; what has none is `unexplained`. */
export const SOURCE_BUCKETS = {
  /** Final, and not collected by a rule. */
  'left-out': 'way',
  /** Never read; an administrator has written down what came of it. */
  settled: 'way',
  reading: 'way',
  /** One approval, several bills. */
  split: 'way',
  /** The scheme pays less than the form says, by what the form itself takes off: a loan that is set off. */
  'by-rule': 'way',
  /** Edited after it was first read; the ledger has what it says now. */
  edited: 'way',
  /** Closed in the ledger, while other bills of the same approval took its place. */
  replaced: 'way',
  /** The form says no sum, or none was kept: what DingTalk's side is cannot be told. */
  'no-form-sum': 'way',
  /** The ledger has not found out the sum yet. */
  'no-sum': 'way',
  /** In the ledger, and in no list of DingTalk. */
  unlisted: 'look',
  /** DingTalk names it, and it is in neither place: what 采集 calls 未解释. */
  missing: 'red',
  unexplained: 'red',
} as const satisfies Record<string, BucketLevel>;
export type SourceBucket = keyof typeof SOURCE_BUCKETS;

/** The same between the ledger and Kingdee. */
export const TARGET_BUCKETS = {
  mapping: 'way',
  review: 'way',
  push: 'way',
  pushing: 'way',
  held: 'way',
  excluded: 'way',
  outside: 'way',
  superseded: 'way',
  'no-payment': 'way',
  /** Kingdee holds it otherwise, and a person has said that it stands. */
  accepted: 'way',
  /** Closed as reversed although Kingdee still holds it, by two people. */
  reversed: 'way',
  /** Entered in Kingdee by hand, of nothing that we collected. */
  'hand-typed': 'way',
  'in-doubt': 'look',
  refused: 'look',
  /** Kingdee holds it, and the steps that the scheme asks for are not over. */
  'half-way': 'look',
  deleted: 'look',
  cancelled: 'look',
  'un-audited': 'look',
  'changed-amount': 'look',
  'changed-payee': 'look',
  'changed-other': 'look',
  'moved-date': 'look',
  double: 'look',
  /** The approval was changed after it was booked. */
  amended: 'look',
  /** Kingdee holds it, the ledger believes that nothing was sent. */
  unsent: 'look',
  /** Closed here, and Kingdee still holds it. */
  'still-there': 'look',
  /** With a number or key of ours, and no bill of the ledger. */
  extra: 'look',
  /** Entered by hand, of the payee and sum of a bill of ours. */
  'hand-double': 'look',
  /** Kingdee did not answer for it. */
  unanswered: 'look',
  unexplained: 'red',
} as const satisfies Record<string, BucketLevel>;
export type TargetBucket = keyof typeof TARGET_BUCKETS;

export const levelOf = (gap: Gap, bucket: string): BucketLevel =>
  (gap === 'source' ? SOURCE_BUCKETS : TARGET_BUCKETS)[bucket as never] ?? 'red';

const sides = z.object({ dingtalk: countAndSum, ledger: countAndSum, kingdee: countAndSum });
export type StatementSides = z.infer<typeof sides>;

export const STATEMENT_STATES = ['running', 'done', 'failed'] as const;
export type StatementState = (typeof STATEMENT_STATES)[number];

/** One dated run for one day. */
export const statementRun = z.object({
  id: z.string(),
  day: businessDate,
  state: z.enum(STATEMENT_STATES),
  startedAt: instant,
  endedAt: z.nullable(instant),
  /** Null where it ran by itself, at night. */
  byName: z.nullable(z.string()),
  ...sides.shape,
  /** Entries that nothing explains, and their sum by size: +30 and −30 are 60. */
  red: countAndSum,
  look: z.int(),
  /** Entries whose bill has not come to its end: they are balanced again when they have gone on. */
  open: z.int(),
  /** Why Kingdee's side is not all read; null where it is. */
  problem: z.nullable(z.string()),
  /** What DingTalk named as finished on that day was all named when it began: a look-back that began after the day had ended. */
  proven: z.boolean(),
});
export type StatementRun = z.infer<typeof statementRun>;

/** All differences of one name. */
export const statementBucket = z.object({
  gap: z.enum(GAPS),
  bucket: z.string(),
  level: z.enum(BUCKET_LEVELS),
  entries: z.int(),
  /** How it changes count and sum on the way from left to right. */
  count: z.int(),
  amount,
  /** Of them, what the first statement of that day did not have. */
  later: z.int(),
});
export type StatementBucket = z.infer<typeof statementBucket>;

/** `processCode` "": in Kingdee only. `orgNumber` "": not known yet. */
export const statementLine = z.object({
  processCode: z.string(),
  formName: z.string(),
  orgNumber: z.string(),
  orgName: z.string(),
  ...sides.shape,
  red: countAndSum,
});
export type StatementLine = z.infer<typeof statementLine>;

/** GET /api/statements/:day */
export const statement = z.object({
  day: businessDate,
  /** The newest finished run; null where there is none. */
  run: z.nullable(statementRun),
  /** One that goes on now. */
  running: z.nullable(statementRun),
  /** Every run of that day, the first first, at most 50. */
  runs: z.array(statementRun),
  buckets: z.array(statementBucket),
  lines: z.array(statementLine),
  /** Differences of the first run that are gone, by name; what was on its way is not told. */
  gone: z.array(z.object({ gap: z.enum(GAPS), bucket: z.string(), entries: z.int() })),
});
export type Statement = z.infer<typeof statement>;

export const statementDaysQuery = z.object({ days: z._default(queryInt(1, 62), 14) });
export type StatementDaysQuery = z.infer<typeof statementDaysQuery>;
/** GET /api/statements: the newest finished run of each day, the newest day first. */
export const statementDays = z.object({ items: z.array(statementRun) });
export type StatementDays = z.infer<typeof statementDays>;

/** POST /api/statements: a day that has begun, not older than a year. */
export const startStatement = z.object({ day: businessDate });
export type StartStatement = z.infer<typeof startStatement>;

/** GET /api/statement-runs/:id/entries: the differences of one name. */
export const statementEntryQuery = z.object({
  gap: z.enum(GAPS),
  bucket: z.string().check(z.minLength(1), z.maxLength(20)),
  cursor: z.optional(z.string().check(z.regex(/^\d{1,9}$/))),
  limit: z._default(queryInt(1, 200), 50),
});
export type StatementEntryQuery = z.infer<typeof statementEntryQuery>;
export const statementEntry = z.object({
  /** Our bill; null where there is none. */
  billId: z.nullable(z.string()),
  processInstanceId: z.nullable(z.string()),
  businessId: z.nullable(z.string()),
  billNo: z.nullable(z.string()),
  payee: z.string(),
  formName: z.string(),
  orgName: z.string(),
  dingtalk: z.nullable(amount),
  ledger: z.nullable(amount),
  kingdee: z.nullable(amount),
  /** What is so, and what to do. */
  sentence: z.nullable(z.string()),
  next: z.nullable(z.string()),
  /** Accounts by their last four digits. */
  lines: z.array(z.object({ label: z.string(), sent: z.string(), now: z.nullable(z.string()) })),
  /** The first statement of that day did not have it. */
  later: z.boolean(),
});
export type StatementEntry = z.infer<typeof statementEntry>;
export const statementEntries = pageOf(statementEntry);
export type StatementEntries = z.infer<typeof statementEntries>;
