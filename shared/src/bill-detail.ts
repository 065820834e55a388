import * as z from 'zod/mini';
import { billIssue, billState, billSummary } from './bill.js';
import { offeredAction } from './bill-action.js';
import { amount } from './money.js';
import { businessDate, instant } from './page.js';

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
  /** What this mapping changed of the bill, each as a sentence; absent where nothing, and for what was mapped before it was kept. */
  changes: z.optional(z.array(z.string())),
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
  id: z.string(),
  /** As it was shown: what changed since is not tried again. */
  seenAt: instant,
  /** What it is about: booked, ask, … */
  event: z.string(),
  kind: z.enum(['comment', 'notice']),
  /** `dropped`: what it says was not so any more before it could leave. */
  state: z.enum(['due', 'sending', 'sent', 'in-doubt', 'refused', 'dropped']),
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
  'landed-late',
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
const turns = z.object({ exclude: turn, 'handle-outside': turn, restore: turn, stands: turn, reversed: turn });
export type Turns = z.infer<typeof turns>;

export const billDetail = z.extend(billSummary, {
  title: z.string(),
  schemeId: z.string(),
  schemeName: z.string(),
  schemeVersion: z.int(),
  /** What a person calls that version; "". */
  schemeVersionLabel: z.string(),
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
    /** Σ rows, before anything is taken off. */
    rows: z.nullable(amount),
    /** What the form takes off (净额); null where the scheme takes nothing off. */
    offset: z.nullable(amount),
    payable: z.nullable(amount),
    agree: z.boolean(),
    /** What the other bills of the approval pay, where it became several: `form` is then what the form's total leaves for this one. */
    others: z.optional(z.nullable(amount)),
  }),
  /** The other bills of its approval, in their order; absent where there are none. */
  siblings: z.optional(
    z.array(
      z.object({ id: z.string(), place: z.int(), payee: z.string(), amount: z.nullable(amount), state: billState }),
    ),
  ),
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
  /** What the approval said before, and says since it was changed in DingTalk after it had passed; null where it was not. */
  sourceEdit: z.nullable(
    z.object({
      at: instant,
      lines: z.array(z.object({ label: z.string(), before: z.string(), after: z.string() })),
      more: z.int(),
    }),
  ),
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
  /** What people call the bill in Kingdee: 付款单, 其他应付单. */
  called: z.string(),
  handedOver: z.nullable(z.object({ by: z.string(), at: instant })),
  /** Who put it aside or left it out, and since when it is; null where the program did, or it is not. */
  parked: z.nullable(z.object({ by: z.string(), at: instant })),
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
