import * as z from 'zod/mini';
import { OUTCOMES } from './bill-state.js';
import { filter } from './filter.js';
import { businessDate, instant } from './page.js';
import { reason } from './reason.js';

const text = (max: number) => z.string().check(z.minLength(1), z.maxLength(max));

/**
 * Place on the approval that a value comes from.
 * "field:费用归属项目" a form control by id, bizAlias or trimmed label · "row:报销金额(元)" a cell of the current detail row ·
 * "instance:title | businessId | processInstanceId | originatorUserId | originatorName | originatorDeptId | originatorDeptName | startDate |
 * finishDate" · "related:关联审批单>合同编号" a control of the approvals that a 关联审批单 names; the first ">" ends the name of that control.
 * Several names separated by "|" after the prefix: the first that is filled counts. "row:费用明细|项目费用明细".
 */
export const sourceRef = z
  .string()
  .check(z.regex(/^(?:(?:field|row|instance):.{1,200}|related:[^>]{1,100}>.{1,200})$/u));
export type SourceRef = z.infer<typeof sourceRef>;

export const condition = z.object({
  from: sourceRef,
  is: z.enum(['equals', 'not-equals', 'contains', 'filled', 'empty']),
  value: z.optional(z.string()),
});
export type Condition = z.infer<typeof condition>;

export const ruleExample = z.object({
  given: z.record(sourceRef, z.string().check(z.maxLength(500))),
  result: z.string().check(z.maxLength(500)),
});
export type RuleExample = z.infer<typeof ruleExample>;

export const DATE_PICKS = ['earliest', 'latest'] as const;
export type DatePick = (typeof DATE_PICKS)[number];
/** If the period is closed, the bill stops for a person, or takes the first open day after it and says so. */
export const CLOSED_WAYS = ['stop', 'next-open'] as const;
export type ClosedWay = (typeof CLOSED_WAYS)[number];

const ruleBase = { when: z.optional(z.array(condition)), scope: z.optional(z.enum(['row', 'department', 'form'])) };
/** Rule for the value of one target field (product.md §4). `when` makes it a 行级规则 / 部门规则; the first rule of a list that applies wins. */
export const rule = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('constant'), value: z.string(), ...ruleBase }),
  z.object({ kind: z.literal('source'), from: sourceRef, ...ruleBase }),
  /**
   * `with`: further parts of the key behind `key`, in order (engine/rule/joined-key.ts). If the table has no row, the value is `defaults` of the
   * paying organisation (its number → a value), else `default`.
   */
  z.object({
    kind: z.literal('lookup'),
    table: text(40),
    key: sourceRef,
    with: z.optional(z.array(sourceRef).check(z.minLength(1), z.maxLength(3))),
    default: z.optional(z.string()),
    defaults: z.optional(z.record(text(40), z.string().check(z.maxLength(80)))),
    ...ruleBase,
  }),
  z.object({ kind: z.literal('template'), text: text(500), ...ruleBase }),
  z.object({ kind: z.literal('amount'), from: sourceRef, ...ruleBase }),
  /**
   * `pick`: the earliest or latest day over all rows of the bill, for a column of the details ("row:费用发生日期"). `closed`: what happens if
   * Kingdee is known to have closed that day's period (decision 151); without it, a closed period is noticed only when Kingdee refuses.
   */
  z.object({
    kind: z.literal('date'),
    from: sourceRef,
    pick: z.optional(z.enum(DATE_PICKS)),
    closed: z.optional(z.enum(CLOSED_WAYS)),
    ...ruleBase,
  }),
  /**
   * CEL over `field["…"]`, `row["…"]` and `instance["…"]`: it chooses, compares and joins texts, but never calculates. A stored rule without
   * `cel` is older than the execution of expressions. Each example gives texts (reference → text, others empty) and a result; all are checked at
   * every save.
   */
  z.object({
    kind: z.literal('expression'),
    cel: z.optional(text(1000)),
    examples: z.optional(z.array(ruleExample).check(z.maxLength(20))),
    ...ruleBase,
  }),
]);
export type Rule = z.infer<typeof rule>;

/** Rules of one target field in order of precedence; an optional field may end without a value. */
export const fieldRules = z.object({ rules: z.array(rule), required: z.boolean(), label: z.string() });
export type FieldRules = z.infer<typeof fieldRules>;

