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
 * All notes that a bill may carry, by name: JSON in bill.state, written whole with every transition. No bill carries all of them: `NotesOf`
 * (stored-state.ts) lists the notes of each state. Code that only reads uses this type; a note that the state does not carry is absent.
 */
export interface BillNotes {
  /** Why the bill stands still or is in doubt. */
  trouble?: Trouble | CaseTrouble | undefined;
  /** Order in which the bill was last confirmed, and who confirmed it. */
  orderId?: string;
  by?: string;
  byName?: string;
  /** Reason of 挂起, 排除 … in the person's words. */
  reason?: string;
  /** A question to the applicant holds the bill, and nothing else has held it since. */
  question?: true;
  /** The applicant's latest answer since the question. */
  answer?: string;
  /** A person asked for a look, or the next look must not wait. */
  askNow?: true | undefined;
  /** Kingdee was seen to store no key of ours with the bill. */
  keyless?: boolean;
  /** The next call of this step carries answers to Kingdee's prompts. */
  answering?: boolean | undefined;
  /** Number of times that Kingdee refused this step as busy. */
  busy?: number | undefined;
  /** Number of times that Kingdee reported the bill's number as taken. */
  taken?: number;
  /** A person has decided that the bill continues although its approval carries our comment. */
  commented?: true;
  /** Hash of the payee that the target system filled in or replaced and that a person has accepted with 继续; "" if it must be asked about first. */
  filled?: string;
  /** Payees that the target system put in place of those that were sent, as a person was shown them, and the hash of what was shown. */
  replaced?: { key: string; rows: readonly PaidRow[] };
  /** Text that the approver was shown and confirmed. */
  note?: string;
  payeeHands?: readonly unknown[];
  singlePerson?: boolean;
  own?: boolean;
  ownHand?: boolean;
  withdrawal?: Withdrawal | undefined;
  handedOver?: { by: string; byName: string; at: number } | undefined;
  /** Last finding of the watch on a halted bill, and the values before it. */
  watchSaid?: WatchSaid;
  reversal?: ReversalCase;
  /** What people let the bill stand despite: instance ids of changed approvals; `deleted`: Kingdee holds it no more. */
  standsDespite?: readonly string[];
  amendedBy?: readonly string[];
  awaits?: Awaits;
  asked?: Asked;
  /** Settled as reversed in Kingdee, and by whom. */
  reversed?: true;
  settledBy?: string;
  /** Kingdee held the bill no more when it was settled as reversed: nobody has confirmed anything about a bill that is there again. */
  seenGone?: true;
  /** The bill in Kingdee that paid this one outside the program, and Kingdee's answer when this was recorded. */
  paidBy?: PaidBy;
  /** Set if the original of this changed bill may have been paid otherwise: who let the bill continue. Another person must approve it. */
  cleared?: Cleared;
}

/** A doubt that one person has cleared. `sentence` says why the bill waited. */
export interface Cleared {
  by: string;
  byName: string;
  sentence: string;
}

/** Returns whether a question to the applicant holds the bill and nobody has seen an answer: the question may be repeated. */
export const waitsForAnswer = ({ question, answer, awaits, asked }: Readonly<BillNotes>): boolean =>
  question === true && answer === undefined && awaits === undefined && asked === undefined;

/** A bill in Kingdee, in short form. */
export interface StoredBrief {
  id: string;
  billNo: string;
  thirdBillNo: string;
  /** Z 暂存, A 创建, B 审核中, C 已审核, D 重新审核. */
  status: 'Z' | 'A' | 'B' | 'C' | 'D';
  orgNumber: string;
  currency: string;
  total: Amount;
  /** 已付款 on every row; absent if the customer's form has no field for it. */
  paid?: boolean;
  /** 已作废; absent if the form was not asked or does not say. */
  cancelled?: boolean;
}

