import * as z from 'zod/mini';
import { amount } from './money.js';
import { businessDate, countAndSum, instant, pageOf, queryInt } from './page.js';
import { REASON_SENTENCE, reason, saysSomething } from './reason.js';
import { statementBucket } from './statement.js';

/** "2026-11", a month of the Beijing calendar. */
export const closeMonthCode = z.string().check(z.regex(/^\d{4}-(0[1-9]|1[0-2])$/));

/**
 * Conditions before a month is closed. `must`: fulfilled, or nobody can sign · `may`: may stay open with a person's written reason ·
 * `person`: no program can know it, a person ticks it.
 */
export const CLOSE_POINTS = {
  /** Every day has a complete statement. */
  days: 'must',
  /** Every approval that DingTalk named is in the ledger or left out by a rule. */
  complete: 'must',
  unexplained: 'must',
  mapping: 'must',
  review: 'must',
  push: 'must',
  pushing: 'must',
  'in-doubt': 'must',
  trouble: 'must',
  quarantine: 'must',
  /** A person had the whole audit log checked in this round. */
  audit: 'must',
  look: 'may',
  held: 'may',
  period: 'person',
} as const satisfies Record<string, 'must' | 'may' | 'person'>;
export type ClosePoint = keyof typeof CLOSE_POINTS;
export const CLOSE_POINT_CODES = Object.keys(CLOSE_POINTS) as [ClosePoint, ...ClosePoint[]];
/** Points that a person writes a note on. */
export const NOTED_POINTS = ['look', 'held', 'period'] as const satisfies readonly ClosePoint[];

export const closeNote = z.object({ text: z.string(), byName: z.string(), at: instant });
export type CloseNote = z.infer<typeof closeNote>;

export const closePointState = z.object({
  point: z.enum(CLOSE_POINT_CODES),
  /** Nothing of it is open. */
  done: z.boolean(),
  /** Done, or left open with a reason. */
  settled: z.boolean(),
  count: z.int(),
  amount: z.nullable(amount),
  /** Number of items in `count` without an amount; absent if there are none. */
  unknown: z.optional(z.int()),
  /** For `days`: days without a complete statement · for `unexplained` and `look`: days with such a difference. */
  days: z.array(businessDate),
  note: z.nullable(closeNote),
});
export type ClosePointState = z.infer<typeof closePointState>;

const sides = { dingtalk: countAndSum, ledger: countAndSum, kingdee: countAndSum };
export const closeBucket = z.omit(statementBucket, { later: true });
export type CloseBucket = z.infer<typeof closeBucket>;
/** `processCode` "": only in Kingdee. */
export const closeForm = z.object({
  processCode: z.string(),
  formName: z.string(),
  ...sides,
  buckets: z.array(closeBucket),
});
export type CloseForm = z.infer<typeof closeForm>;
/** 暂估 of one organisation and cost item; `costItem` "": several, or none yet. */
export const accrualGroup = z.object({
  orgNumber: z.string(),
  orgName: z.string(),
  costItem: z.string(),
  ...countAndSum.shape,
});
export type AccrualGroup = z.infer<typeof accrualGroup>;

/** Content that two people sign: the same JSON gives the same hash. */
export const closeContent = z.object({
  month: closeMonthCode,
  ...sides,
  red: countAndSum,
  forms: z.array(closeForm),
  buckets: z.array(closeBucket),
  accruals: countAndSum,
  accrualGroups: z.array(accrualGroup),
  points: z.array(closePointState),
});
export type CloseContent = z.infer<typeof closeContent>;

export const CLOSE_STATES = ['open', 'prepared', 'closed'] as const;
export type CloseState = (typeof CLOSE_STATES)[number];
/** 编制 · 复核. */
export const CLOSE_HANDS = ['prepare', 'confirm'] as const;
export type CloseHand = (typeof CLOSE_HANDS)[number];
export const closeSignature = z.object({
  hand: z.enum(CLOSE_HANDS),
  userId: z.string(),
  byName: z.string(),
  at: instant,
  /** False: the signed content has changed since, so it must be signed again. */
  holds: z.boolean(),
});
export type CloseSignature = z.infer<typeof closeSignature>;
/** A round that was closed and reopened. */
export const closeRound = z.object({
  round: z.int(),
  closedAt: instant,
  signatures: z.array(closeSignature),
  reopenedAt: instant,
  reopenedBy: z.string(),
  reason: z.string(),
  content: closeContent,
});

