import * as z from 'zod/mini';
import { instant } from './page.js';
import { PAGE_TERMS } from './page-terms.js';

/** In order of what has to be done about it. */
export const CHECK_STATES = ['red', 'amber', 'unknown', 'green'] as const;
export const checkState = z.enum(CHECK_STATES);
export type CheckState = z.infer<typeof checkState>;
export const CHECK_STATE_WORDS: Readonly<Record<CheckState, string>> = {
  red: '要处理',
  amber: '要留意',
  unknown: PAGE_TERMS.notYetKnown,
  green: '正常',
};

/** Which of the probes that write or send something, and only when a person asks for it. */
export const consentKind = z.enum(['save', 'comment', 'card']);
export type ConsentKind = z.infer<typeof consentKind>;

/** A step of docs/connect.md by its address on the page 连接; number null for a paragraph there. */
export const stepName = z.object({ id: z.string(), number: z.nullable(z.int()), name: z.string() });
export type StepName = z.infer<typeof stepName>;

/** One line of the check-up, in words for who reads it; secrets and account numbers are masked in them. */
export const checkLine = z.object({
  /** Code of the probe, behind a colon what it asked about: "kingdee/bills:101". */
  line: z.string(),
  system: z.enum(['dingtalk', 'kingdee']),
  group: z.string(),
  state: checkState,
  title: z.string(),
  /** What was asked. */
  asked: z.string(),
  /** What came back. */
  came: z.string(),
  /** What that means for the work; "" where all is well. */
  means: z.string(),
  /** Who changes what, and where; null where nothing has to be done. */
  fix: z.nullable(z.object({ who: z.string(), where: z.string(), what: z.string() })),
  /** When it was asked; null where it never was. */
  at: z.nullable(instant),
  ms: z.int(),
  /** Asked only with consent, by the dialog of this kind; null for all others. */
  consent: z.nullable(consentKind),
  /** Where what it found is cured; null where no step of setting up is about it. */
  step: z.nullable(stepName),
});
export type CheckLine = z.infer<typeof checkLine>;

/** GET /api/check-up: the last result, and whether one is under way. */
export const checkUp = z.object({
  /** Of the last run that ended with a result; null while none did. */
  startedAt: z.nullable(instant),
  finishedAt: z.nullable(instant),
  /** How far the one under way has come; null while none is. */
  running: z.nullable(z.object({ since: instant, done: z.int(), of: z.int() })),
  /** One that came to nothing after the last result, and why, in words; the lines are from before. */
  failed: z.nullable(z.object({ startedAt: instant, sentence: z.string() })),
  counts: z.object({ red: z.int(), amber: z.int(), unknown: z.int(), green: z.int() }),
  lines: z.array(checkLine),
});
export type CheckUp = z.infer<typeof checkUp>;

/** POST /api/check-up/lines: one line anew. */
export const runLine = z.object({
  line: z.string().check(z.minLength(1), z.maxLength(120)),
  /** Of 登录金蝶 after a wrong password: the person was told that one more may lock the user. */
  knowingRisk: z.optional(z.literal(true)),
});
export type RunLine = z.infer<typeof runLine>;

/** POST /api/check-up/consent: one probe that may write; `consent` says that the person was told what. */
export const consentProbe = z.discriminatedUnion('probe', [
  z.object({
    consent: z.literal(true),
    probe: z.literal('save'),
    /** The organisation that the refused bill names. */
    orgNumber: z.string().check(z.minLength(1), z.maxLength(40)),
  }),
  z.object({
    consent: z.literal(true),
    probe: z.literal('comment'),
    /** 审批编号 of a finished approval that was collected. */
    businessId: z.string().check(z.minLength(1), z.maxLength(64)),
  }),
  // An interactive card to whoever asks.
  z.object({ consent: z.literal(true), probe: z.literal('card') }),
]);
export type ConsentProbe = z.infer<typeof consentProbe>;

/** GET /api/check-up/file?as= */
export const checkUpFile = z.object({ as: z._default(z.enum(['text', 'json']), 'text') });
export type CheckUpFile = z.infer<typeof checkUpFile>;
