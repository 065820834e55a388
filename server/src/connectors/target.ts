import type { BaseDataKind, OwnFieldType } from '@dingdee/shared/base-data';
import type { ErrorClass } from '@dingdee/shared/error-class';
import type { Amount } from '@dingdee/shared/money';
import type { TargetName } from '@dingdee/shared/scheme';
import type { StoredBrief } from '../domain/bill/bill-notes.js';
import type { Refusal } from '../domain/bill/refusal.js';
import type { Numbering, PaymentBillDraft } from '../domain/draft/payment-bill.js';
import type { FieldLimit } from '../domain/draft/target-form.js';
import type { MustInput, UnusableReason } from '../domain/draft/usable-base-data.js';
import type { SendBy } from './call-times.js';

/** Outcome of one call for one bill. */
export type StepOutcome =
  | {
      kind: 'done';
      id: string;
      billNo: string;
      warning: string | null;
      /** Status that a look after the call found; absent: the bill has the status to which the call leads. */
      status?: StoredBill['status'];
      /** Set if the answer of a save tells an account or a holder that was not sent. Absent means nothing: it may have told none, or not clearly. */
      otherPayee?: true;
    }
  | { kind: 'refused'; refusal: Refusal }
  | {
      kind: 'unknown';
      cause: string;
      /** Set if Kingdee refused and says that the step is already done. Only a look can confirm this; if it does not, this refusal applies. */
      already?: Refusal;
    };

/** One outcome per bill in the order of the request; `answer` is the body as received, null if none was received. */
export interface StepResult {
  outcomes: readonly StepOutcome[];
  answer: string | null;
  /** The answer was lost as a whole: timeout, reset, 5xx, unreadable. */
  lost?: boolean;
  /** Duration of the call in ms, without the wait for a slot; absent if Kingdee did not answer. */
  tookMs?: number;
}

/** Options of a call, apart from its bills. */
export interface CallWay {
  /** Save only: submits and audits in the same call and transaction (IsAutoSubmitAndAudit, kingdee.md §5). */
  single: boolean;
  /** InterationFlags: the questions of Kingdee to which we answer yes. */
  answers: readonly string[];
  /** Latest time for sending: the lease of the bills began before the call. Absent: the time is counted from the call. */
  until?: SendBy;
}
export const PLAIN_WAY: CallWay = { single: false, answers: [] };

/** Key that we wrote: the number of the bill, and `thirdBillNo` in the key field of the form and in every other field that may carry it. */
export interface BillKey {
  /** Every form that may hold the bill. Other forms are not asked, so "not there" says nothing about them. */
  forms: readonly TargetName[];
  billNo: string;
  thirdBillNo: string;
  /** Fields in which the key was sent, beside the key field of the form: without them, "not found" would mean nothing. */
  keyFields?: readonly string[];
  /** Fields that carried the key earlier, or may have; the query uses only those that the form still has. */
  formerFields?: readonly string[];
  /** Kingdee's Id of a bill that carries no key of ours: its number may be changed there. Only its own form is asked by it. */
  held?: Pick<HeldBill, 'form' | 'id'>;
}

/** Bill in Kingdee with a number or a key that may be ours. */
export interface KeyedBill {
  form: TargetName;
  id: string;
  billNo: string;
  /** Values of its key fields, without empty ones. */
  keys: readonly string[];
}

/** Bill that Kingdee holds. An Id is unique within its form only: a bill of another form may have the same Id. */
export interface HeldBill {
  form: TargetName;
  id: string;
  billNo: string;
}

/** Bill to be saved; if `send` is absent, we number it. */
export type BillToSave = PaymentBillDraft & { send?: Numbering };