/** Kingdee forms that an approval can become: 付款单, 其他应付单. */
export const TARGETS = ['AP_PAYBILL', 'AP_OtherPayable'] as const;
export type TargetName = (typeof TARGETS)[number];
/** Target of a scheme, draft or bill that names none, because it is older than the choice. */
export const USUAL_TARGET: TargetName = 'AP_PAYBILL';
/** Names that accountants use. */
export const TARGET_WORDS: Readonly<Record<TargetName, string>> = {
  AP_PAYBILL: '付款单',
  AP_OtherPayable: '其他应付单',
};
/**
 * Reads a target from a column or a stored payload. @throws Error for a form that this version does not know: nothing may be asked or sent under a
 * guess.
 */
export function targetNamed(text: string | null | undefined): TargetName {
  if (text == null || text === '') return USUAL_TARGET;
  const known = TARGETS.find((one) => one === text);
  if (known === undefined) throw new Error(`unknown target form ${text}`);
  return known;
}

export const NET_SPREADS = ['in-order', 'in-proportion'] as const;
const netOffset = z.object({
  /** A control at the top of the form, "field:冲销备用金金额"; or a table whose `column` is summed. */
  from: sourceRef,
  column: z.optional(text(200)),
});
export type NetOffset = z.infer<typeof netOffset>;
/**
 * 净额 (product.md §4): deductions of the form before anything is paid. Σ rows and `totalFrom` stay the gross sum; the bill pays the rest.
 * An empty offset deducts nothing. `payable` is the form's control for the net sum; null if the form has no such control.
 */
export const netRule = z.object({
  offsets: z.array(netOffset).check(z.minLength(1), z.maxLength(5)),
  payable: z.nullable(sourceRef),
  /** Deducted from the first row on until it is used up, or from each row in proportion, to the cent. */
  spread: z.enum(NET_SPREADS),
});
export type NetRule = z.infer<typeof netRule>;

/**
 * Detail tables that give the bill's rows. `more`: tables whose rows follow those of `table`, in this order. `group`:
 * columns ("row:费用类型"); rows with equal values there become one row with the sum of their amounts. Without it, each row stays separate.
 */
const detail = z.object({
  table: text(80),
  more: z.optional(z.array(text(80)).check(z.minLength(1), z.maxLength(4))),
  group: z.optional(z.array(sourceRef).check(z.minLength(1), z.maxLength(5))),
});
export type Detail = z.infer<typeof detail>;
export const detailTables = ({ table, more = [] }: Pick<Detail, 'table' | 'more'>): string[] => [table, ...more];

export const SPLITS = ['payee', 'organisation'] as const;
export type SplitBy = (typeof SPLITS)[number];
/**
 * Makes one bill for each value of a column of the details instead of one per approval (product.md §2): per payee, or per payer.
 * Decided when the approval is collected; a later change of the rule does not split again.
 */
export const splitRule = z.object({ by: z.enum(SPLITS), from: sourceRef });
export type SplitRule = z.infer<typeof splitRule>;

/** A person's name for a version, "11 月起按部门分"; '' removes the name. It does not affect the mapping. */
export const versionName = z
  .string()
  .check(z.trim(), z.maxLength(40), z.regex(/^[^\p{Cc}\p{Cf}]*$/u, { error: '有看不见的字符，去掉再存' }));

/**
 * Content of an immutable scheme version. Keys of `header` and `rows` are names of the form's fields (server/src/domain/draft/target-form.ts), or a
 * customer's own field "F_XXXX_…".
 */
export const schemeContent = z.object({
  template: z.string(),
  /** Form that the approvals become; absent: `USUAL_TARGET`. A bill keeps the form that it was sent as, whatever later versions name. */
  target: z.optional(z.enum(TARGETS)),
  processCode: text(64),
  formName: z.string(),
  orgNumber: text(40),
  detail,
  totalFrom: sourceRef,
  net: z.optional(netRule),
  /** Absent: one bill for each approval. */
  split: z.optional(splitRule),
  header: z.record(z.string(), fieldRules),
  rows: z.record(z.string(), fieldRules),
  /** Conditions for collecting an approval, all of which must hold; independent of them, only a passed approval is collected. */
  filter,
  outcome: z.enum(OUTCOMES),
  billNoPrefix: z.string().check(z.regex(/^[A-Z0-9]{1,8}$/)),
  writeback: z.object({
    comment: z.boolean(),
    text: text(900),
    /** DingTalk userid that comments; null = the person who pushed. */
    asUserId: z.nullable(z.string()),
    noticeOriginator: z.boolean(),
  }),
  cutOverDate: z.nullable(z.string()),
});
export type SchemeContent = z.infer<typeof schemeContent>;