/** GET /api/closes/:month */
export const closePack = z.object({
  month: closeMonthCode,
  round: z.int(),
  /** Version that every write sends back; 0 before the first action. */
  version: z.int(),
  state: z.enum(CLOSE_STATES),
  /** The month has ended. */
  over: z.boolean(),
  /** Hash of `content`, 64 hex digits. */
  hash: z.string(),
  /** Frozen if the month is closed. */
  content: closeContent,
  signatures: z.array(closeSignature),
  closedAt: z.nullable(instant),
  /** Current number of 签字后变动; null if the month is not closed. */
  changes: z.nullable(z.int()),
  /** Time of the newest statement of any of its days, and number of days without Kingdee's answer, as of now; null if there is no statement. */
  balanced: z.nullable(z.object({ at: instant, unanswered: z.int() })),
  /** The ledger has a bill of an approval that finished before the month's end. */
  hasBills: z.boolean(),
  earlier: z.array(closeRound),
});
export type ClosePack = z.infer<typeof closePack>;

/** GET /api/closes: the last 13 months, and every earlier month that has a pack; the newest first. `changes` as in the pack. */
export const closeMonths = z.object({
  items: z.array(
    z.object({
      month: closeMonthCode,
      state: z.enum(CLOSE_STATES),
      rounds: z.int(),
      closedAt: z.nullable(instant),
      changes: z.nullable(z.int()),
    }),
  ),
});
export type CloseMonths = z.infer<typeof closeMonths>;

const version = z.int().check(z.minimum(0));
/** POST /api/closes/:month/sign… : signs the version and content that the person saw. */
export const signClose = z.object({ version, hash: z.string().check(z.regex(/^[0-9a-f]{64}$/)) });
export type SignClose = z.infer<typeof signClose>;
/** POST /api/closes/:month/note; text "" removes the note. */
export const noteClose = z
  .object({
    version,
    point: z.enum(NOTED_POINTS),
    text: z.string().check(z.trim(), z.maxLength(200)),
  })
  // An open point needs a reason that another person can judge; the period is only a tick.
  .check(
    z.refine(({ point, text }) => text === '' || point === 'period' || saysSomething(text), { error: REASON_SENTENCE }),
  );
export type NoteClose = z.infer<typeof noteClose>;
export const verifyClose = z.object({ version });
export type VerifyClose = z.infer<typeof verifyClose>;
export const reopenClose = z.object({
  version,
  reason: reason(200),
});
export type ReopenClose = z.infer<typeof reopenClose>;

export const closeListQuery = z.object({
  cursor: z.optional(z.string().check(z.maxLength(250))),
  limit: z._default(queryInt(1, 200), 50),
});
export type CloseListQuery = z.infer<typeof closeListQuery>;

/** GET /api/closes/:month/accruals */
export const accrual = z.object({
  billId: z.string(),
  businessId: z.string(),
  billNo: z.string(),
  payee: z.string(),
  orgName: z.string(),
  costItem: z.string(),
  finishedAt: instant,
  amount: z.nullable(amount),
  /** Current state in words; in a closed month, the state at the close. */
  state: z.string(),
});
export type Accrual = z.infer<typeof accrual>;
export const accruals = pageOf(accrual);
export type Accruals = z.infer<typeof accruals>;

const changeSide = z.object({
  dingtalk: z.nullable(amount),
  ledger: z.nullable(amount),
  kingdee: z.nullable(amount),
  /** State of the bill in words; "" if there was none. */
  state: z.string(),
});
/** GET /api/closes/:month/changes: differences from what was signed. */
export const closeChange = z.object({
  day: businessDate,
  billId: z.nullable(z.string()),
  businessId: z.nullable(z.string()),
  billNo: z.nullable(z.string()),
  payee: z.string(),
  formName: z.string(),
  reason: z.string(),
  before: z.nullable(changeSide),
  now: z.nullable(changeSide),
});
export type CloseChange = z.infer<typeof closeChange>;
export const closeChanges = pageOf(closeChange);
export type CloseChanges = z.infer<typeof closeChanges>;
