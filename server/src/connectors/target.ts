import type { BaseDataKind } from '@dingdee/shared/base-data';
import type { ErrorClass } from '@dingdee/shared/error-class';
import type { Amount } from '@dingdee/shared/money';
import type { TargetName } from '@dingdee/shared/scheme';
import type { StoredBrief } from '../domain/bill/bill-notes.js';
import type { Refusal } from '../domain/bill/refusal.js';
import type { Numbering, PaymentBillDraft } from '../domain/draft/payment-bill.js';
import type { UnusableReason } from '../domain/draft/usable-base-data.js';
import type { SendBy } from './call-times.js';

/** What one call meant for one bill. */
export type StepOutcome =
  | {
      kind: 'done';
      id: string;
      billNo: string;
      warning: string | null;
      /** Where a look after the call found the bill; absent: where the call leads. */
      status?: StoredBill['status'];
    }
  | { kind: 'refused'; refusal: Refusal }
  | {
      kind: 'unknown';
      cause: string;
      /** Kingdee refused because it has done it already, it says: only a look can confirm that; what it is where it is not so. */
      already?: Refusal;
    };

/** One outcome per bill in the order of the request; `answer` is the body as it came (null when none came). */
export interface StepResult {
  outcomes: readonly StepOutcome[];
  answer: string | null;
  /** The answer was lost as a whole: timeout, reset, 5xx, unreadable. */
  lost?: boolean;
  /** How long Kingdee took for the call, its wait for a place not included, ms; absent where it did not answer. */
  tookMs?: number;
}

/** How a call is made, beside what it is about. */
export interface CallWay {
  /** Save only: submit and audit in the same call and transaction (IsAutoSubmitAndAudit, kingdee.md §5). */
  single: boolean;
  /** InterationFlags: Kingdee's questions that are answered with yes. */
  answers: readonly string[];
  /** When it is not sent any more: the lease of its bills began before it. Absent: counted from the call. */
  until?: SendBy;
}
export const PLAIN_WAY: CallWay = { single: false, answers: [] };

/** A key we wrote: the bill's number, and `thirdBillNo` in the form's key field and in whatever other fields may carry it. */
export interface BillKey {
  /** Every form that it may stand under: a form that is not named is not asked, so "not there" says nothing of it. */
  forms: readonly TargetName[];
  billNo: string;
  thirdBillNo: string;
  /** The field beside the form's own that it was sent with: without it, "not found" would mean nothing. */
  keyFields?: readonly string[];
  /** Fields that carried it once, or may have: asked by as far as the form still has them. */
  formerFields?: readonly string[];
}

/** A bill in Kingdee that carries a number or a key that may be ours. */
export interface KeyedBill {
  form: TargetName;
  id: string;
  billNo: string;
  /** What its key fields hold, empty ones left out. */
  keys: readonly string[];
}

/** A bill that Kingdee holds: an Id is the form's own, another form's bill may have the same. */
export interface HeldBill {
  form: TargetName;
  id: string;
  billNo: string;
}

/** A bill to be saved; without `send` we number it. */
export type BillToSave = PaymentBillDraft & { send?: Numbering };

export interface StoredBill extends StoredBrief {
  /** Absent: the payment bill. */
  form?: TargetName;
  /** What stands in each field of the form that may carry our key; `thirdBillNo` is the first of them that is filled. */
  carriers?: Readonly<Record<string, string>>;
  /** Fields by our names, as stored: header and rows; for the comparison after booking. */
  header: Readonly<Record<string, string>>;
  rows: readonly { amount: Amount; fields: Readonly<Record<string, string>> }[];
  /** Where the form has the department; the header where it could not be asked. Decides what of a draft's departments was sent. */
  departmentIn?: readonly ('header' | 'rows')[];
}

export interface BaseDataRecord {
  kind: BaseDataKind;
  number: string;
  name: string;
  /** Using organisation; "" = group-wide. */
  orgNumber: string;
  usable: boolean;
  /** Null when usable. */
  reason: UnusableReason | null;
  extra: Readonly<Record<string, string>>;
}

