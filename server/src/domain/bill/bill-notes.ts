import type { BillSummary } from '@dingdee/shared/bill';
import type { Reversal } from '@dingdee/shared/bill-detail';
import { reversal as reversalShape } from '@dingdee/shared/bill-detail';
import type { Reached } from '@dingdee/shared/bill-state';
import { type Amount, amount } from '@dingdee/shared/money';
import type { PaidBy } from '@dingdee/shared/outside';
import * as z from 'zod/mini';
import { asClause } from '../../problem/clause.js';
import type { CallStep, InverseStep } from './push-steps.js';
import type { Refusal, RefusalClass } from './refusal.js';

/**
 * Every note that a bill may carry, by its name: JSON in bill.state, written whole with every move. No bill carries all of them; what one
 * carries in its state is `NotesOf` (stored-state.ts). Whoever only reads takes this: a note that the state does not carry is absent.
 */
export interface BillNotes {
  /** Why it stands still or is in doubt. */
  trouble?: Trouble | CaseTrouble | undefined;
  /** The order by which it was last confirmed, and who did. */
  orderId?: string;
  by?: string;
  byName?: string;
  /** 挂起, 排除 … in the person's words. */
  reason?: string;
  /** It is held by a question to the applicant, and nothing else has held it since. */
  question?: true;
  /** What the applicant said last since they were asked. */
  answer?: string;
  /** A person asked for a look, or the next one must not wait. */
  askNow?: true | undefined;
  /** Kingdee was seen to keep no key of ours for it. */
  keyless?: boolean;
  /** The next call of this step carries answers to Kingdee's prompts. */
  answering?: boolean | undefined;
  /** How often this step was refused as busy. */
  busy?: number | undefined;
  /** How often Kingdee has called its number taken. */
  taken?: number;
  /** Somebody has said that it goes on although its approval carries our comment. */
  commented?: true;
  /** What the person who approved was told and confirmed. */
  note?: string;
  payeeHands?: readonly unknown[];
  singlePerson?: boolean;
  own?: boolean;
  ownHand?: boolean;
  withdrawal?: Withdrawal | undefined;
  handedOver?: { by: string; byName: string; at: number } | undefined;
  /** What the watch said last of a halted bill, and what stood there before. */
  watchSaid?: WatchSaid;
  reversal?: ReversalCase;
  standsDespite?: readonly string[];
  amendedBy?: readonly string[];
  awaits?: Awaits;
  asked?: Asked;
  /** Settled as reversed in Kingdee, by whom. */
  reversed?: true;
  settledBy?: string;
  /** Which bill in Kingdee paid it outside of us, and how Kingdee answered when it was said. */
  paidBy?: PaidBy;
  /** What it changes may have been paid otherwise, and who let it go on: somebody else approves it. */
  cleared?: Cleared;
}

/** A doubt that one person has cleared. `sentence`: what it waited for. */
export interface Cleared {
  by: string;
  byName: string;
  sentence: string;
}

/** A question to its applicant holds it, and nobody has seen an answer: it may be asked again. */
export const waitsForAnswer = ({ question, answer, awaits, asked }: Readonly<BillNotes>): boolean =>
  question === true && answer === undefined && awaits === undefined && asked === undefined;

/** A bill in Kingdee, in short. */
export interface StoredBrief {
  id: string;
  billNo: string;
  thirdBillNo: string;
  /** Z 暂存, A 创建, B 审核中, C 已审核, D 重新审核. */
  status: 'Z' | 'A' | 'B' | 'C' | 'D';
  orgNumber: string;
  currency: string;
  total: Amount;
  /** 已付款, every row; absent where the customer's form has no field that says so. */
  paid?: boolean;
  /** 已作废; absent where the form was not asked or does not say. */
  cancelled?: boolean;
}

/** Why a bill stands still, besides what Kingdee refused. */
export const STANDSTILLS = [
  'transport',
  'in-doubt',
  'two-found',
  'differs',
  'stopped',
  'gone',
  'absent',
  'audited',
  'handed-over',
] as const;