export interface StoredBill extends StoredBrief {
  /** Absent: the form is the payment bill. */
  form?: TargetName;
  /** Value of each field of the form that may carry our key; `thirdBillNo` is the first value that is not empty. */
  carriers?: Readonly<Record<string, string>>;
  /** Stored values by our field names, header and rows; used for the comparison after booking. */
  header: Readonly<Record<string, string>>;
  rows: readonly { amount: Amount; fields: Readonly<Record<string, string>> }[];
  /** Our names of the accounts and holders of rows whose column Kingdee did not answer: what is there is unknown. */
  unseen?: readonly string[];
  /** Levels at which the form has the department; the header if the form could not be asked. It decides which departments of a draft were sent. */
  departmentIn?: readonly ('header' | 'rows')[];
}

export interface BaseDataRecord {
  kind: BaseDataKind;
  number: string;
  name: string;
  /** Using organisation; "" for the whole group. */
  orgNumber: string;
  usable: boolean;
  /** Null if the record is usable. */
  reason: UnusableReason | null;
  extra: Readonly<Record<string, string>>;
  /** Last change by Kingdee's clock, "2026-12-01T10:00:00"; absent if Kingdee does not tell it. */
  modified?: string;
  /** Set if Kingdee lists several records of this number in this organisation. */
  repeated?: true;
}

export type SeenOrganisation = Pick<BaseDataRecord, 'number' | 'name'>;

/** Payee whose bank accounts are read: an employee or a supplier by number, as one organisation uses it. */
export interface RecordedPayee {
  kind: 'employee' | 'supplier';
  number: string;
  orgNumber: string;
}

/** One bank account from the record of a payee in Kingdee, as it is there. */
export interface RecordedAccount {
  number: string;
  holder: string;
  bank: string;
  /** Whether Kingdee marks it as the default account. */
  usual: boolean;
}

/** Category of 辅助资料 (assistant data): its id at this site, and the number and name that users know. */
export interface AssistantCategory {
  id: string;
  number: string;
  name: string;
}

/** Custom field of the customer on a bill form. */
export interface OwnTargetField {
  level: 'header' | 'rows';
  key: string;
  label: string;
  type: OwnFieldType;
  /** Kind of base data that the value is chosen from; null if it is not chosen from any, or if the form does not name the kind. */
  kind: BaseDataKind | null;
  /** Set if the categories of 辅助资料 could not be asked: what is already known about this field stays valid. */
  unasked?: true;
}

/** What the receiving system says that a field holds; a field of which it says neither is not listed. */
export interface TargetFieldLimit extends FieldLimit {
  level: 'header' | 'rows';
  /** Our name of the field; of a custom field its key. */
  name: string;
  /** Its label on the form. */
  label: string;
}

/** Custom fields of a site, what its fields hold and which must be filled, as its forms describe them. */
export interface OwnTargetFields {
  /** Fields by form; a form that could not be asked is absent. */
  forms: ReadonlyMap<TargetName, readonly OwnTargetField[]>;
  /** Limits of the fields that we may fill, by form; a form that could not be asked is absent. */
  limits: ReadonlyMap<TargetName, readonly TargetFieldLimit[]>;
  /** Fields that must be filled, by form; a form that could not be asked is absent. */
  mustInputs: ReadonlyMap<TargetName, readonly MustInput[]>;
  /** Categories of 辅助资料; empty if no form has such a field, or if our user may not see them. */
  categories: readonly AssistantCategory[];
}

/**
 * Reason why nothing could be sent: no connection to Kingdee or no readable answer, no valid login, no right to ask, too many calls
 * (product.md §11).
 */
export type Hindrance = Extract<ErrorClass, 'transport' | 'session' | 'permission' | 'rate'>;

export type UnavailableOptions = ErrorOptions & {
  errorClass?: Hindrance;
  waitMs?: number;
  about?: ReadonlyMap<string, string>;
};

/** Nothing was sent: the login failed, the circuit breaker is open or a setting is wrong. It is safe to call again. `sentence` is for the screen. */
export class KingdeeUnavailableError extends Error {
  readonly errorClass: Hindrance;
  /** Time for which Kingdee asks not to be called, in ms. */
  readonly waitMs: number;
  /**
   * The billNo of each key that causes the error, with its sentence; the other keys can be asked about without these. Empty: all keys have
   * the same cause.
   */
  readonly about: ReadonlyMap<string, string>;

