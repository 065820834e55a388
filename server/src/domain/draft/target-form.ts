import type { BaseDataKind } from '@dingdee/shared/base-data';
import type { TargetName } from '@dingdee/shared/scheme';

/** What a target field holds; base data is written by number. */
export type FieldType = 'text' | 'base' | 'enum' | 'date' | 'amount' | 'rate';
export interface TargetField {
  /** What the receiving system calls it. */
  key: string;
  label: string;
  type: FieldType;
  /** Cached base data to check against and pick from. */
  baseData?: BaseDataKind;
  /** The header field that says of which kind this number is: a unit is an employee, a supplier … */
  kindIn?: string;
  /** The header field that holds the same value, unless a scheme fills the two by different rules (engine/rule/twins.ts). */
  sameAs?: string;
  /** The bill is refused without it, whatever a scheme says. */
  always?: true;
  /** Longest text that is sent, in UTF-16 units. */
  longest?: number;
  /** A bank or cash account: shown by its last four digits. */
  masked?: true;
}
export type TargetFields = Readonly<Record<string, TargetField>>;

/** The role of a field that a form does not have: no field has this name, so nothing is ever found, checked or compared under it. */
export const NO_FIELD = '';

/** Header fields that the program itself must know of, by their part in a payment. Values are names in `header`. */
export interface HeaderRoles {
  /** Which of the vendor's kinds of this bill it is. */
  billType: string;
  /** Business date. */
  date: string;
  /** Whom the bill is about, and of which kind that is. */
  payee: string;
  payeeType: string;
  /** Who gets the money, and of which kind that is. */
  receiver: string;
  receiverType: string;
  /** Which organisation pays. */
  organisation: string;
  currency: string;
  settleCurrency: string;
  department: string;
  /** Text that says what is paid for. */
  purpose: string;
}

/** The same of one row. Values are names in `rows`. */
export interface RowRoles {
  amount: string;
  /** How it is paid: decides which of our accounts a row needs. */
  settlement: string;
  costItem: string;
  ourAccount: string;
  ourCash: string;
  /** The payee's account, who holds it, and at which bank. */
  account: string;
  holder: string;
  bank: string;
}

/**
 * A form of the receiving system as data: its fields by our names, in the order in which it wants them, and what part each plays.
 * Whoever needs a field asks by role, so that another form needs no other code. Our names are what schemes, locks and stored bills
 * hold: they never change. What means the same in two forms has the same name in both (payee, organisation, currency, amount …), so what
 * compares a bill with what Kingdee holds needs no form for it; a part that a form does not have is `NO_FIELD`, and where one field plays
 * two parts, such as payee and receiver, both roles name it.
 */
export interface TargetForm {
  /** The vendor's name of the form. */
  id: TargetName;
  /** What people call it. */
  label: string;
  header: TargetFields;
  rows: TargetFields;
  head: HeaderRoles;
  row: RowRoles;
  /** The field that always carries our key of a bill; a scheme may name one beside it. */
  keyField: string;
  /** A customer's own field: sent under its key, without code for it. */
  ownField: RegExp;
  /** Kinds of unit by the form's value → the base data they are chosen from; absent for a kind that is not cached. */
  unitKinds: Readonly<Record<string, BaseDataKind>>;
  /** The unit kind that is a person of the company. */
  personKind: string;
  /** What the form's own enumerations mean. */
  valueWords: Readonly<Record<string, string>>;
  /** Number of 人民币: only its bills are sent. */
  homeCurrency: string;
}

/** Label of a field by our name; of both levels, a row's where both have it. */
export const labelsOf = ({ header, rows }: TargetForm): ReadonlyMap<string, string> =>
  new Map(Object.entries({ ...header, ...rows }).map(([name, { label }]) => [name, label]));

/** Fields that say who gets the money. */
export const unitRoles = ({ head }: TargetForm): readonly string[] => [
  head.payeeType,
  head.payee,
  head.receiverType,
  head.receiver,
];
export const accountRoles = ({ row }: TargetForm): readonly string[] => [row.account, row.holder, row.bank];
