import * as z from 'zod/mini';
import { bulkOffer } from './bill-action.js';
import { assignedFilter, assignedTo } from './bill-assignment.js';
import { BILL_STATES, OUTCOMES, REACHED, STAGES, type Stage } from './bill-state.js';
import { amount } from './money.js';
import { businessDate, countAndSum, instant, queryInt } from './page.js';
import { reason } from './reason.js';

export const stage = z.enum(STAGES);
export const billState = z.enum(BILL_STATES);

/** The closed list of next steps that a row offers (ui.md §3). */
export const ACTIONS = [
  'pick-cost-item',
  'pick-contact-unit',
  'pick-department',
  'pick-settlement-type',
  'pick-other',
  'check-amount',
  'ask-applicant',
  'fix-scheme',
  'approve',
  'push',
  'check-in-doubt',
  'continue',
  'hand-over',
  'withdraw',
  'reverse',
  'by-another',
  'none',
] as const;
export const suggestedAction = z.enum(ACTIONS);
export type SuggestedAction = z.infer<typeof suggestedAction>;
export const ACTION_WORDS: Readonly<Record<SuggestedAction, string>> = {
  'pick-cost-item': '选费用项目',
  'pick-contact-unit': '选往来单位',
  'pick-department': '换部门',
  'pick-settlement-type': '选结算方式',
  'pick-other': '补映射',
  'check-amount': '核对金额',
  'ask-applicant': '请补资料',
  'fix-scheme': '看方案缺什么',
  approve: '通过',
  push: '推送',
  'check-in-doubt': '去核对',
  continue: '继续',
  'hand-over': '交给金蝶',
  withdraw: '撤回',
  reverse: '冲销',
  'by-another': '请同事审核',
  none: '—',
};

/** One problem that a person must fix or confirm, at the field where it is fixed. `message` is shown unchanged. */
export const billIssue = z.object({
  /** Stable code: unmapped, unusable, missing, invalid-amount, total-mismatch, not-positive, currency, unreadable, … */
  code: z.string(),
  level: z.enum(['red', 'amber']),
  path: z.string(),
  message: z.string(),
  /** Set if a mapping row would fix it. */
  table: z.nullable(z.string()),
  key: z.nullable(z.string()),
});
export type BillIssue = z.infer<typeof billIssue>;
/** Issues of the scheme: no source, a rule that cannot run, or a changed form. Only an administrator can fix them. */
export const OF_SCHEME: readonly string[] = ['scheme-lacks', 'unsupported', 'form-changed'];
export const isOfScheme = ({ code }: Pick<BillIssue, 'code'>): boolean => OF_SCHEME.includes(code);
/** True if all red issues are the scheme's, so that the applicant cannot help. */
export function stoppedByScheme(issues: readonly Pick<BillIssue, 'code' | 'level'>[]): boolean {
  const red = issues.filter(({ level }) => level === 'red');
  return red.length > 0 && red.every(isOfScheme);
}
/** True if all red issues say that the form's deductions leave nothing to pay (净额). */
export function isAllOffset(issues: readonly Pick<BillIssue, 'code' | 'level'>[]): boolean {
  const red = issues.filter(({ level }) => level === 'red');
  return red.length > 0 && red.every(({ code }) => code === 'net-nothing');
}

