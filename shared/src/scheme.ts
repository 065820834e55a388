import * as z from 'zod/mini';
import { OUTCOMES } from './bill-state.js';
import { filter } from './filter.js';
import { businessDate, instant } from './page.js';
import { reason } from './reason.js';

const text = (max: number) => z.string().check(z.minLength(1), z.maxLength(max));

/**
 * Where a value comes from on the approval.
 * "field:费用归属项目" a form control by id, bizAlias or trimmed label · "row:报销金额(元)" a cell of the current detail row ·
 * "instance:title | businessId | processInstanceId | originatorUserId | originatorName | originatorDeptId | originatorDeptName | startDate | finishDate".
 * Several names separated by "|" after the prefix: the first that is filled. "row:费用明细|项目费用明细".
 */
export const sourceRef = z.string().check(z.regex(/^(field|row|instance):.{1,200}$/u));
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
/** The bill stops for a person, or takes the first day after what is closed, and says so. */
export const CLOSED_WAYS = ['stop', 'next-open'] as const;
export type ClosedWay = (typeof CLOSED_WAYS)[number];

/** How one target field gets its value (product.md §4). `when` makes it a 行级规则 / 部门规则; the first rule of a list that applies wins. */
const ruleBase = { when: z.optional(z.array(condition)), scope: z.optional(z.enum(['row', 'department', 'form'])) };
export const rule = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('constant'), value: z.string(), ...ruleBase }),
  z.object({ kind: z.literal('source'), from: sourceRef, ...ruleBase }),
  /**
   * `with`: what the key is joined of behind `key`, in order (engine/rule/joined-key.ts). Where the table has no row: `defaults` of the
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
   * `pick`: of a column of the details ("row:费用发生日期") the earliest or latest day of all rows of the bill. `closed`: what happens where
   * Kingdee is known to have closed that day's period (decision 151); without it nothing is known before Kingdee refuses.
   */
  z.object({
    kind: z.literal('date'),
    from: sourceRef,
    pick: z.optional(z.enum(DATE_PICKS)),
    closed: z.optional(z.enum(CLOSED_WAYS)),
    ...ruleBase,
  }),
  /**
   * CEL over `field["…"]`, `row["…"]` and `instance["…"]`: chooses, compares and joins texts, never calculates. A stored one without `cel` is
   * from before they were run. Each example says what comes of which texts (reference → text, the others empty), and holds at every save.
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

/** The forms of Kingdee that an approval can become: 付款单, 其他应付单. */
export const TARGETS = ['AP_PAYBILL', 'AP_OtherPayable'] as const;
export type TargetName = (typeof TARGETS)[number];
/** What a scheme, a draft or a bill leads to that names none: they are older than the choice. */
export const USUAL_TARGET: TargetName = 'AP_PAYBILL';
/** What accountants call them. */
export const TARGET_WORDS: Readonly<Record<TargetName, string>> = {
  AP_PAYBILL: '付款单',
  AP_OtherPayable: '其他应付单',
};
/** Text from a column or a stored payload. @throws Error for a form that this version does not know: nothing may be asked or sent under a guess. */
export function targetNamed(text: string | null | undefined): TargetName {
  if (text == null || text === '') return USUAL_TARGET;
  const known = TARGETS.find((one) => one === text);
  if (known === undefined) throw new Error(`unknown target form ${text}`);
  return known;
}
/**
 * 净额 (product.md §4): what the form takes off before anything is paid. Σ rows and `totalFrom` stay the gross sum; the bill pays the rest.
 * An empty offset takes nothing off. `payable` says on the form what is to be paid; null where the form has no such control.
 */
export const NET_SPREADS = ['in-order', 'in-proportion'] as const;
const netOffset = z.object({
  /** A control at the top of the form, "field:冲销备用金金额"; or a table, of which `column` is summed. */
  from: sourceRef,
  column: z.optional(text(200)),
});
export type NetOffset = z.infer<typeof netOffset>;
export const netRule = z.object({
  offsets: z.array(netOffset).check(z.minLength(1), z.maxLength(5)),
  payable: z.nullable(sourceRef),
  /** From the first row on until it is used up, or from each row its part, to the cent. */
  spread: z.enum(NET_SPREADS),
});
export type NetRule = z.infer<typeof netRule>;

