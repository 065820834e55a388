import * as z from 'zod/mini';
import { bulkOffer, offeredAction } from './bill-action.js';
import { BILL_STATES, OUTCOMES, REACHED, STAGES } from './bill-state.js';
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
  none: '—',
};

/** One thing a person must fix or confirm, at the field where it is fixed. `message` is shown as it is. */
export const billIssue = z.object({
  /** Stable: unmapped, unusable, missing, invalid-amount, total-mismatch, not-positive, currency, unreadable, … */
  code: z.string(),
  level: z.enum(['red', 'amber']),
  path: z.string(),
  message: z.string(),
  /** Set when a mapping row would cure it. */
  table: z.nullable(z.string()),
  key: z.nullable(z.string()),
});
export type BillIssue = z.infer<typeof billIssue>;
/** The scheme has no source, or a rule that cannot run: only an administrator cures these. */
export const OF_SCHEME: readonly string[] = ['scheme-lacks', 'unsupported'];
export const isOfScheme = ({ code }: Pick<BillIssue, 'code'>): boolean => OF_SCHEME.includes(code);
/** Whether whatever stops a bill is the scheme's: there is nothing that the applicant could add. */
export function stoppedByScheme(issues: readonly Pick<BillIssue, 'code' | 'level'>[]): boolean {
  const red = issues.filter(({ level }) => level === 'red');
  return red.length > 0 && red.every(isOfScheme);
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
  /** Names of the cost items of the rows, first three. */
  costItems: z.array(z.string()),
  amount: z.nullable(amount),
  currency: z.string(),
  orgNumber: z.string(),
  businessId: z.string(),
  billNo: z.string(),
  kingdeeNo: z.nullable(z.string()),
  /** First reason, worst first, as a sentence; null when all checks pass. */
  reason: z.nullable(z.string()),
  reasonKey: z.string(),
  /** 撤回并删除 is at work: the bill is on its way out of Kingdee. */
  withdrawing: z.boolean(),
  attachments: z.int(),
  finishedAt: instant,
  stateSince: instant,
  /** 已付款, when Kingdee was first seen to say so; null: not, or Kingdee does not tell. */
  paidAt: z.nullable(instant),
});
export type BillSummary = z.infer<typeof billSummary>;

export const SORTS = ['waiting', 'amount', 'finished'] as const;
/** GET /api/bills. `reason` narrows to one group (reasonKey). `states` (comma list) narrows inside the stage. */
export const billQuery = z.object({
  stage: z.optional(stage),
  schemeId: z.optional(z.string()),
  q: z.optional(z.string().check(z.maxLength(60))),
  reason: z.optional(z.string().check(z.maxLength(300))),
  minAmount: z.optional(amount),
  waitingDays: z.optional(queryInt(1, 365)),
  /** none: only bills whose approval carries no file. */
  attachments: z.optional(z.enum(['none'])),
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
  /** Bills of the whole list without an amount; absent where there are none. */
  unknown: z.optional(z.int()),
});
export type BillPage = z.infer<typeof billPage>;

/** GET /api/bills/stages: the tabs; they add up to `collected`, by SQL. */
export const stageTotals = z.object({
  stages: z.array(z.object({ stage, ...countAndSum.shape })),
  collected: countAndSum,
  /** The same by state: the proof that every bill is in exactly one. */
  states: z.array(z.object({ state: billState, ...countAndSum.shape })),
});
export type StageTotals = z.infer<typeof stageTotals>;
export const stageQuery = z.object({ schemeId: z.optional(z.string()) });
export type StageQuery = z.infer<typeof stageQuery>;

/** GET /api/bills/by-scheme: of the last 30 days, today included, what came in under each scheme, and how much of that is booked by now. */
export const recentByScheme = z.object({
  from: businessDate,
  to: businessDate,
  /** Only schemes for which something came in. */
  items: z.array(z.object({ schemeId: z.string(), collected: countAndSum, booked: countAndSum })),
});
export type RecentByScheme = z.infer<typeof recentByScheme>;

/** GET /api/bills/groups?stage=…: one row per reason, riskiest first, the clean ones last (key ""). */
export const reasonGroup = z.object({
  /** The state of exactly these bills: sent back with count and sum when all of them are acted on at once. */
  mark: z.string(),
  key: z.string(),
  label: z.string(),
  action: suggestedAction,
  table: z.nullable(z.string()),
  value: z.nullable(z.string()),
  ...countAndSum.shape,
  /** What may be done with all of its bills at once. */
  actions: z.array(bulkOffer),
});
export type ReasonGroup = z.infer<typeof reasonGroup>;
export const reasonGroups = z.object({ items: z.array(reasonGroup) });
export type ReasonGroups = z.infer<typeof reasonGroups>;

