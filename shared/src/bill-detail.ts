import * as z from 'zod/mini';
import { billIssue, billState, billSummary } from './bill.js';
import { offeredAction } from './bill-action.js';
import { amount } from './money.js';
import { businessDate, instant } from './page.js';

/** Sources of a value: the form unchanged, a mapping table, a rule, a default, a manual change on this bill (product.md §4). */
export const PROVENANCE_KINDS = ['form', 'table', 'rule', 'default', 'hand'] as const;
export type ProvenanceKind = (typeof PROVENANCE_KINDS)[number];
export const PROVENANCE_WORDS: Readonly<Record<ProvenanceKind, string>> = {
  form: '原值',
  table: '映射表',
  rule: '规则',
  default: '默认',
  hand: '人工',
};

/** Provenance（来由）: why a value is what it is (product.md §4). */
export const provenance = z.object({
  kind: z.enum(PROVENANCE_KINDS),
  /** Sentence: "映射表 费用项目 v12：市内交通". */
  reference: z.string(),
  /** Result of a mapping table: "CI0012 差旅费-市内交通"; "" for every other kind, or if it gave nothing. */
  gave: z.string(),
  version: z.string(),
  /** Row behind a mapping table's value: the table's name, its code if it still exists, and the key as printed; null for every other kind. */
  lookup: z.nullable(z.object({ table: z.string(), code: z.nullable(z.string()), key: z.string() })),
  actor: z.nullable(z.string()),
  at: z.nullable(instant),
  /** The precedence ladder in words, top first; `value` is the result of that rung, null if it has none. */
  ladder: z.array(z.object({ rung: z.string(), value: z.nullable(z.string()), hit: z.boolean() })),
});
export type Provenance = z.infer<typeof provenance>;

