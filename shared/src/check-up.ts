import * as z from 'zod/mini';
import { instant } from './page.js';
import { PAGE_TERMS } from './page-terms.js';

/** In order of urgency. */
export const CHECK_STATES = ['red', 'amber', 'unknown', 'green'] as const;
export const checkState = z.enum(CHECK_STATES);
export type CheckState = z.infer<typeof checkState>;
export const CHECK_STATE_WORDS: Readonly<Record<CheckState, string>> = {
  red: '要处理',
  amber: '要留意',
  unknown: PAGE_TERMS.notYetKnown,
  green: '正常',
};

/** Probes that write or send something, and run only on a person's request. */
export const consentKind = z.enum(['save', 'comment', 'card']);
export type ConsentKind = z.infer<typeof consentKind>;

/** A step of docs/connect.md by its anchor on the page 连接; number null for a paragraph there. */
export const stepName = z.object({ id: z.string(), number: z.nullable(z.int()), name: z.string() });
export type StepName = z.infer<typeof stepName>;

/** One line of the check-up in words; secrets and account numbers are masked. */
export const checkLine = z.object({
  /** Code of the probe, with its subject after a colon: "kingdee/bills:101". */
  line: z.string(),
  system: z.enum(['dingtalk', 'kingdee']),
  group: z.string(),
  state: checkState,
  title: z.string(),
  /** The question. */
  asked: z.string(),
  /** The answer. */
  came: z.string(),
  /** Consequence for the work; "" if all is well. */
  means: z.string(),
  /** Who has to change what, and where; null if there is nothing to do. */
  fix: z.nullable(z.object({ who: z.string(), where: z.string(), what: z.string() })),
  /** Time of the question; null if it was never asked. */
  at: z.nullable(instant),
  ms: z.int(),
  /** Kind of the consent dialog, for probes that need consent; null for all others. */
  consent: z.nullable(consentKind),
  /** Set-up step that fixes the finding; null if no step is about it. */
  step: z.nullable(stepName),
});
export type CheckLine = z.infer<typeof checkLine>;

/** GET /api/check-up: the last result, and whether a run is under way. */
export const checkUp = z.object({
  /** Times of the last run with a result; null if there is none. */
  startedAt: z.nullable(instant),
  finishedAt: z.nullable(instant),
  /** Progress of the run that is under way; null if none is. */
  running: z.nullable(z.object({ since: instant, done: z.int(), of: z.int() })),
  /** A run without a result after the last result, with the reason in words; the lines are older. */
  failed: z.nullable(z.object({ startedAt: instant, sentence: z.string() })),
  counts: z.object({ red: z.int(), amber: z.int(), unknown: z.int(), green: z.int() }),
  lines: z.array(checkLine),
});
export type CheckUp = z.infer<typeof checkUp>;

/** POST /api/check-up/lines: asks one line again. */
export const runLine = z.object({
  line: z.string().check(z.minLength(1), z.maxLength(120)),
  /** For 登录金蝶 after a wrong password: the person was told that one more try may lock the user. */
  knowingRisk: z.optional(z.literal(true)),
});
export type RunLine = z.infer<typeof runLine>;

/** POST /api/check-up/consent: one probe that may write; `consent` means that the person was told what it does. */
export const consentProbe = z.discriminatedUnion('probe', [
  z.object({
    consent: z.literal(true),
    probe: z.literal('save'),
    /** Organisation on the bill that Kingdee must refuse. */
    orgNumber: z.string().check(z.minLength(1), z.maxLength(40)),
  }),
  z.object({
    consent: z.literal(true),
    probe: z.literal('comment'),
    /** 审批编号 of a finished approval that was collected. */
    businessId: z.string().check(z.minLength(1), z.maxLength(64)),
  }),
  // An interactive card to the requesting person.
  z.object({ consent: z.literal(true), probe: z.literal('card') }),
]);
export type ConsentProbe = z.infer<typeof consentProbe>;

/** GET /api/check-up/file?as= */
export const checkUpFile = z.object({ as: z._default(z.enum(['text', 'json']), 'text') });
export type CheckUpFile = z.infer<typeof checkUpFile>;