export const billSummary = z.object({
  id: z.string(),
  version: z.int(),
  state: billState,
  reached: z.enum(REACHED),
  outcome: z.enum(OUTCOMES),
  action: suggestedAction,
  payee: z.string(),
  department: z.string(),
  purpose: z.string(),
  /** Names of the rows' cost items, first three. */
  costItems: z.array(z.string()),
  amount: z.nullable(amount),
  currency: z.string(),
  orgNumber: z.string(),
  businessId: z.string(),
  billNo: z.string(),
  kingdeeNo: z.nullable(z.string()),
  /** First reason, worst first, as a sentence; null if all checks pass. */
  reason: z.nullable(z.string()),
  reasonKey: z.string(),
  /** 撤回并删除 is under way: the bill is being removed from Kingdee. */
  withdrawing: z.boolean(),
  attachments: z.int(),
  finishedAt: instant,
  stateSince: instant,
  /** Time at which Kingdee was first seen to say 已付款; null: not paid, or Kingdee does not tell. */
  paidAt: z.nullable(instant),
  /** Number of this bill among its approval's bills, from 1; absent if the approval is one bill. */
  part: z.optional(z.object({ place: z.int(), of: z.int() })),
  /** Time at which the applicant was asked, if that was too long ago and no answer was seen; else absent. */
  unansweredSince: z.optional(instant),
  /** Person who has the bill in hand while it is under review; absent if nobody has. */
  assigned: z.optional(assignedTo),
});
export type BillSummary = z.infer<typeof billSummary>;

export const SORTS = ['waiting', 'amount', 'finished'] as const;
/** Risks of a bill, riskiest first. A bill may have several; the filter `risk` selects all bills that have the risk. */
export const RISKS = ['own', 'changed', 'unanswered', 'account', 'large', 'bare'] as const;
export type Risk = (typeof RISKS)[number];

/** GET /api/bills. `reason` selects one group by its key. */
export const billQuery = z.object({
  stage: z.optional(stage),
  schemeId: z.optional(z.string().check(z.maxLength(36))),
  q: z.optional(z.string().check(z.maxLength(60))),
  reason: z.optional(z.string().check(z.maxLength(300))),
  /** Department as the list shows it. */
  department: z.optional(z.string().check(z.maxLength(200))),
  orgNumber: z.optional(z.string().check(z.maxLength(40))),
  minAmount: z.optional(amount),
  maxAmount: z.optional(amount),
  waitingDays: z.optional(queryInt(1, 365)),
  /** Whether the approval has a file. */
  attachments: z.optional(z.enum(['none', 'some'])),
  /** Beijing days on which the approval passed, both included. */
  finishedFrom: z.optional(businessDate),
  finishedTo: z.optional(businessDate),
  risk: z.optional(z.enum(RISKS)),
  assigned: z.optional(assignedFilter),
  /** Bills that lack a value in a mapping table: table code, colon, key that is looked up. */
  lacks: z.optional(z.string().check(z.maxLength(241), z.regex(/^[^:]{1,40}:./su))),
  /** Approved, held or excluded by this person within 24 hours, and unchanged since. */
  decided: z.optional(z.enum(['lately'])),
  /** Only bills of this frozen selection of the same person that are unchanged since it was frozen. */
  within: z.optional(z.string().check(z.maxLength(36))),
  sort: z._default(z.enum(SORTS), 'waiting'),
  cursor: z.optional(z.string().check(z.maxLength(300))),
  limit: z._default(queryInt(1, 500), 100),
});
export type BillQuery = z.infer<typeof billQuery>;
export const billPage = z.object({
  items: z.array(billSummary),
  next: z.nullable(z.string()),
  total: z.int(),
  sum: amount,
  /** Bills of the whole list without an amount; absent if there are none. */
  unknown: z.optional(z.int()),
});
export type BillPage = z.infer<typeof billPage>;

/** GET /api/bills/stages: totals of the tabs; they add up to `collected`, by SQL. */
export const stageTotals = z.object({
  stages: z.array(z.object({ stage, ...countAndSum.shape })),
  collected: countAndSum,
  /** The same by state; proves that every bill is in exactly one state. */
  states: z.array(z.object({ state: billState, ...countAndSum.shape })),
});
export type StageTotals = z.infer<typeof stageTotals>;
export const stageQuery = z.object({ schemeId: z.optional(z.string()) });
export type StageQuery = z.infer<typeof stageQuery>;

