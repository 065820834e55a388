import type { BaseDataKind } from '@dingdee/shared/base-data';
import type { TargetName } from '@dingdee/shared/scheme';
import type { RefusalClass } from '../domain/bill/refusal.js';
import type { DingTalkError } from './source.js';
import type { TargetFieldLimit } from './target.js';

/** Answer of the other side, or its refusal: `words` are its own words, as received. */
export type Told<T> = { kind: 'told'; value: T } | { kind: 'refused'; why: RefusalClass; words: string };

/** Field of a form: its key and its label on screen. */
export interface FieldName {
  key: string;
  label: string;
}

/** Description of a bill form, compared with what we send. Lengths are in characters, null if the form does not tell them. */
export interface FormReport {
  fields: number;
  /** Fields that this form lacks: those that every bill carries, and those that a bill may carry. */
  lacksAlways: readonly FieldName[];
  lacksOther: readonly FieldName[];
  /** Required fields without a default value that we do not send; those for bank orders are in `asksForBank`. */
  asksMore: readonly FieldName[];
  asksForBank: readonly FieldName[];
  billNoLength: number | null;
  keyLength: number | null;
  departmentIn: readonly ('header' | 'rows')[];
  departmentKey: string;
  /** What the fields that we may fill hold, by its own word. */
  limits: readonly TargetFieldLimit[];
}

/** Number in use, its name, and how many bills use it. */
export interface InUse {
  number: string;
  name: string;
  bills: number;
}

/** The newest bills of one organisation, 50 at most. */
export interface NewestBills {
  bills: number;
  types: readonly InUse[];
  purposes: readonly InUse[];
  /** How many bills are submitted and wait for a decision (状态 B). */
  waiting: number;
  /** Whether amounts arrive as `***`: the user lacks the right to the field. */
  amountsHidden: boolean;
}

/** Summary of the first page of one kind of base data. */
export interface BaseDataSample {
  rows: number;
  usable: number;
  /** Using organisations that occur; empty if the kind belongs to no organisation. */
  orgs: readonly string[];
  /** Key of the employee number if this site does not use the usual one; null otherwise. */
  otherNumberKey: string | null;
  /** Number and name of the first usable records, for checks that ask by organisation. */
  first: readonly { number: string; name: string }[];
}

/** Operations on a saved bill. */
export const BILL_RIGHTS = ['submit', 'audit', 'unsubmit', 'unaudit', 'remove'] as const;
export type BillRight = (typeof BILL_RIGHTS)[number];

/**
 * Questions of the check-up to Kingdee, beyond those that bills need anyway. Nothing here writes: operations name a bill that cannot exist.
 * Every method throws KingdeeUnavailableError if there was no answer.
 * @see docs/spec/first-contact.md
 */
export abstract class TargetSurvey {
  /**
   * Logs in with another secret of the same account and asks the cheapest question; nothing of it concerns the program's own connection.
   * @returns what Kingdee says if it does not take this secret; null if it lets us in.
   * @throws KingdeeUnavailableError if the answer says nothing about the secret, or there was none.
   */
  abstract logInWith(secret: string): Promise<string | null>;
  /** Returns the account sets of the site, asked without a login; `ours` is the name of the configured one, null if the list does not have it. */
  abstract accountSets(): Promise<Told<{ sets: readonly { id: string; name: string }[]; ours: string | null }>>;
  abstract form(target: TargetName): Promise<Told<FormReport>>;
  abstract newestBills(orgNumber: string): Promise<Told<NewestBills>>;
  abstract sample(kind: BaseDataKind): Promise<Told<BaseDataSample>>;
  /** Requests the operation on a number that no bill has: the answer "not there" proves the right. */
  abstract right(right: BillRight, target: TargetName): Promise<Told<'has'>>;
  /** Returns whether expense management holds bills; UNCONFIRMED as a sign that the module is switched on. */
  abstract expenseBills(): Promise<Told<'some' | 'none' | 'no-module'>>;
  /** Returns where the site stores attachments, concluded from the refusal for a file that cannot exist; UNCONFIRMED. */
  abstract attachmentStore(): Promise<Told<'files' | 'database'>>;
}

/** Questions of the check-up to DingTalk. Errors are thrown as DingTalkError and do not change the health of the connection. */
export abstract class SourceSurvey {
  /**
   * Fetches tokens with another secret of the same app, and drops them.
   * @returns what DingTalk says if it does not take this secret; null if it does.
   * @throws DingTalkError if the answer says nothing about the secret, or there was none.
   */
  abstract logInWith(secret: string): Promise<string | null>;
  /** Fetches new tokens even if the kept ones are still valid: this checks the credentials as they are now. */
  abstract logIn(): Promise<void>;
  /** Returns the contact scope of the app. */
  abstract contactScope(): Promise<{ all: boolean; departments: number; people: number }>;
  /** Checks whether the app may write cards, by changing a card that cannot exist. @throws DingTalkError with the reason if it may not */
  abstract cardRight(): Promise<void>;
  /** Returns the name of the root department; null if it is outside the scope of the app. */
  abstract topDepartment(): Promise<string | null>;
  /** Comments on an approval that cannot exist: the answer "not there" proves the right. @returns null, or the reason for the refusal. */
  abstract commentRight(userId: string): Promise<DingTalkError | null>;
  /**
   * Checks whether the app may write to-dos, by naming one that does not exist. @returns the refusal, null if it may; undefined for a
   * person whom the app does not see. @throws DingTalkError
   */
  abstract todoRight(userId: string): Promise<DingTalkError | null | undefined>;
}