/**
 * Which detail tables the rows of the bill come from, and how. `more`: tables whose rows follow those of `table`, in this order. `group`:
 * columns ("row:费用类型"); rows that say the same there become one row, its amount their sum. Without it each row is one.
 */
const detail = z.object({
  table: text(80),
  more: z.optional(z.array(text(80)).check(z.minLength(1), z.maxLength(4))),
  group: z.optional(z.array(sourceRef).check(z.minLength(1), z.maxLength(5))),
});
export type Detail = z.infer<typeof detail>;
export const detailTables = ({ table, more = [] }: Pick<Detail, 'table' | 'more'>): string[] => [table, ...more];

/**
 * One bill for each value of a column of the details instead of one for the whole approval (product.md §2): whoever is paid, or whoever pays.
 * Decided when the approval is collected; a rule that is changed later splits nothing anew.
 */
export const SPLITS = ['payee', 'organisation'] as const;
export type SplitBy = (typeof SPLITS)[number];
export const splitRule = z.object({ by: z.enum(SPLITS), from: sourceRef });
export type SplitRule = z.infer<typeof splitRule>;

/** What a person calls a version, "11 月起按部门分"; '' takes the name away. It changes nothing that bills are mapped by. */
export const versionName = z.string().check(z.trim(), z.maxLength(40), z.regex(/^[^\p{Cc}]*$/u));

/** Content of an immutable scheme version. Keys of `header` and `rows` are the names of the form's fields (server/src/domain/draft/target-form.ts), or a customer's own field "F_XXXX_…". */
export const schemeContent = z.object({
  template: z.string(),
  /** Which form the approvals become; absent: `USUAL_TARGET`. A bill keeps the one that it was sent under, whatever later versions name. */
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
  /** Which approvals are collected, all of which must hold; a passed one, whatever stands here. */
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

/** Who numbers the bill in Kingdee (product.md §2): we send FBillNo, or the customer's coding rule gives its own and only `keyField` carries our key. */
export const NUMBERINGS = ['ours', 'kingdee'] as const;
export const numberingMode = z.enum(NUMBERINGS);
export type NumberingMode = z.infer<typeof numberingMode>;
/** The field of the bill that carries the approval's key: 第三方单据编号, a preset text, or a field of the customer's own. */
export const keyField = z.string().check(z.regex(/^(FTHIRDBILLNO|FPRESETTEXT[12]|F_[A-Za-z0-9_]{1,60})$/));
/** Three calls (save, submit, audit), or all of it in one BatchSave with IsAutoSubmitAndAudit (product.md §3). */
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
  /** What it leads to as it is now. */
  target: z.enum(TARGETS),
  outcome: z.enum(OUTCOMES),
  enabled: z.boolean(),
  /** A draft was never switched on: it collects nothing. */
  state: z.enum(SCHEME_STATES),
  /** When it was last switched on or off, and by whom; null for a draft, and where that was before names were kept. */
  switchedAt: z.nullable(instant),
  switchedBy: z.nullable(z.string()),
  /** Why a person has paused pushing; collecting and reviewing go on. */
  pausedReason: z.nullable(z.string()),
  /** Who. */
  pausedBy: z.nullable(z.string()),
  pausedAt: z.nullable(instant),
  /** Why the program has paused it, beside or without a person: only an administrator ends that. */
  programPausedReason: z.nullable(z.string()),
  programPausedAt: z.nullable(instant),
  callMode: z.enum(CALL_MODES),
  interactions: interactionFlags,
  numbering: numberingMode,
  keyField,
  currentVersion: z.int(),
  /** Approvals or bills came through it: it is cited by them, and stays. */
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
  /** Controls that the template wanted and the form does not have, by name. */
  unmatched: z.array(z.string()),
  /** Who comments on the approvals, by name, where `content.writeback.asUserId` says somebody. */
  commentBy: z.optional(z.string()),
});
export type SchemeDetail = z.infer<typeof schemeDetail>;

