import * as z from 'zod/mini';
import { countAndSum, instant } from './page.js';
import { reason } from './reason.js';
import { schemeFinding } from './scheme.js';

/** Removed · of another kind · now required · no longer required · options added or removed · new · another label under the same id. */
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
  /** Identifies the control, with its table. */
  key: z.string(),
  /** Label of the detail table that it is a column of; null at the top of the form. */
  table: z.nullable(z.string()),
  /** The accepted control, and the current one. */
  before: z.nullable(control),
  after: z.nullable(control),
  /** New and removed options, only some of them, and the number of the others. */
  options: z.object({ added: z.array(z.string()), removed: z.array(z.string()), more: z.int() }),
  /** Uses in the enabled scheme: the bill's fields by label, with the mapping table of a look-up. */
  uses: z.array(z.object({ label: z.string(), table: z.nullable(z.string()) })),
  /** Bills of this form launched since then are not mapped automatically until a person has accepted the change. */
  stops: z.boolean(),
  /** Bills that wait because of it. */
  bills: countAndSum,
  /** A few values that recent approvals gave a new control, account numbers masked. */
  samples: z.array(z.string()),
  /** A new control of the same label that may replace it: only a guess, nothing acts on it. */
  successor: z.nullable(control),
});
export type FormChange = z.infer<typeof formChange>;

/** One approval form in DingTalk compared with the version that was last accepted. */
export const changedForm = z.object({
  processCode: z.string(),
  formName: z.string(),
  schemeId: z.string(),
  schemeName: z.string(),
  /** Version that maps new bills. */
  schemeVersion: z.int(),
  /** Time at which the compared form was accepted. */
  acceptedAt: instant,
  /** Time of the last successful reading. */
  checkedAt: instant,
  /** Time at which these changes were first seen; sent back to accept them. Null: the form is as accepted. */
  foundAt: z.nullable(instant),
  /** Seen in the form itself, or only in approvals. */
  seenIn: z.enum(['definition', 'details']),
  /** Reason why the last reading failed, and what to do; null if it succeeded. */
  problem: z.nullable(z.string()),
  changes: z.array(formChange),
  /** Unchanged controls in the order of the form, each with the label of its detail table. */
  unchanged: z.array(z.object({ label: z.string(), table: z.nullable(z.string()) })),
  /** Bills that wait for a person to look, and bills that go on unchanged. */
  waiting: countAndSum,
  review: countAndSum,
  push: countAndSum,
  booked: countAndSum,
  /** Findings for bills once the form is accepted, as at enabling. */
  findings: z.array(schemeFinding),
});
export type ChangedForm = z.infer<typeof changedForm>;

/** GET /api/forms: every form that an enabled scheme collects and that was read, changed forms first. */
export const formList = z.object({ items: z.array(changedForm) });
export type FormList = z.infer<typeof formList>;

/** POST /api/forms/:processCode/accept: `foundAt` as on screen; accepts some of the changes, or all without `only`. */
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
