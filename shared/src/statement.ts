import * as z from 'zod/mini';
import { amount } from './money.js';
import { businessDate, countAndSum, instant, pageOf, queryInt } from './page.js';

/** Level of a difference. `way`: a normal course, or decided · `look`: a person should look · `red`: unexplained. */
export const BUCKET_LEVELS = ['way', 'look', 'red'] as const;
export type BucketLevel = (typeof BUCKET_LEVELS)[number];
/** Between DingTalk and the ledger · between the ledger and Kingdee, including bills that only Kingdee has. */
export const GAPS = ['source', 'target'] as const;
export type Gap = (typeof GAPS)[number];

/** Every bucket of a difference between DingTalk and the ledger; a difference without one is `unexplained`. */
export const SOURCE_BUCKETS = {
  /** Finished, but not collected because of a rule. */
  'left-out': 'way',
  /** Never read; an administrator has written down the result. */
  settled: 'way',
  reading: 'way',
  /** One approval, several bills. */
  split: 'way',
  /** The scheme pays less than the form's sum, by the form's own deduction: a loan that is offset. */
  'by-rule': 'way',
  /** Edited after the first read; the ledger has the current sum. */
  edited: 'way',
  /** Closed in the ledger, and replaced by other bills of the same approval. */
  replaced: 'way',
  /** The form has no sum, or none was kept: DingTalk's side is unknown. */
  'no-form-sum': 'way',
  /** The ledger does not have the sum yet. */
  'no-sum': 'way',
  /** In the ledger, but in no list of DingTalk. */
  unlisted: 'look',
  /** DingTalk lists it, but it is neither in the ledger nor left out: 采集 calls it 未解释. */
  missing: 'red',
  unexplained: 'red',
} as const satisfies Record<string, BucketLevel>;
export type SourceBucket = keyof typeof SOURCE_BUCKETS;

/** Every bucket between the ledger and Kingdee. */
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
  /** Kingdee's bill differs, and a person has accepted it. */
  accepted: 'way',
  /** Two people closed it as reversed although Kingdee still has it. */
  reversed: 'way',
  /** Entered in Kingdee by hand, unrelated to anything that we collected. */
  'hand-typed': 'way',
  'in-doubt': 'look',
  refused: 'look',
  /** Kingdee has it, but the steps that the scheme wants are not finished. */
  'half-way': 'look',
  deleted: 'look',
  cancelled: 'look',
  'un-audited': 'look',
  'changed-amount': 'look',
  'changed-payee': 'look',
  'changed-other': 'look',
  'moved-date': 'look',
  double: 'look',
  /** The approval was changed after booking. */
  amended: 'look',
  /** Kingdee has it, but the ledger believes that nothing was sent. */
  unsent: 'look',
  /** Closed here, but Kingdee still has it. */
  'still-there': 'look',
  /** Carries our number or key, but the ledger has no such bill. */
  extra: 'look',
  /** Entered by hand, with the payee and sum of a bill of ours. */
  'hand-double': 'look',
  /** Kingdee gave no answer for it. */
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

/** One run for one day. */
export const statementRun = z.object({
  id: z.string(),
  day: businessDate,
  state: z.enum(STATEMENT_STATES),
  startedAt: instant,
  endedAt: z.nullable(instant),
  /** Null for a nightly run. */
  byName: z.nullable(z.string()),
  ...sides.shape,
  /** Unexplained entries, and the sum of their absolute differences: +30 and −30 are 60. */
  red: countAndSum,
  look: z.int(),
  /** Entries whose bill is not finished: they are compared again when the bill has gone on. */
  open: z.int(),
  /** Reason why Kingdee's side is incomplete; null if it is complete. */
  problem: z.nullable(z.string()),
  /** DingTalk's list of approvals finished on that day was complete when the run began, because a look-back had begun after the day's end. */
  proven: z.boolean(),
});
export type StatementRun = z.infer<typeof statementRun>;

/** All differences of one bucket. */
export const statementBucket = z.object({
  gap: z.enum(GAPS),
  bucket: z.string(),
  level: z.enum(BUCKET_LEVELS),
  entries: z.int(),
  /** Change of count and sum from the left side to the right. */
  count: z.int(),
  amount,
  /** Number of entries that the day's first statement did not have. */
  later: z.int(),
});
export type StatementBucket = z.infer<typeof statementBucket>;

/** `processCode` "": only in Kingdee. `orgNumber` "": not known yet. */
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
  /** The newest finished run; null if there is none. */
  run: z.nullable(statementRun),
  /** A run that is under way. */
  running: z.nullable(statementRun),
  /** Runs of that day, the first first, at most 50. */
  runs: z.array(statementRun),
  buckets: z.array(statementBucket),
  lines: z.array(statementLine),
  /** Differences of the first run that are gone, by bucket; buckets of level `way` are not listed. */
  gone: z.array(z.object({ gap: z.enum(GAPS), bucket: z.string(), entries: z.int() })),
});
export type Statement = z.infer<typeof statement>;

export const statementDaysQuery = z.object({ days: z._default(queryInt(1, 62), 14) });
export type StatementDaysQuery = z.infer<typeof statementDaysQuery>;
/** GET /api/statements: the newest finished run of each day, the newest day first. */
export const statementDays = z.object({ items: z.array(statementRun) });
export type StatementDays = z.infer<typeof statementDays>;

/** POST /api/statements: a day that has begun, not before the first day of the month 24 months ago. */
export const startStatement = z.object({ day: businessDate });
export type StartStatement = z.infer<typeof startStatement>;

/** GET /api/statement-runs/:id/entries: the differences of one bucket. */
export const statementEntryQuery = z.object({
  gap: z.enum(GAPS),
  bucket: z.string().check(z.minLength(1), z.maxLength(20)),
  cursor: z.optional(z.string().check(z.regex(/^\d{1,9}$/))),
  limit: z._default(queryInt(1, 200), 50),
});
export type StatementEntryQuery = z.infer<typeof statementEntryQuery>;
export const statementEntry = z.object({
  /** Our bill; null if there is none. */
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
  /** The fact, and the next step. */
  sentence: z.nullable(z.string()),
  next: z.nullable(z.string()),
  /** Account numbers by their last four digits. */
  lines: z.array(z.object({ label: z.string(), sent: z.string(), now: z.nullable(z.string()) })),
  /** The day's first statement did not have it. */
  later: z.boolean(),
});
export type StatementEntry = z.infer<typeof statementEntry>;
export const statementEntries = pageOf(statementEntry);
export type StatementEntries = z.infer<typeof statementEntries>;