/** Which control of the form stands for one that a template wants; null: it is not used, with what follows from that. */
export const controlChoice = z.object({
  /** As the template names it, and the wanted table that it is a column of. */
  name: text(200),
  table: z.nullable(text(200)),
  control: z.nullable(text(200)),
});
export type ControlChoice = z.infer<typeof controlChoice>;

/** POST /api/schemes: a draft from a market template for one DingTalk form. Controls are matched by name where `matches` says nothing of them. */
export const createScheme = z.object({
  template: text(60),
  processCode: text(64),
  name: z.optional(text(80)),
  orgNumber: text(40),
  outcome: z.optional(z.enum(OUTCOMES)),
  /** Number of the bill type, where the site copied one; else the template's. */
  billType: z.optional(z.string().check(z.regex(/^[A-Za-z0-9_.-]{1,60}$/))),
  matches: z.optional(z.array(controlChoice).check(z.maxLength(500))),
});
export type CreateScheme = z.infer<typeof createScheme>;

/**
 * What enabling a scheme meets. `blocks`: every bill would stop, enabling is refused · `warns`: goes on where an administrator accepts
 * it · `tells`: good to know.
 */
export const FINDING_LEVELS = ['blocks', 'warns', 'tells'] as const;
export const schemeFinding = z.object({
  /** Stable while the cause is the same: sent back to accept it. */
  key: z.string(),
  level: z.enum(FINDING_LEVELS),
  /** What is missing, by name. */
  what: z.string(),
  /** What it means for the bills, and the next step. */
  next: z.string(),
});
export type SchemeFinding = z.infer<typeof schemeFinding>;
/** GET /api/schemes/:id/readiness: the form is read from DingTalk now. Worst first. */
export const schemeReadiness = z.object({
  version: z.int(),
  /** Controls of the form, the columns of its detail tables included. */
  controls: z.int(),
  findings: z.array(schemeFinding),
  /** From which day's finished approvals a scheme may begin to collect, both ends included; null where it has begun. */
  cutOver: z.nullable(z.object({ earliest: businessDate, latest: businessDate })),
});
export type SchemeReadiness = z.infer<typeof schemeReadiness>;
/**
 * POST /api/schemes/:id/enable: `accepted` holds the keys of the warnings that were on screen. `cutOverDate`, only while nothing was
 * collected: approvals that finished on an earlier day (Beijing) become 期初 and are never pushed; without it all of them are payable.
 */
export const enableScheme = z.object({
  version: z.int(),
  accepted: z.array(text(400)).check(z.maxLength(500)),
  cutOverDate: z.optional(businessDate),
  /** What the version that is switched on is called from now on; absent: as it is. */
  versionName: z.optional(versionName),
});
export type EnableScheme = z.infer<typeof enableScheme>;
/** POST /api/schemes/:id/disable: collecting stops; bills that are there go on. */
export const disableScheme = z.object({ version: z.int(), reason: reason(300) });
export type DisableScheme = z.infer<typeof disableScheme>;
/** DELETE /api/schemes/:id: only one that nothing was ever collected for. */
export const deleteScheme = z.object({ version: z.int() });
export type DeleteScheme = z.infer<typeof deleteScheme>;

/** PATCH /api/schemes/:id: name and push settings, which change no mapped value. PUT /api/schemes/:id/content writes a new version. */
export const patchScheme = z.object({
  version: z.int(),
  name: z.optional(text(80)),
  callMode: z.optional(z.enum(CALL_MODES)),
  interactions: z.optional(interactionFlags),
  /** Counts for saves from now on; one on its way is settled by the mode it was sent in. */
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

/** GET /api/dingtalk/forms: approval templates of the corp, to choose the source from. */
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