/** Reasons why a bill stands still, besides Kingdee's refusals. */
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
  /** Latest time at which the call may have been sent; set if the process that made the call died. */
  leftBy?: number;
  /** Messages in Kingdee's own words. */
  messages: readonly string[];
  /** Kingdee's keys of the fields that it named. */
  fields?: readonly string[];
  /** The bills in Kingdee, if it holds two, or one that differs. */
  stored?: readonly StoredBrief[];
  differs?: readonly string[];
  /** Hash of the payee that the target system filled in and that the sentence shows; 继续 on this trouble accepts exactly it. */
  payee?: string;
}

/** Trouble of a bill in 待冲销; it belongs to no step of a push. */
export interface CaseTrouble {
  class: 'reversal';
  sentence: string;
  nextStep: string;
  since: number;
}

/**
 * Returns true if only a person can find out whether the bill was paid before, or what Kingdee holds of it: the person decides on the bill's own
 * page, never for several bills at once.
 * @param of class of the bill's trouble.
 * @param kingdeeNo number of the bill in Kingdee; null if nothing of it is known there.
 */
export const isDecidedAlone = (of: string, kingdeeNo: string | null): boolean =>
  kingdeeNo === null && of !== 'transport' && STANDSTILLS.some((one) => one === of);

/** Returns the trouble of a push; null if there is none, or if it is a case that a person settles. */
export const pushTroubleOf = ({ trouble }: BillNotes): Trouble | null =>
  trouble === undefined || trouble.class === 'reversal' ? null : trouble;

/** Returns the trouble of a push for a new sentence: that shows no payee, so 继续 on it accepts none. */
export function underNewSentence(notes: BillNotes): Partial<Omit<Trouble, 'payee'>> {
  const { payee: _, ...rest } = pushTroubleOf(notes) ?? {};
  return rest;
}

/** Finding of the watch, and the action and group of the bill in lists before it. */
export interface WatchSaid {
  key?: string;
  before?: BillNotes['trouble'];
  listed?: { action?: BillSummary['action']; reason_key?: string } | undefined;
}

/** A withdrawal (撤回并删除) in progress, as kept in bill.state. */
export interface Withdrawal {
  by: string;
  byName: string;
  at: number;
  /** How far the bill had got in Kingdee, as the person saw it. */
  from: Reached;
  /** Kingdee's Id of the bill that the person saw; null if it is unknown. */
  kingdeeId: string | null;
  /** Number of inverse calls sent so far. */
  sent: number;
  /** Receipt and time of a deletion that Kingdee answered; a look after it has the last word. */
  deleted?: { receipt: string; at: number };
  /** Set if Kingdee refused this repeated call: the call before it may have been carried out late, and a look decides. */
  refused?: { step: InverseStep; refusal: Refusal };
  /** A person has to look: nothing more is sent for this withdrawal. */
  stopped?: boolean;
}

/** Returns the withdrawal in progress; null if there is none. */
export const withdrawalOf = ({ withdrawal }: BillNotes): Withdrawal | null => withdrawal ?? null;

/** A bill in Kingdee that may have to be reversed: kept in bill.state, shown side by side, settled by a person (product.md §1). */
export interface ReversalCase extends Reversal {
  sentence: string;
  nextStep: string;
  since: number;
  /** Instance ids of the approvals that changed or cancelled this one. */
  amendments: readonly string[];
  /** What Kingdee held at the last look; null if it holds nothing, or if the case is not about Kingdee. */
  held: Held | null;
  /** The bill was never booked here: Kingdee carried on with it in another form, or created it late. If it stands after all, it is booked then. */
  unbooked?: boolean;
}

/** The parts of a bill in Kingdee whose change matters. */
export interface Held {
  status: string;
  total: string;
  contactUnit: string;
  /** Absent in data that was stored before receiving units were compared. */
  receivingUnit?: string | undefined;
  /** Kind of each unit: employee, supplier. */
  contactUnitType?: string | undefined;
  receivingUnitType?: string | undefined;
  orgNumber?: string | undefined;
  currency?: string | undefined;
  cancelled: boolean;
  /** Kingdee Ids of other bills with our keys. */
  others: readonly string[];
  /** Payee and amount of each row. */
  rows?: readonly PaidRow[] | undefined;
}
/** A row as it was sent or as Kingdee stores it: the parts that say who gets how much. */
export interface PaidRow {
  amount: Amount;
  fields: Readonly<Record<string, string>>;
}
export const paidRowShape = z.object({ amount, fields: z.record(z.string(), z.string()) });
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
/**
 * Parses a stored `Held`; null for null, or for a value of another shape.
 * @param json JSON text or null.
 */