  constructor(
    readonly sentence: string,
    /** False for a wrong setting or a missing right: another try cannot succeed. */
    readonly transient: boolean,
    { errorClass = 'transport', waitMs = 0, about = new Map(), ...options }: UnavailableOptions = {},
  ) {
    super(sentence, options);
    this.errorClass = errorClass;
    this.waitMs = waitMs;
    this.about = about;
  }
}

/** Nothing was sent because Kingdee could not be reached; the circuit breaker counts this error. */
export class KingdeeUnreachableError extends KingdeeUnavailableError {
  constructor(sentence: string, options?: ErrorOptions) {
    super(sentence, true, options);
  }
}

/**
 * Kingdee refused the call before executing it, or does not know our login; this holds for every call. Nothing was executed, and it is safe
 * to call again once Kingdee lets us in.
 */
export class NotLetInError extends KingdeeUnavailableError {
  constructor(sentence: string, options?: UnavailableOptions) {
    super(sentence, true, options);
  }
}

/** Time since when Kingdee has refused the password, in Unix ms, and the sentence for it. */
export interface LoginRefusal {
  since: number;
  sentence: string;
}

/** Port to Kingdee: it knows no URL, no login and no F… field. The abstract class is its own Nest token. */
export abstract class KingdeeClient {
  /**
   * Saves new bills in one BatchSave call; never updates an existing bill.
   * @param bills 1 to 50 bills of one form, in the order of the request: the DIndex of the answer points into it. If Kingdee numbers them,
   *   no number is sent, and billNo of the outcome is Kingdee's.
   * @returns one outcome per bill, in the same order. A bill whose DIndex is in no list is unknown; one in both lists is done with a
   *   warning. With `way.single` the answer alone does not tell which status a bill has reached: a look is needed (kingdee.md §14.2).
   * @throws KingdeeUnavailableError before anything was sent, or when the call was refused unexecuted (session, sign-in, wrong address).
   *   After the first byte nothing else is thrown: a timeout (KINGDEE_TIMEOUT_MS), reset, 5xx, unreadable answer or MsgCode 4/6 makes the
   *   bills `unknown`.
   * @see kingdee.md §5, §6
   */
  abstract save(bills: readonly BillToSave[], way?: CallWay): Promise<StepResult>;
  /**
   * Submits saved bills of one form by Kingdee Id (kingdee.md §6.2). An Id that the answer does not mention is `unknown`; so is "already
   * submitted" until a look confirms it. Throws the same errors as save.
   */
  abstract submit(bills: readonly HeldBill[], way?: CallWay): Promise<StepResult>;
  abstract audit(bills: readonly HeldBill[], way?: CallWay): Promise<StepResult>;
  /** Takes a submit back (撤销), B → A or D (kingdee.md §4). */
  abstract unsubmit(bills: readonly HeldBill[], way?: CallWay): Promise<StepResult>;
  /** Takes an audit back (反审核), C → D. */
  abstract unaudit(bills: readonly HeldBill[], way?: CallWay): Promise<StepResult>;
  /** Deletes saved bills in status Z, A or D. */
  abstract remove(bills: readonly HeldBill[], way?: CallWay): Promise<StepResult>;
  /**
   * Returns the bills that Kingdee holds for these keys (number, or any key field), by our billNo; one query for each form. A key without a
   * bill in any of its forms is absent from the map. If a key has two bills, both are in the map, also if they are of two forms.
   * @param custom F_… keys of the customer that are read back as well (customKeys of to-kingdee.ts).
   * @throws KingdeeUnavailableError also when the answer could not be read: an unanswered question is not a "not found".
   */
  abstract find(
    keys: readonly BillKey[],
    custom?: readonly string[],
  ): Promise<ReadonlyMap<string, readonly StoredBill[]>>;
  /**
   * Returns every bill of these approvals, whether it stands for a whole approval or for any part of it; finds them by the values of their
   * key fields.
   * @throws KingdeeUnavailableError
   */
  abstract ofApprovals(
    instanceIds: readonly string[],
    forms: readonly TargetName[],
    keyFields: readonly string[],
  ): Promise<readonly Pick<KeyedBill, 'billNo' | 'keys'>[]>;
  /**
   * Returns all payment bills that an organisation pays with a business date in these days ("YYYY-MM-DD", both included), no matter who
   * made them, without cancelled ones (作废). Of the header fields it has the date, the receiving unit and its type.
   * @throws KingdeeUnavailableError also if a bill could not be read, or if Kingdee shows us no bill of the organisation.
   */
  abstract paymentsOf(orgNumber: string, days: { from: string; to: string }): Promise<readonly StoredBill[]>;
  /** Returns all base data of one kind, from all pages. @see kingdee.md §8.2, §9 */
  abstract listBaseData(kind: BaseDataKind): Promise<readonly BaseDataRecord[]>;
  /** Yields the same page by page; a record may appear again on a later page. @param number only the entries of this number. */
  async *baseDataPages(kind: BaseDataKind, number?: string): AsyncGenerator<readonly BaseDataRecord[]> {
    const all = await this.listBaseData(kind);
    yield number === undefined ? all : all.filter((record) => record.number === number);
  }
  /**
   * Yields the entries of one kind that changed at or after a time by Kingdee's clock, page by page; deleted ones are not listed.
   * @param since as `BaseDataRecord.modified`.
   * @throws KingdeeUnavailableError also if the form has no modify date, or such a query is refused.
   */
  async *changedBaseData(kind: BaseDataKind, since: string): AsyncGenerator<readonly BaseDataRecord[]> {
    for await (const page of this.baseDataPages(kind)) yield page.filter(({ modified = '' }) => modified >= since);
  }
  /**
   * Returns organisations that base data and bills name, with `name` "" where Kingdee does not tell it: for a user who may not list the
   * organisations. What else is refused is left out. @throws KingdeeUnavailableError if Kingdee cannot be reached.
   */
  async seenOrganisations(): Promise<readonly SeenOrganisation[]> {
    return [];
  }
  /** Identifies the site, account set, user and organisation that are asked: two equal texts mean the same connection. */
  get source(): string {
    return '';
  }
  /**
   * Returns the custom fields of the customer on these forms, what the fields of the forms hold, which must be filled, and the categories of
   * 辅助资料 (kingdee.md §8.3, §8.4).
   * @param categories whether the categories are asked for even if no form names one.
   * @throws KingdeeUnavailableError if Kingdee cannot be reached; what it refuses is left out.
   */
  async ownFields(_forms: readonly TargetName[], _categories: boolean): Promise<OwnTargetFields> {
    return { forms: new Map(), limits: new Map(), mustInputs: new Map(), categories: [] };
  }
  /**
   * Returns the bank accounts of a payee's record (银行信息); they are read now and stored nowhere.
   * @returns [] if the record has none; null if the form of this site has no such field.
   * @throws KingdeeUnavailableError
   */
  abstract recordedAccounts(payee: RecordedPayee): Promise<readonly RecordedAccount[] | null>;
  /**
   * Makes the cheapest call, with a login if needed. @returns the product version, "" if the login method does not tell it.
   * @throws KingdeeUnavailableError
   */
  abstract check(): Promise<string>;
  /**
   * Refusal of the last login because of its password; null otherwise. The login is not repeated automatically, as about five wrong ones
   * lock the user.
   */
  get loginRefusal(): LoginRefusal | null {
    return null;
  }
  /** Lets the next call try the refused login once more; a person who knows the risk asks for this. */
  allowLogin(): void {}
}
