import type { BaseDataKind } from '@dingdee/shared/base-data';
import type { TargetName } from '@dingdee/shared/scheme';

/** Type of the value of a target field; base data is written by number. */
export type FieldType = 'text' | 'base' | 'enum' | 'date' | 'amount' | 'rate';
/** A value that a field offers, with its caption. */
export interface FieldChoice {
  value: string;
  caption: string;
}
/** What the receiving system itself says that a field holds. It decides about issues, and a limit above ours about how much text is sent. */
export interface FieldLimit {
  /** Longest text, in characters; null if it is not told. */
  longest: number | null;
  /** All values of a field that is chosen from a list; empty if none is told. */
  choices: readonly FieldChoice[];
}

export interface TargetField {
  /** Key of the field in the receiving system. */
  key: string;
  label: string;
  type: FieldType;
  /** Kind of cached base data to check against and to pick from. */
  baseData?: BaseDataKind;
  /** Header field with the kind of this number: a unit is an employee, a supplier … */
  kindIn?: string;
  /** Header field that holds the same value, unless a scheme fills the two by different rules (engine/rule/twins.ts). */
  sameAs?: string;
  /** The bill is refused without this field, whatever a scheme says. */
  always?: true;
  /** Longest text that is sent while the receiving system says nothing, in UTF-16 units. */
  longest?: number;
  /** What the receiving system says of the field; absent if it says nothing. */
  told?: FieldLimit;
  /** A bank or cash account: shown by its last four digits. */
  masked?: true;
}
export type TargetFields = Readonly<Record<string, TargetField>>;

/** The role of a field that a form does not have: no field has this name, so nothing is ever found, checked or compared under it. */
export const NO_FIELD = '';

/** Header fields that the program itself uses, by their part in a payment. Values are names in `header`. */
export interface HeaderRoles {
  /** Bill type: one of the vendor's kinds of this bill. */
  billType: string;
  /** Business date. */
  date: string;
  /** Unit that the bill is about, and its kind. */
  payee: string;
  payeeType: string;
  /** Unit that gets the money, and its kind. */
  receiver: string;
  receiverType: string;
  /** Paying organisation. */
  organisation: string;
  currency: string;
  settleCurrency: string;
  department: string;
  /** Text that says what is paid for. */
  purpose: string;
}

/** Row fields that the program itself uses. Values are names in `rows`. */
export interface RowRoles {
  amount: string;
  /** Settlement type: decides which of our accounts a row needs. */
  settlement: string;
  costItem: string;
  ourAccount: string;
  ourCash: string;
  /** The payee's account, its holder and its bank. */
  account: string;
  holder: string;
  bank: string;
}

/**
 * A form of the receiving system as data: its fields by our names, in the order that the receiving system wants, and the role of each. Code asks for
 * a field by role, so that another form needs no other code. Schemes, locks and stored bills hold our names, so these never change. A field that
 * means the same in two forms has the same name in both (payee, organisation, currency, amount …), so a comparison of a bill with Kingdee's needs no
 * form for it. A role that a form does not have is `NO_FIELD`; if one field plays two roles, such as payee and receiver, both roles name it.
 */
export interface TargetForm {
  /** The vendor's name of the form. */
  id: TargetName;
  /** Name of the form for people. */
  label: string;
  header: TargetFields;
  rows: TargetFields;
  head: HeaderRoles;
  row: RowRoles;
  /** Field that always carries our key of a bill; a scheme may name another one beside it. */
  keyField: string;
  /** Pattern of a customer's own fields: they are sent under their key, without code for them. */
  ownField: RegExp;
  /** Unit kind (a value of the form) → base data that its units are chosen from; absent for a kind that is not cached. */
  unitKinds: Readonly<Record<string, BaseDataKind>>;
  /** Unit kind of a person of the company. */
  personKind: string;
  /** Words for the values of the form's own enumerations. */
  valueWords: Readonly<Record<string, string>>;
  /** Number of 人民币: only bills in this currency are sent. */
  homeCurrency: string;
}

/** Returns the label of each field by our name; if header and rows have the same name, the label of the row field. */
export const labelsOf = ({ header, rows }: TargetForm): ReadonlyMap<string, string> =>
  new Map(Object.entries({ ...header, ...rows }).map(([name, { label }]) => [name, label]));

/** Returns the names of the header fields that say who gets the money. */
export const unitRoles = ({ head }: TargetForm): readonly string[] => [
  head.payeeType,
  head.payee,
  head.receiverType,
  head.receiver,
];
/**
 * Returns the names of the fields that say who pays, from where, and who is paid, in header or rows. Of rows with a day none counts for them
 * (decision 161).
 */
export const paymentRoles = (form: TargetForm): readonly string[] => [
  ...unitRoles(form),
  ...accountRoles(form),
  form.head.organisation,
  form.row.ourAccount,
  form.row.ourCash,
];
export const accountRoles = ({ row }: TargetForm): readonly string[] => [row.account, row.holder, row.bank];
/** Returns the names of the row fields that say to which account money goes, and from which of ours: no default of another system fills them. */
export const accountsOfRow = (form: TargetForm): readonly string[] =>
  [...accountRoles(form), form.row.ourAccount, form.row.ourCash].filter((name) => name !== NO_FIELD);