/** Where a value came from: the form as it stands, a mapping table, a rule, a default, a hand on this bill (product.md §4). */
export const PROVENANCE_KINDS = ['form', 'table', 'rule', 'default', 'hand'] as const;
export type ProvenanceKind = (typeof PROVENANCE_KINDS)[number];
export const PROVENANCE_WORDS: Readonly<Record<ProvenanceKind, string>> = {
  form: '原值',
  table: '映射表',
  rule: '规则',
  default: '默认',
  hand: '人工',
};

/** Why a value is what it is (product.md §4). */
export const provenance = z.object({
  kind: z.enum(PROVENANCE_KINDS),
  /** Sentence: "映射表 费用项目 v12：市内交通". */
  reference: z.string(),
  /** What a mapping table gave: "CI0012 差旅费-市内交通"; "" for every other kind, or where it gave nothing. */
  gave: z.string(),
  version: z.string(),
  /** The row behind a value of a mapping table: the table's name, its code where it is still there, and the key as it is printed; null for every other kind. */
  lookup: z.nullable(z.object({ table: z.string(), code: z.nullable(z.string()), key: z.string() })),
  actor: z.nullable(z.string()),
  at: z.nullable(instant),
  /** The precedence ladder in words, top first; `value` is what that rung would have given, null = nothing there. */
  ladder: z.array(z.object({ rung: z.string(), value: z.nullable(z.string()), hit: z.boolean() })),
});
export type Provenance = z.infer<typeof provenance>;

/** One mapped field beside its source. */
export const pairValue = z.object({
  path: z.string(),
  label: z.string(),
  /** What stands on the approval; "" where nothing feeds the field. Accounts are masked. */
  source: z.string(),
  sourceLabel: z.string(),
  /** Kingdee number or plain value; null = no value yet. */
  value: z.nullable(z.string()),
  /** Name behind a number, "" otherwise. */
  valueName: z.string(),
  /** Base data to pick from when this field is fixed by hand; null = free text or not editable. */
  picker: z.nullable(z.string()),
  editable: z.boolean(),
  provenance: z.nullable(provenance),
  issue: z.nullable(billIssue),
});
export type PairValue = z.infer<typeof pairValue>;

export const pairRow = z.object({
  index: z.int(),
  sourceTitle: z.string(),
  sourceNote: z.string(),
  sourceAmount: z.nullable(z.string()),
  amount: z.nullable(amount),
  fields: z.array(pairValue),
});
export type PairRow = z.infer<typeof pairRow>;

export const timelineEntry = z.object({
  at: instant,
  actor: z.string(),
  what: z.string(),
  note: z.nullable(z.string()),
});
export const stepReceipt = z.object({
  step: z.enum(['save', 'submit', 'audit', 'unsubmit', 'unaudit', 'delete', 'probe']),
  attempt: z.int(),
  outcome: z.enum(['open', 'done', 'refused', 'unknown', 'not-sent']),
  message: z.nullable(z.string()),
  startedAt: instant,
  endedAt: z.nullable(instant),
});
export const writeback = z.object({
  kind: z.enum(['comment', 'notice']),
  state: z.enum(['due', 'sending', 'sent', 'in-doubt', 'refused']),
  text: z.string(),
  message: z.nullable(z.string()),
  sentAt: z.nullable(instant),
  /** callBackStrategy of interface.md. */
  callback: z.object({
    strategyId: z.string(),
    id: z.string(),
    business_id: z.string(),
    name: z.string(),
    originator_userid: z.string(),
  }),
});