/** Whose record is asked for bank accounts: an employee or supplier by number, as an organisation uses it. */
export interface RecordedPayee {
  kind: 'employee' | 'supplier';
  number: string;
  orgNumber: string;
}

/** One row of the bank accounts that Kingdee's own record of a payee has, as it stands there. */
export interface RecordedAccount {
  number: string;
  holder: string;
  bank: string;
  /** Ticked as the default one. */
  usual: boolean;
}

/** A category of 辅助资料: the site's own id of it, and the number and name that people know. */
export interface AssistantCategory {
  id: string;
  number: string;
  name: string;
}

/** A field of the customer's own on a form of bills that is chosen from base data. */
export interface OwnTargetField {
  level: 'header' | 'rows';
  key: string;
  label: string;
  /** Null where the form does not say from which. */
  kind: BaseDataKind | null;
  /** Which categories of 辅助资料 there are could not be asked: what was known of this field stands. */
  unasked?: true;
}

/** What the forms of a site say of its own fields. */
export interface OwnTargetFields {
  /** By form; one that could not be asked is absent. */
  forms: ReadonlyMap<TargetName, readonly OwnTargetField[]>;
  /** Of 辅助资料; empty where nothing on the forms is one, or they may not be seen. */
  categories: readonly AssistantCategory[];
}

/** Why nothing could be sent: no way to Kingdee or no readable answer, no valid login, no right to ask, too many calls (product.md §11). */
export type Hindrance = Extract<ErrorClass, 'transport' | 'session' | 'permission' | 'rate'>;

export type UnavailableOptions = ErrorOptions & {
  errorClass?: Hindrance;
  waitMs?: number;
  about?: ReadonlyMap<string, string>;
};

/** Nothing was sent: login failed, breaker open, wrong setting. Safe to call again; the sentence is for the screen. */
export class KingdeeUnavailableError extends Error {
  readonly errorClass: Hindrance;
  /** How long the other side asks not to be called, ms. */
  readonly waitMs: number;
  /** The billNo of each key that the cause lies with, and its sentence: the others can be asked about without them. Empty: it is the same for all. */
  readonly about: ReadonlyMap<string, string>;

  constructor(
    readonly sentence: string,
    /** False for a wrong setting or missing right: repeating cannot cure it. */
    readonly transient: boolean,
    { errorClass = 'transport', waitMs = 0, about = new Map(), ...options }: UnavailableOptions = {},
  ) {
    super(sentence, options);
    this.errorClass = errorClass;
    this.waitMs = waitMs;
    this.about = about;
  }
}

/** The same, because Kingdee could not be reached: counted by the circuit breaker. */
export class KingdeeUnreachableError extends KingdeeUnavailableError {
  constructor(sentence: string, options?: ErrorOptions) {
    super(sentence, true, options);
  }
}

/** Refused at the door, or our login is not known to it: the same for every call. Nothing was executed, and it is safe to call again once it lets us in. */
export class NotLetInError extends KingdeeUnavailableError {
  constructor(sentence: string, options?: UnavailableOptions) {
    super(sentence, true, options);
  }
}

/** Since when (Unix ms) Kingdee has called the password wrong, and how that is said. */
export interface LoginRefusal {
  since: number;
  sentence: string;
}

