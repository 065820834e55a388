import type { BaseDataKind } from '@dingdee/shared/base-data';
import type { TargetName } from '@dingdee/shared/scheme';
import type { RefusalClass } from '../domain/bill/refusal.js';
import type { DingTalkError } from './source.js';

/** What the other side told, or that it answered and refused: `words` are its own, as they came. */
export type Told<T> = { kind: 'told'; value: T } | { kind: 'refused'; why: RefusalClass; words: string };

/** A field of the form by its key there and the words on screen. */
export interface FieldName {
  key: string;
  label: string;
}

/** What a form of bills says of itself, held against what we send. Lengths in characters, null where it tells none. */
export interface FormReport {
  fields: number;
  /** Of what every bill carries, and of what it may carry: what this form does not have. */
  lacksAlways: readonly FieldName[];
  lacksOther: readonly FieldName[];
  /** Must be filled, has no value by default, and is nothing that we send: those of a bank order apart. */
  asksMore: readonly FieldName[];
  asksForBank: readonly FieldName[];
  billNoLength: number | null;
  keyLength: number | null;
  departmentIn: readonly ('header' | 'rows')[];
  departmentKey: string;
}

/** A number in use with its name, and on how many of the bills. */
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
  /** How many are submitted and wait for somebody (状态 B). */
  waiting: number;
  /** Amounts come as `***`: the user lacks the right to the field. */
  amountsHidden: boolean;
}

/** The first page of one kind of base data. */
export interface BaseDataSample {
  rows: number;
  usable: number;
  /** Using organisations that are seen; empty where the kind belongs to none. */
  orgs: readonly string[];
  /** The site has the number of an employee under another key than the usual one. */
  otherNumberKey: string | null;
  /** Number and name of the first ones, for what asks by organisation. */
  first: readonly { number: string; name: string }[];
}

/** What may be done to a bill once it is there. */
export const BILL_RIGHTS = ['submit', 'audit', 'unsubmit', 'unaudit', 'remove'] as const;
export type BillRight = (typeof BILL_RIGHTS)[number];

/**
 * What the check-up asks of Kingdee beside what bills need anyhow. Nothing here writes: operations name a bill that cannot exist.
 * Every method throws KingdeeUnavailableError where there was no answer.
 * @see docs/spec/first-contact.md
 */
export abstract class TargetSurvey {
  /** The account sets of the site, asked without a log-in; `ours` is the name of the one that is set, null where it is not among them. */
  abstract accountSets(): Promise<Told<{ sets: readonly { id: string; name: string }[]; ours: string | null }>>;
  abstract form(target: TargetName): Promise<Told<FormReport>>;
  abstract newestBills(orgNumber: string): Promise<Told<NewestBills>>;
  abstract sample(kind: BaseDataKind): Promise<Told<BaseDataSample>>;
  /** Asks for the operation on a number that no bill has: told that it is not there, the right is. */
  abstract right(right: BillRight, target: TargetName): Promise<Told<'has'>>;
  /** Whether expense management holds bills of its own; UNCONFIRMED as a sign that it is switched on. */
  abstract expenseBills(): Promise<Told<'some' | 'none' | 'no-module'>>;
  /** Where the site keeps attachments, by the refusal for a file that cannot exist; UNCONFIRMED. */
  abstract attachmentStore(): Promise<Told<'files' | 'database'>>;
}

/** The same of DingTalk. Errors are thrown as DingTalkError and leave the health of the connection as it was. */
export abstract class SourceSurvey {
  /** Fetches fresh tokens, whatever is still good: the credentials as they are now. */
  abstract logIn(): Promise<void>;
  /** The app's contact scope. */
  abstract contactScope(): Promise<{ all: boolean; departments: number; people: number }>;
  /** Whether the app may write cards, asked by a change of a card that cannot exist. @throws DingTalkError why not */
  abstract cardRight(): Promise<void>;
  /** The name of the department above all; null where it is outside the app's scope. */
  abstract topDepartment(): Promise<string | null>;
  /** Writes a comment on an approval that cannot exist: told that it is not there, the right is. @returns null, or why not. */
  abstract commentRight(userId: string): Promise<DingTalkError | null>;
  /** Whether the app may write to-dos, asked with one that is not there. @returns its refusal, null where it may; undefined for somebody it does not see. @throws DingTalkError */
  abstract todoRight(userId: string): Promise<DingTalkError | null | undefined>;
}