/** Why a bill stands still or is in doubt; kept in bill.state and shown. */
export interface Trouble {
  class: RefusalClass | (typeof STANDSTILLS)[number];
  step: CallStep;
  sentence: string;
  nextStep: string;
  since: number;
  /** Where the process that made the call died: until when it may have left. */
  leftBy?: number;
  /** Kingdee's own words. */
  messages: readonly string[];
  /** Kingdee's field keys that it named. */
  fields?: readonly string[];
  /** Where Kingdee holds two bills, or one that differs: what stands there. */
  stored?: readonly StoredBrief[];
  differs?: readonly string[];
}

/** What a bill in 待冲销 says; no step of a push is the matter. */
export interface CaseTrouble {
  class: 'reversal';
  sentence: string;
  nextStep: string;
  since: number;
}

/**
 * True where only a person can find out whether the bill was paid before, or what Kingdee holds of it: they decide on its own page, and
 * never with others.
 * @param of class of its trouble. @param kingdeeNo its number in Kingdee; null where nothing of it is known there.
 */
export const isDecidedAlone = (of: string, kingdeeNo: string | null): boolean =>
  kingdeeNo === null && of !== 'transport' && STANDSTILLS.some((one) => one === of);

/** The trouble of a push; null where there is none, or where it is a case that a person settles. */
export const pushTroubleOf = ({ trouble }: BillNotes): Trouble | null =>
  trouble === undefined || trouble.class === 'reversal' ? null : trouble;

/** What the watch said, and how the lists offered and grouped the bill before. */
export interface WatchSaid {
  key?: string;
  before?: BillNotes['trouble'];
  listed?: { action?: BillSummary['action']; reason_key?: string } | undefined;
}

/** 撤回并删除 as it is kept in bill.state while it goes on. */
export interface Withdrawal {
  by: string;
  byName: string;
  at: number;
  /** What the person saw of it in Kingdee. */
  from: Reached;
  /** Kingdee's Id of the bill that they saw; null where it is not known. */
  kingdeeId: string | null;
  /** Inverse calls sent so far. */
  sent: number;
  /** The receipt of a deletion that Kingdee answered, and when; a look after it has the last word. */
  deleted?: { receipt: string; at: number };
  /** Kingdee refused this repeat: the call before it may have been carried out late, and a look tells. */
  refused?: { step: InverseStep; refusal: Refusal };
  /** A person has to look: nothing more is sent for this withdrawal. */
  stopped?: boolean;
}

/** Null where none goes on. */
export const withdrawalOf = ({ withdrawal }: BillNotes): Withdrawal | null => withdrawal ?? null;

/** A bill that Kingdee holds and that may not stand: kept in bill.state, shown side by side, settled by a person (product.md §1). */
export interface ReversalCase extends Reversal {
  sentence: string;
  nextStep: string;
  since: number;
  /** Instance ids of the approvals that changed or cancelled this one. */
  amendments: readonly string[];
  /** What Kingdee held when last asked; null where it holds nothing, or the case is not about Kingdee. */
  held: Held | null;
  /** Kingdee went on with it in another form before we could book it: where it stands after all, it is booked then. */
  unbooked?: boolean;
}

/** A bill in Kingdee, as far as a change of it matters. */
export interface Held {
  status: string;
  total: string;
  contactUnit: string;
  /** Absent in what was kept before they were compared. */
  receivingUnit?: string | undefined;
  /** Which kind of unit each is: employee, supplier. */
  contactUnitType?: string | undefined;
  receivingUnitType?: string | undefined;
  orgNumber?: string | undefined;
  currency?: string | undefined;
  cancelled: boolean;
  /** Kingdee Ids of other bills under our keys. */
  others: readonly string[];
  /** Who gets how much by its rows. */
  rows?: readonly PaidRow[] | undefined;
}
/** A row as it was sent or as Kingdee stores it, as far as it says who gets how much. */
export interface PaidRow {
  amount: Amount;
  fields: Readonly<Record<string, string>>;
}
const paidRowShape = z.object({ amount, fields: z.record(z.string(), z.string()) });
const heldShape = z.object({
  status: z.string(),
  total: z.string(),
  contactUnit: z.string(),
  receivingUnit: z.optional(z.string()),
  contactUnitType: z.optional(z.string()),
  receivingUnitType: z.optional(z.string()),
  orgNumber: z.optional(z.string()),
  currency: z.optional(z.string()),
  cancelled: z.boolean(),
  others: z.array(z.string()),
  rows: z.optional(z.array(paidRowShape)),
});
/** @param json JSON text or null. */
export function readHeld(json: string | null): Held | null {
  const read = json === null ? null : heldShape.safeParse(JSON.parse(json));
  return read?.success ? read.data : null;
}