export function readHeld(json: string | null): Held | null {
  const read = json === null ? null : heldShape.safeParse(JSON.parse(json));
  return read?.success ? read.data : null;
}

/** Shape of the case in bill.state that is about changes after booking. */
export const caseShape = z.extend(reversalShape, {
  sentence: z.string(),
  nextStep: z.string(),
  since: z.number(),
  amendments: z.array(z.string()),
  held: z.nullable(heldShape),
  unbooked: z.optional(z.boolean()),
});
export const awaitsShape = z.object({ standing: z.boolean(), sentence: z.string() });

/** Prefix of the label of a line with Kingdee's value, below the lines of a changed approval. */
export const IN_KINGDEE = '金蝶里的';

/** Returns the reversal case of a bill; null without one. */
export const caseOf = ({ reversal }: BillNotes): ReversalCase | null => reversal ?? null;

/** Returns the amendments despite which a person said that the bill stands. */
export const standsDespite = (state: BillNotes): readonly string[] => state.standsDespite ?? [];

/** Returns the amendments that a halted bill was notified of. */
export const amendedBy = (state: BillNotes): readonly string[] => state.amendedBy ?? [];

/** Why the bill of a changed approval is held; `standing`: Kingdee holds the original, so nobody may release it. */
export interface Awaits {
  standing: boolean;
  sentence: string;
}
export const awaitsOf = ({ awaits }: BillNotes): Awaits | null => awaits ?? null;

/** A request of one person that another person has to confirm: kept in bill.state. */
export const askedShape = z.object({
  what: z.enum(['stands', 'reversed', 'exclude', 'handle-outside', 'restore']),
  by: z.string(),
  byName: z.string(),
  reason: z.string(),
  /** Kingdee's answer about the bill at that time; absent if it was not asked. */
  seen: z.optional(z.enum(['there', 'unanswered', 'absent'])),
  /** For 线下已处理: the bill in Kingdee that is said to have paid this one. The person who confirms names the same bill. */
  number: z.optional(z.string()),
});
export type Asked = z.infer<typeof askedShape>;

/** Returns the open request of this kind; null if there is none. */
export const askedOf = ({ asked }: BillNotes, what: Asked['what']): Asked | null =>
  asked?.what === what ? asked : null;

/** Returns whether two people who record 线下已处理 mean the same payment; Kingdee does not distinguish upper and lower case. */
export const sameNumber = (one: string | undefined, other: string | undefined): boolean =>
  one?.toUpperCase() === other?.toUpperCase();

/** Returns the bill that was said to have paid it and the doubt that was cleared: both stay with a bill as long as nothing of it was sent. */
export const saidPaid = ({ paidBy, cleared }: BillNotes): Pick<BillNotes, 'paidBy' | 'cleared'> => ({
  ...(paidBy === undefined ? {} : { paidBy }),
  ...(cleared === undefined ? {} : { cleared }),
});

/** Returns the warning that the next approver reads first. */
export const saidPaidWords = ({ number }: PaidBy): string =>
  `曾记为线下已处理：有人说金蝶单据 ${number} 付过这一笔，之后被撤销。先到金蝶核对它没有付`;

/** Returns the same warning for a changed approval, whose doubt the first of two people has cleared. */
export const clearedWords = ({ byName, sentence }: Cleared): string =>
  `${byName}取消了挂起，要另一个人核对后通过。挂起的原因：${asClause(sentence)}`;

/** Returns the notes without the open request. */
export const withoutAsked = ({ asked: _, ...rest }: BillNotes): BillNotes => rest;
