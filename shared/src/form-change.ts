import * as z from 'zod/mini';
import { countAndSum, instant } from './page.js';
import { reason } from './reason.js';
import { schemeFinding } from './scheme.js';

/** Gone · of another kind · now to be filled in · need not be any more · choices came or went · new · another label under the same id. */
export const FORM_CHANGES = ['removed', 'retyped', 'required', 'optional', 'options', 'added', 'renamed'] as const;

const control = z.object({
  id: z.string(),
  label: z.string(),
  /** 单行文本, 金额, … */
  kind: z.string(),
  required: z.boolean(),
});

export const formChange = z.object({
  kind: z.enum(FORM_CHANGES),
  /** Which control, within which table. */
  key: z.string(),
  /** Label of the detail table that it is a column of; null at the top of the form. */
  table: z.nullable(z.string()),
  /** As it was accepted, as it is now. */
  before: z.nullable(control),
  after: z.nullable(control),
  /** Choices that are new and that are gone, a few of them, and how many they are. */
  options: z.object({ added: z.array(z.string()), removed: z.array(z.string()), more: z.int() }),
  /** What the enabled scheme reads it for: fields of the bill by label, with the mapping table that it is looked up in. */
  uses: z.array(z.object({ label: z.string(), table: z.nullable(z.string()) })),
  /** Bills of this form that were launched since are not mapped by themselves until somebody has accepted it. */
  stops: z.boolean(),
  /** Bills that wait because of it. */
  bills: countAndSum,
  /** A new control of the same label that may have taken its place: a guess, nothing acts on it. */
  successor: z.nullable(control),
});
export type FormChange = z.infer<typeof formChange>;

/** One approval form as DingTalk has it, against what was last accepted. */
export const changedForm = z.object({
  processCode: z.string(),
  formName: z.string(),
  schemeId: z.string(),
  schemeName: z.string(),
  /** The version by which new bills are mapped. */
  schemeVersion: z.int(),
  /** What it is compared with was accepted then. */
  acceptedAt: instant,
  /** When it was read last, as far as an answer came. */
  checkedAt: instant,
  /** When these changes were first seen; sent back to accept them. Null: it is as it was accepted. */
  foundAt: z.nullable(instant),
  /** The form itself, or only what approvals show of it. */
  seenIn: z.enum(['definition', 'details']),
  /** Why it could not be read last, and what is to be done; null where it could. */
  problem: z.nullable(z.string()),
  changes: z.array(formChange),
  /** Controls that are as they were. */
  unchanged: z.int(),
  /** Bills that wait for somebody to look, and those that go on as they were. */
  waiting: countAndSum,
  review: countAndSum,
  push: countAndSum,
  /** What bills would meet once it is accepted, as enabling would say it. */
  findings: z.array(schemeFinding),
});
export type ChangedForm = z.infer<typeof changedForm>;

/** GET /api/forms: every form that an enabled scheme collects and that was read, those with changes first. */
export const formList = z.object({ items: z.array(changedForm) });
export type FormList = z.infer<typeof formList>;

/** POST /api/forms/:processCode/accept: `foundAt` as it was on screen; some of the changes, or all without `only`. */
export const acceptForm = z.object({
  foundAt: instant,
  only: z.optional(
    z
      .array(z.object({ kind: z.enum(FORM_CHANGES), key: z.string().check(z.maxLength(200)) }))
      .check(z.minLength(1), z.maxLength(500)),
  ),
  reason: reason(300),
});
export type AcceptForm = z.infer<typeof acceptForm>;