/** What we need of Kingdee: no URL, no login, no F… field. An abstract class is its own Nest token. */
export abstract class KingdeeClient {
  /**
   * Saves new bills, one BatchSave call; never updates an existing one.
   * @param bills 1 to 50 of one form, in the order of the request: the answer's DIndex points into it. Where Kingdee numbers them no number is
   *   sent, and the outcome's billNo is Kingdee's.
   * @returns one outcome per bill, same order. A DIndex found in no list is unknown; in both lists done with a warning.
   * @throws KingdeeUnavailableError before anything was sent, or when it was refused at the door unexecuted (session, sign-in, wrong
   *   address). After the first byte nothing else is thrown: a timeout (KINGDEE_TIMEOUT_MS), reset, 5xx, unreadable answer or
   *   MsgCode 4/6 makes the bills `unknown`.
   * With `way.single` the answer alone does not tell what a bill has reached: look for it (kingdee.md §14.2).
   * @see kingdee.md §5, §6
   */
  abstract save(bills: readonly BillToSave[], way?: CallWay): Promise<StepResult>;
  /** Submits saved bills of one form by Kingdee Id (kingdee.md §6.2). An Id that the answer does not mention is `unknown`, and so is "already submitted" until a look confirms it. Same errors as save. */
  abstract submit(bills: readonly HeldBill[], way?: CallWay): Promise<StepResult>;
  abstract audit(bills: readonly HeldBill[], way?: CallWay): Promise<StepResult>;
  /** 撤销: takes a submit back, B → A or D (kingdee.md §4). */
  abstract unsubmit(bills: readonly HeldBill[], way?: CallWay): Promise<StepResult>;
  /** 反审核: C → D. */
  abstract unaudit(bills: readonly HeldBill[], way?: CallWay): Promise<StepResult>;
  /** Deletes saved bills in Z, A or D. */
  abstract remove(bills: readonly HeldBill[], way?: CallWay): Promise<StepResult>;
  /**
   * What Kingdee holds for these keys (number, or any key field), one query a form; keyed by our billNo.
   * A key without a bill in any of its forms is absent from the map; two bills are both in it, be they of two forms.
   * @param custom a customer's own F_… keys to read back as well (customKeys of to-kingdee.ts).
   * @throws KingdeeUnavailableError also when the answer could not be read: an unanswered question is no "not found".
   */
  abstract find(
    keys: readonly BillKey[],
    custom?: readonly string[],
  ): Promise<ReadonlyMap<string, readonly StoredBill[]>>;
  /**
   * Every bill of these approvals, as a whole or in parts, whatever part it was: by what its key fields hold.
   * @throws KingdeeUnavailableError
   */
  abstract ofApprovals(
    instanceIds: readonly string[],
    forms: readonly TargetName[],
    keyFields: readonly string[],
  ): Promise<readonly Pick<KeyedBill, 'billNo' | 'keys'>[]>;
  /**
   * All payment bills that an organisation pays with a business date in these days ("YYYY-MM-DD", both included), whoever made them,
   * cancelled ones (作废) left out. Of the fields the header has date, receiving unit and its type.
   * @throws KingdeeUnavailableError also where one of them could not be read, or where none of the organisation's bills is shown to us.
   */
  abstract paymentsOf(orgNumber: string, days: { from: string; to: string }): Promise<readonly StoredBill[]>;
  /** All base data of one kind, every page. @see kingdee.md §8.2, §9 */
  abstract listBaseData(kind: BaseDataKind): Promise<readonly BaseDataRecord[]>;
  /** The same, page by page as Kingdee gives it; a record may come again on a later page. @param number only the entries of this number. */
  async *baseDataPages(kind: BaseDataKind, number?: string): AsyncGenerator<readonly BaseDataRecord[]> {
    const all = await this.listBaseData(kind);
    yield number === undefined ? all : all.filter((record) => record.number === number);
  }
  /**
   * Fields of the customer's own on these forms that are chosen from base data, and the categories of 辅助资料 (kingdee.md §8.3).
   * @param categories whether they are asked for even where no form names one.
   * @throws KingdeeUnavailableError where Kingdee is away; what it refuses is left out.
   */
  async ownFields(_forms: readonly TargetName[], _categories: boolean): Promise<OwnTargetFields> {
    return { forms: new Map(), categories: [] };
  }
  /**
   * The bank accounts of a payee's own record (银行信息), read now and kept nowhere.
   * @returns [] where the record has none; null where this site's form has no such field.
   * @throws KingdeeUnavailableError
   */
  abstract recordedAccounts(payee: RecordedPayee): Promise<readonly RecordedAccount[] | null>;
  /**
   * Makes the cheapest call, logging in where needed; resolves with the product version, "" where the way of login does not tell it.
   * @throws KingdeeUnavailableError
   */
  abstract check(): Promise<string>;
  /** The last log-in was refused for its password: it is not tried again by itself, as about five wrong ones lock the user. Null otherwise. */
  get loginRefusal(): LoginRefusal | null {
    return null;
  }
  /** A person who knows the risk: the next call tries the refused log-in once more. */
  allowLogin(): void {}
}