/** What of bill.state is about changes after booking; everything may be missing. */
export const caseShape = z.extend(reversalShape, {
  sentence: z.string(),
  nextStep: z.string(),
  since: z.number(),
  amendments: z.array(z.string()),
  held: z.nullable(heldShape),
  unbooked: z.optional(z.boolean()),
});
export const awaitsShape = z.object({ standing: z.boolean(), sentence: z.string() });

/** Begins the label of a line that says what Kingdee holds, under the lines of a changed approval. */
export const IN_KINGDEE = '金蝶里的';

/** The case of a bill; null for one without. */
export const caseOf = ({ reversal }: BillNotes): ReversalCase | null => reversal ?? null;

/** Amendments despite which a person said that the bill stands. */
export const standsDespite = (state: BillNotes): readonly string[] => state.standsDespite ?? [];

/** Amendments that a halted bill has been told of. */
export const amendedBy = (state: BillNotes): readonly string[] => state.amendedBy ?? [];

/** Why a changed approval's own bill is held; `standing`: Kingdee holds the original, so nobody may release it. */
export interface Awaits {
  standing: boolean;
  sentence: string;
}
export const awaitsOf = ({ awaits }: BillNotes): Awaits | null => awaits ?? null;

/** What one person asked for and another is to confirm: kept in bill.state. */
export const askedShape = z.object({
  what: z.enum(['stands', 'reversed', 'exclude', 'handle-outside', 'restore']),
  by: z.string(),
  byName: z.string(),
  reason: z.string(),
  /** What Kingdee said of it then; absent where it was not asked. */
  seen: z.optional(z.enum(['there', 'unanswered'])),
  /** Of 线下已处理: which bill in Kingdee is said to have paid it. Who confirms names the same. */
  number: z.optional(z.string()),
});
export type Asked = z.infer<typeof askedShape>;

/** The open request of a bill; null where there is none of this kind. */
export const askedOf = ({ asked }: BillNotes, what: Asked['what']): Asked | null =>
  asked?.what === what ? asked : null;

/** Whether two who say 线下已处理 mean the same payment; Kingdee does not tell cases apart. */
export const sameNumber = (one: string | undefined, other: string | undefined): boolean =>
  one?.toUpperCase() === other?.toUpperCase();

/** Which bill was said to have paid it, and who cleared its doubt: both go with a bill as long as nothing of it was sent. */
export const saidPaid = ({ paidBy, cleared }: BillNotes): Pick<BillNotes, 'paidBy' | 'cleared'> => ({
  ...(paidBy === undefined ? {} : { paidBy }),
  ...(cleared === undefined ? {} : { cleared }),
});

/** What whoever approves it again reads first. */
export const saidPaidWords = ({ number }: PaidBy): string =>
  `曾记为线下已处理：有人说金蝶单据 ${number} 付过这一笔，之后被撤销。先到金蝶核对它没有付`;

/** The same of a changed approval: what the first of two people has looked at. */
export const clearedWords = ({ byName, sentence }: Cleared): string =>
  `${byName}取消了挂起，要另一个人核对后通过。挂起的原因：${asClause(sentence)}`;

/** The notes without the open request. */
export const withoutAsked = ({ asked: _, ...rest }: BillNotes): BillNotes => rest;