/** A bill that stands in Kingdee, or would stand there as ours, side by side with the others. */
export const comparedBill = z.object({
  billNo: z.string(),
  /** Kingdee's internal id; null for ours. */
  kingdeeId: z.nullable(z.string()),
  /** Kingdee's words for its status, e.g. 审核中; null for ours. */
  status: z.nullable(z.string()),
  thirdBillNo: z.string(),
  orgNumber: z.string(),
  currency: z.string(),
  amount: z.nullable(amount),
});
export type ComparedBill = z.infer<typeof comparedBill>;
/** Why a bill that Kingdee holds may not stand: what happened in Kingdee, or to the approval. */
export const REVERSAL_CAUSES = [
  'deleted',
  'cancelled',
  'two-found',
  'un-audited',
  'amount',
  'payee',
  'organisation',
  'currency',
  'modified',
  'revoked',
] as const;
export type ReversalCause = (typeof REVERSAL_CAUSES)[number];
/** What we sent, beside what Kingdee holds now or the changed approval says; null: nothing there any more. */
export const reversal = z.object({
  causes: z.array(z.enum(REVERSAL_CAUSES)),
  /** Whose words stand on the right: Kingdee's, or the changed approval's. */
  against: z.enum(['kingdee', 'approval']),
  lines: z.array(
    z.object({
      label: z.string(),
      sent: z.string(),
      now: z.nullable(z.string()),
      /** Under the changed approval's lines: what Kingdee holds otherwise than it was sent. */
      inKingdee: z.optional(z.literal(true)),
    }),
  ),
});
export type Reversal = z.infer<typeof reversal>;

/** Whose word a decision would be: nobody else is needed; the first of two, a request; the second, who confirms; this person's own open request. */
export const turn = z.enum(['alone', 'first', 'second', 'own']);
export type Turn = z.infer<typeof turn>;
const turns = z.object({ exclude: turn, stands: turn, reversed: turn });
export type Turns = z.infer<typeof turns>;

export const billDetail = z.extend(billSummary, {
  title: z.string(),
  schemeId: z.string(),
  schemeName: z.string(),
  schemeVersion: z.int(),
  formName: z.string(),
  processInstanceId: z.string(),
  originatorUserId: z.string(),
  originatorName: z.string(),
  businessDate: z.nullable(businessDate),
  contentHash: z.nullable(z.string()),
  header: z.array(pairValue),
  rows: z.array(pairRow),
  /** Controls that are carried along without conversion: label → text, accounts masked. */
  others: z.array(z.object({ label: z.string(), text: z.string() })),
  totals: z.object({
    form: z.nullable(amount),
    rows: z.nullable(amount),
    payable: z.nullable(amount),
    agree: z.boolean(),
  }),
  checks: z.array(z.object({ label: z.string(), state: z.enum(['ok', 'amber', 'red', 'unknown']), note: z.string() })),
  issues: z.array(billIssue),
  /** What this person put where the form says who is paid, and can take back: the field, and both values in words. */
  ownChanges: z.array(z.object({ path: z.string(), words: z.string() })),
  /** `photo`: where a picture can be shown from; null = the original is opened in DingTalk. */
  /** In the order of the form; each is fetched at /api/bills/{id}/files/{place}. */
  attachmentList: z.array(z.object({ name: z.string(), kind: z.string(), photo: z.boolean() })),
  approvedBy: z.nullable(z.string()),
  approvedAt: z.nullable(instant),
  /** Why the last approval no longer counts; null when it does or there was none. */
  approvalVoided: z.nullable(z.string()),
  kingdeeId: z.nullable(z.string()),
  trouble: z.nullable(
    z.object({
      class: z.string(),
      sentence: z.string(),
      nextStep: z.string(),
      since: instant,
      nextProbeAt: z.nullable(instant),
      /** Path of the value that Kingdee refused, where it names one that may be chosen anew. */
      path: z.nullable(z.string()),
      /** Where Kingdee holds two bills, or one that differs: what stands there, and ours to compare. */
      compare: z.nullable(
        z.object({
          ours: comparedBill,
          stored: z.array(comparedBill),
          /** Words for what differs, e.g. 金额. */
          differs: z.array(z.string()),
        }),
      ),
    }),
  ),
  /** 交给金蝶处理: who stopped working on it here; null where nobody did. */
  handedOver: z.nullable(z.object({ by: z.string(), at: instant })),
  /** Set while the state is reversal-needed. */
  reversal: z.nullable(reversal),
  timeline: z.array(timelineEntry),
  receipts: z.array(stepReceipt),
  writebacks: z.array(writeback),
  /** Whatever may be done with a bill, with whether this person may do it now and why not. */
  actions: z.array(offeredAction),
  /** Why what the bill waits for is not for this person, as a sentence; null where it is, or where it waits for nobody. */
  why: z.nullable(z.string()),
  /** What two people may have to say, as it would be if this person said it now. `reversed`: where Kingdee does not say that it is gone. */
  turns,
  /** This person's own open request, and who could confirm it; null where none is open. */
  requested: z.nullable(z.string()),
});
export type BillDetail = z.infer<typeof billDetail>;