/** Stages in which a bill waits for a person. */
export const WAITING_STAGES = ['mapping', 'review', 'push', 'trouble'] as const satisfies readonly Stage[];
/** GET /api/bills/by-scheme: bills of approvals agreed in the last 30 days, today included, per scheme, and how many of them are booked now. */
export const recentByScheme = z.object({
  from: businessDate,
  to: businessDate,
  /** Only schemes with such bills. */
  items: z.array(z.object({ schemeId: z.string(), collected: countAndSum, booked: countAndSum })),
  /** Bills that wait for a person now, whenever they were collected; only schemes and stages with such bills. */
  waiting: z.array(z.object({ schemeId: z.string(), stage: z.enum(WAITING_STAGES), count: z.int() })),
});
export type RecentByScheme = z.infer<typeof recentByScheme>;

/** Ways of grouping in GET /api/bills/groups. */
export const GROUPINGS = ['reason', 'risk', 'person'] as const;
export type Grouping = (typeof GROUPINGS)[number];
/** One row per reason, riskiest first, bills without issues last (key ""); or one per risk, where a bill counts under its first risk. */
export const reasonGroup = z.object({
  /** Digest of exactly these bills' state; sent back with count and sum when all of them are acted on at once. */
  mark: z.string(),
  key: z.string(),
  label: z.string(),
  action: suggestedAction,
  table: z.nullable(z.string()),
  value: z.nullable(z.string()),
  /** Set if the value is put aside（不处理）: its bills stay here, and nobody has to act. */
  aside: z.optional(z.literal(true)),
  ...countAndSum.shape,
  /** Actions that are possible for all of its bills at once. */
  actions: z.array(bulkOffer),
});
export type ReasonGroup = z.infer<typeof reasonGroup>;
/** GET /api/bills/groups; `first` holds the first rows of the first group, longest waiting first, if `rows` was given. */
export const reasonGroups = z.object({ items: z.array(reasonGroup), first: z.optional(billPage) });
export type ReasonGroups = z.infer<typeof reasonGroups>;

/** Every write carries the version that the person saw. Amber issues need a note to approve. */
export const approveBill = z.object({ version: z.int().check(z.minimum(1)), note: z.optional(reason(500)) });
export type ApproveBill = z.infer<typeof approveBill>;
/** POST hold, release, exclude, restore, ask-applicant, unapprove, reversed, stands. */
export const reasonedAction = z.object({ version: z.int().check(z.minimum(1)), reason: reason(500) });
export type ReasonedAction = z.infer<typeof reasonedAction>;
/** 已在金蝶冲销. `stillThere`: the person knows that Kingdee still shows the bill, or could not be asked. */
export const reversedAction = z.extend(reasonedAction, { stillThere: z.optional(z.boolean()) });
export type ReversedAction = z.infer<typeof reversedAction>;

/** POST adopt: the number under which a person sees the bill in Kingdee; Kingdee is asked for it before it is accepted. */
export const adoptBill = z.object({
  version: z.int().check(z.minimum(1)),
  number: z.string().check(z.trim(), z.regex(/^[\w\-./~]{1,80}$/)),
});
export type AdoptBill = z.infer<typeof adoptBill>;

/** Filters of a list, without paging. */
export const createSelection = z.omit(billQuery, { cursor: true, limit: true, sort: true });
export type CreateSelection = z.infer<typeof createSelection>;
export const groupQuery = z.extend(createSelection, {
  by: z._default(z.enum(GROUPINGS), 'reason'),
  /** Number of rows of the first group to return as well. */
  rows: z.optional(queryInt(1, 100)),
});
export type GroupQuery = z.infer<typeof groupQuery>;

export const choicesQuery = z.pick(billQuery, { stage: true, schemeId: true });
export type ChoicesQuery = z.infer<typeof choicesQuery>;
/** GET /api/bills/choices: filter values of a stage's bills, the most frequent first. */
export const listChoices = z.object({
  departments: z.array(z.object({ name: z.string(), count: z.int() })),
  organisations: z.array(z.object({ number: z.string(), count: z.int() })),
});
export type ListChoices = z.infer<typeof listChoices>;
/** POST looked: version that the person saw on screen. */
export const lookedAt = z.object({ version: z.int().check(z.minimum(1)) });

export const revealAccount = z.object({ account: z.string() });
export type RevealAccount = z.infer<typeof revealAccount>;