/** One mapped field beside its source. */
export const pairValue = z.object({
  path: z.string(),
  label: z.string(),
  /** Text on the approval; "" if no control feeds the field. Account numbers are masked. */
  source: z.string(),
  sourceLabel: z.string(),
  /** Kingdee number or plain value; null = no value yet. */
  value: z.nullable(z.string()),
  /** Name of a number's entry, "" otherwise. */
  valueName: z.string(),
  /** Base data to choose from when this field is fixed by hand; null = free text or not editable. */
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
  /** Changes of the bill by this mapping, one sentence each; absent if there are none, and for mappings from before they were kept. */
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
  /** Time of its last change, as shown; a retry sends it back and is skipped if the write-back has changed since. */
  seenAt: instant,
  /** Event of the write-back: booked, ask, … */
  event: z.string(),
  kind: z.enum(['comment', 'notice']),
  /** `dropped`: the statement was no longer true before it could be sent. */
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

/** A bill in Kingdee, or ours as it would be there, for comparison. */
export const comparedBill = z.object({
  billNo: z.string(),
  /** Kingdee's internal id; null for ours. */
  kingdeeId: z.nullable(z.string()),
  /** Kingdee's words for the status, e.g. 审核中; null for ours. */
  status: z.nullable(z.string()),
  thirdBillNo: z.string(),
  orgNumber: z.string(),
  currency: z.string(),
  amount: z.nullable(amount),
});
export type ComparedBill = z.infer<typeof comparedBill>;
/** Reasons why a booked bill may need reversal: events in Kingdee, or changes of the approval. */
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
/** Our values beside Kingdee's current values or the changed approval's; null: gone. */
export const reversal = z.object({
  causes: z.array(z.enum(REVERSAL_CAUSES)),
  /** Source of the right column: Kingdee, or the changed approval. */
  against: z.enum(['kingdee', 'approval']),
  lines: z.array(
    z.object({
      label: z.string(),
      sent: z.string(),
      now: z.nullable(z.string()),
      /** Follows the changed approval's lines: a value in Kingdee that differs from what was sent. */
      inKingdee: z.optional(z.literal(true)),
    }),
  ),
});
export type Reversal = z.infer<typeof reversal>;

/**
 * Role of this person's decision: alone, no second person is needed; first of two, a request; second, a confirmation; own, the person's own request
 * is open.
 */
export const turn = z.enum(['alone', 'first', 'second', 'own']);
export type Turn = z.infer<typeof turn>;
const turns = z.object({ exclude: turn, 'handle-outside': turn, restore: turn, stands: turn, reversed: turn });
export type Turns = z.infer<typeof turns>;

export const billDetail = z.extend(billSummary, {
  title: z.string(),
  schemeId: z.string(),
  schemeName: z.string(),
  schemeVersion: z.int(),
  /** A person's name for that version; "" if none. */
  schemeVersionLabel: z.string(),
  formName: z.string(),
  processInstanceId: z.string(),
  originatorUserId: z.string(),
  originatorName: z.string(),
  businessDate: z.nullable(businessDate),
  contentHash: z.nullable(z.string()),
  header: z.array(pairValue),
  rows: z.array(pairRow),
  /** Controls that are passed on without conversion: label → text, account numbers masked. */
  others: z.array(z.object({ label: z.string(), text: z.string() })),
  totals: z.object({
    form: z.nullable(amount),
    /** Σ rows, before deductions. */
    rows: z.nullable(amount),
    /** Deductions of the form (净额); null if the scheme deducts nothing. */
    offset: z.nullable(amount),
    payable: z.nullable(amount),
    agree: z.boolean(),
    /** Sum of the approval's other bills, if it became several: `form` is then the part of the form's total that is left for this bill. */
    others: z.optional(z.nullable(amount)),
  }),
  /** The other bills of its approval, in order; absent if there are none. */
  siblings: z.optional(
    z.array(
      z.object({ id: z.string(), place: z.int(), payee: z.string(), amount: z.nullable(amount), state: billState }),
    ),
  ),
  checks: z.array(z.object({ label: z.string(), state: z.enum(['ok', 'amber', 'red', 'unknown']), note: z.string() })),
  issues: z.array(billIssue),
  /** This person's changes of the form's payee, which they can take back: the field, and both values in words. */
  ownChanges: z.array(z.object({ path: z.string(), words: z.string() })),
  /** `photo`: true if a picture can be shown from; else the original is opened in DingTalk. */
  /** In the order of the form; each file is at /api/bills/{id}/files/{place}. */
  attachmentList: z.array(z.object({ name: z.string(), kind: z.string(), photo: z.boolean() })),
  approvedBy: z.nullable(z.string()),
  approvedAt: z.nullable(instant),
  /** Reason why the last approval (审核) no longer counts; null if it counts or if there was none. */
  approvalVoided: z.nullable(z.string()),
  /** Values before and after a change in DingTalk that followed the approval's end; null if there was no change. */
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
      /** Path of the refused value, if Kingdee names one that can be chosen again. */
      path: z.nullable(z.string()),
      /** If Kingdee holds two bills, or one that differs: its bills, and ours to compare. */
      compare: z.nullable(
        z.object({
          ours: comparedBill,
          stored: z.array(comparedBill),
          /** Words for the differences, e.g. 金额. */
          differs: z.array(z.string()),
        }),
      ),
    }),
  ),
  /** Name of the bill in Kingdee: 付款单, 其他应付单. */
  called: z.string(),
  /** 交给金蝶处理: person who stopped the work on it here, and when; null if nobody did. */
  handedOver: z.nullable(z.object({ by: z.string(), at: instant })),
  /** Person who held or excluded the bill, and when; null if the program did, or if it is neither. */
  parked: z.nullable(z.object({ by: z.string(), at: instant })),
  /** Set while the state is reversal-needed. */
  reversal: z.nullable(reversal),
  timeline: z.array(timelineEntry),
  receipts: z.array(stepReceipt),
  writebacks: z.array(writeback),
  /** Every action on a bill, with whether this person may do it now, and if not, why. */
  actions: z.array(offeredAction),
  /** Reason why this person may not do what the bill waits for, as a sentence; null if they may, or if it waits for nobody. */
  why: z.nullable(z.string()),
  /** This person's role in decisions that may need two people. `reversed`: for a bill that Kingdee does not show as gone. */
  turns,
  /** This person's own open request, and who could confirm it; null if none is open. */
  requested: z.nullable(z.string()),
});
export type BillDetail = z.infer<typeof billDetail>;