/**
 * Source of the bill's number in Kingdee (product.md §2): we send FBillNo, or the customer's coding rule gives a number and only `keyField` carries
 * our key.
 */
export const NUMBERINGS = ['ours', 'kingdee'] as const;
export const numberingMode = z.enum(NUMBERINGS);
export type NumberingMode = z.infer<typeof numberingMode>;
/** Field of the bill that carries the approval's key: 第三方单据编号, a preset text, or a customer's own field. */
export const keyField = z.string().check(z.regex(/^(FTHIRDBILLNO|FPRESETTEXT[12]|F_[A-Za-z0-9_]{1,60})$/));
/** Three calls (save, submit, audit), or all in one BatchSave with IsAutoSubmitAndAudit (product.md §3). */
export const CALL_MODES = ['steps', 'single'] as const;
export type CallMode = (typeof CALL_MODES)[number];
/** InterationFlags of Kingdee whose questions are answered with yes, e.g. STK_InvCheckResult (kingdee.md §5). */
export const interactionFlags = z
  .array(z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9_.]{1,59}$/)))
  .check(z.maxLength(20));

export const SCHEME_STATES = ['draft', 'on', 'off'] as const;
export type SchemeState = (typeof SCHEME_STATES)[number];

export const schemeSummary = z.object({
  id: z.string(),
  name: z.string(),
  template: z.string(),
  processCode: z.string(),
  formName: z.string(),
  orgNumber: z.string(),
  /** Target form of the current version. */
  target: z.enum(TARGETS),
  outcome: z.enum(OUTCOMES),
  enabled: z.boolean(),
  /** A draft was never switched on, and collects nothing. */
  state: z.enum(SCHEME_STATES),
  /** Time and person of the last switch on or off; null for a draft, and for switches from before names were kept. */
  switchedAt: z.nullable(instant),
  switchedBy: z.nullable(z.string()),
  /** A person's reason for pausing the push; collecting and reviewing go on. */
  pausedReason: z.nullable(z.string()),
  /** Person who paused it. */
  pausedBy: z.nullable(z.string()),
  pausedAt: z.nullable(instant),
  /** The program's reason for pausing, with or without a person's pause; only an administrator ends it. */
  programPausedReason: z.nullable(z.string()),
  programPausedAt: z.nullable(instant),
  callMode: z.enum(CALL_MODES),
  interactions: interactionFlags,
  numbering: numberingMode,
  keyField,
  currentVersion: z.int(),
  /** Approvals or bills came through the scheme; they cite it, so it cannot be deleted. */
  used: z.boolean(),
  /** Row version for optimistic writes. */
  version: z.int(),
  createdAt: instant,
});
export type SchemeSummary = z.infer<typeof schemeSummary>;
export const schemeList = z.object({ items: z.array(schemeSummary) });
export type SchemeList = z.infer<typeof schemeList>;

export const schemeDetail = z.extend(schemeSummary, {
  content: schemeContent,
  /** Names of controls that the template wanted and the form does not have. */
  unmatched: z.array(z.string()),
  /** Name of the person who comments on the approvals; present if `content.writeback.asUserId` is set. */
  commentBy: z.optional(z.string()),
});
export type SchemeDetail = z.infer<typeof schemeDetail>;

/** Control of the form to use for a wanted control of the template; null: it is not used. */
export const controlChoice = z.object({
  /** Name in the template, and the wanted table that it is a column of. */
  name: text(200),
  table: z.nullable(text(200)),
  control: z.nullable(text(200)),
});
export type ControlChoice = z.infer<typeof controlChoice>;