/** Writes carry the version the person looked at. Amber issues need a note to approve. */
export const approveBill = z.object({ version: z.int().check(z.minimum(1)), note: z.optional(reason(500)) });
export type ApproveBill = z.infer<typeof approveBill>;
/** POST hold, release, exclude, ask-applicant, unapprove, reversed, stands. */
export const reasonedAction = z.object({ version: z.int().check(z.minimum(1)), reason: reason(500) });
export type ReasonedAction = z.infer<typeof reasonedAction>;
/** 已在金蝶冲销. `stillThere`: the person knows that Kingdee still shows the bill, or could not be asked. */
export const reversedAction = z.extend(reasonedAction, { stillThere: z.optional(z.boolean()) });
export type ReversedAction = z.infer<typeof reversedAction>;

/** POST adopt: the number under which a person sees the bill in Kingdee; it is asked for before it is believed. */
export const adoptBill = z.object({
  version: z.int().check(z.minimum(1)),
  number: z.string().check(z.trim(), z.regex(/^[\w\-./~]{1,80}$/)),
});
export type AdoptBill = z.infer<typeof adoptBill>;

/** Bills one by one, each with the version that was looked at. */
export const seenBills = z.object({
  items: z.array(z.object({ id: z.string(), version: z.int() })).check(z.minLength(1), z.maxLength(2000)),
});
export type SeenBills = z.infer<typeof seenBills>;
/**
 * Several bills at once: each with the version that was looked at, or a frozen selection with the count and sum that the button said.
 * A bill that has changed since is left alone; a selection that is not what was shown is refused whole.
 */
export const billRefs = z.union([seenBills, z.object({ selectionId: z.string(), shown: countAndSum })]);
export type BillRefs = z.infer<typeof billRefs>;
export const batchResult = z.object({
  done: countAndSum,
  /** Left alone, each with the reason; those of one `code` have one cause, whatever their sentences name. */
  skipped: z.array(
    z.object({ id: z.string(), payee: z.string(), amount: z.nullable(amount), code: z.string(), reason: z.string() }),
  ),
});
export type BatchResult = z.infer<typeof batchResult>;

/** POST /api/bills/approve/preview: what 通过 of these bills comes to, before it is done. */
export const approvePreview = z.object({
  eligible: countAndSum,
  largest: z.array(
    z.object({
      id: z.string(),
      payee: z.string(),
      department: z.string(),
      purpose: z.string(),
      amount: z.nullable(amount),
    }),
  ),
  /** Among the eligible: worth a look of their own. */
  large: countAndSum,
  withoutFiles: countAndSum,
  /** From which sum on a bill counts as large. */
  largeFrom: amount,
  /** What is left out, one line per cause, with the first bills of each. */
  leftOut: z.array(
    z.object({
      reason: z.string(),
      ...countAndSum.shape,
      first: z.array(z.object({ id: z.string(), payee: z.string(), amount: z.nullable(amount) })),
    }),
  ),
});
export type ApprovePreview = z.infer<typeof approvePreview>;

/** POST /api/bills/actions: what may be done with bills that were ticked one by one. */
export const bulkOffers = z.object({
  actions: z.array(bulkOffer),
  /** Ids of those that are others by now: they fit nothing until the person has looked. */
  changed: z.array(z.string()),
});
export type BulkOffers = z.infer<typeof bulkOffers>;

/** What narrows a list, without its pages. */
export const createSelection = z.omit(billQuery, { cursor: true, limit: true, sort: true });
export type CreateSelection = z.infer<typeof createSelection>;
/** What the button said when it was pressed; `mark` of the group, where it was a group's. */
export const shownBills = z.extend(countAndSum, { mark: z.optional(z.string().check(z.regex(/^\d{1,15}-\d{1,15}$/))) });
export type ShownBills = z.infer<typeof shownBills>;
/** POST /api/selections: freezes ids with version and amount for ten minutes; refused where they are not what was shown. */
export const freezeSelection = z.extend(createSelection, { shown: z.optional(shownBills) });
export type FreezeSelection = z.infer<typeof freezeSelection>;
export const selection = z.object({
  id: z.string(),
  ...countAndSum.shape,
  expiresAt: instant,
  /** Frozen bills that have changed or left since. */
  changed: z.array(z.object({ id: z.string(), payee: z.string(), reason: z.string() })),
  /** What may be done with them now; one that has changed fits nothing any more. */
  actions: z.array(bulkOffer),
});
export type Selection = z.infer<typeof selection>;

export const revealAccount = z.object({ account: z.string() });
export type RevealAccount = z.infer<typeof revealAccount>;