/** POST /api/schemes: a draft from a market template for one DingTalk form. Controls without an entry in `matches` are matched by name. */
export const createScheme = z.object({
  template: text(60),
  processCode: text(64),
  name: z.optional(text(80)),
  orgNumber: text(40),
  outcome: z.optional(z.enum(OUTCOMES)),
  /** Number of the bill type, if the site uses a copy; else the template's. */
  billType: z.optional(z.string().check(z.regex(/^[A-Za-z0-9_.-]{1,60}$/))),
  matches: z.optional(z.array(controlChoice).check(z.maxLength(500))),
});
export type CreateScheme = z.infer<typeof createScheme>;

/**
 * Findings before a scheme is enabled. `blocks`: every bill would stop, enabling is refused · `warns`: enabling needs an administrator's
 * acceptance · `tells`: for information.
 */
export const FINDING_LEVELS = ['blocks', 'warns', 'tells'] as const;
export const schemeFinding = z.object({
  /** Stable while the cause is the same; sent back to accept the finding. */
  key: z.string(),
  level: z.enum(FINDING_LEVELS),
  /** Name of what is missing. */
  what: z.string(),
  /** Consequence for the bills, and the next step. */
  next: z.string(),
});
export type SchemeFinding = z.infer<typeof schemeFinding>;
/** GET /api/schemes/:id/readiness: reads the form from DingTalk now. Worst finding first. */
export const schemeReadiness = z.object({
  version: z.int(),
  /** Number of controls of the form, including the columns of its detail tables. */
  controls: z.int(),
  findings: z.array(schemeFinding),
  /** Range of first days that a scheme may begin with, both ends included; null if it has begun. */
  cutOver: z.nullable(z.object({ earliest: businessDate, latest: businessDate })),
});
export type SchemeReadiness = z.infer<typeof schemeReadiness>;
/**
 * POST /api/schemes/:id/enable: `accepted` holds the keys of the warnings on screen. `cutOverDate` is allowed only while nothing was
 * collected: approvals that finished on an earlier day (Beijing) become 期初 and are never pushed; without it all of them are payable.
 */
export const enableScheme = z.object({
  version: z.int(),
  accepted: z.array(text(400)).check(z.maxLength(500)),
  cutOverDate: z.optional(businessDate),
  /** New name of the version that is switched on; absent: unchanged. */
  versionName: z.optional(versionName),
});
export type EnableScheme = z.infer<typeof enableScheme>;
/** POST /api/schemes/:id/disable: collecting stops; existing bills go on. */
export const disableScheme = z.object({ version: z.int(), reason: reason(300) });
export type DisableScheme = z.infer<typeof disableScheme>;
/** DELETE /api/schemes/:id: only for a scheme that never collected anything. */
export const deleteScheme = z.object({ version: z.int() });
export type DeleteScheme = z.infer<typeof deleteScheme>;

/** PATCH /api/schemes/:id: name and push settings, which change no mapped value. PUT /api/schemes/:id/content writes a new version. */
export const patchScheme = z.object({
  version: z.int(),
  name: z.optional(text(80)),
  callMode: z.optional(z.enum(CALL_MODES)),
  interactions: z.optional(interactionFlags),
  /** Applies to later saves; a save that is under way is settled in its own mode. */
  numbering: z.optional(numberingMode),
  keyField: z.optional(keyField),
});
export type PatchScheme = z.infer<typeof patchScheme>;
export const putSchemeContent = z.object({
  version: z.int(),
  content: schemeContent,
  versionName: z.optional(versionName),
});
export type PutSchemeContent = z.infer<typeof putSchemeContent>;

/** GET /api/dingtalk/forms: the company's approval templates, to choose the source from. */
export const approvalForms = z.object({ items: z.array(z.object({ processCode: z.string(), name: z.string() })) });
export type ApprovalForms = z.infer<typeof approvalForms>;
export const formControl = z.object({
  id: z.string(),
  label: z.string(),
  type: z.string(),
  alias: z.nullable(z.string()),
  required: z.boolean(),
  options: z.array(z.string()),
  get children(): z.ZodMiniArray<typeof formControl> {
    return z.array(formControl);
  },
});
export type FormControl = z.infer<typeof formControl>;
export const approvalForm = z.object({ processCode: z.string(), name: z.string(), controls: z.array(formControl) });
export type ApprovalForm = z.infer<typeof approvalForm>;
