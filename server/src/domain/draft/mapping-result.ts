import type { BillIssue } from '@dingdee/shared/bill';
import type { Amount } from '@dingdee/shared/money';
import type { TargetName } from '@dingdee/shared/scheme';
import type { PaymentBillDraft } from './payment-bill.js';
import type { FieldProvenance } from './provenance.js';

/** A key that a rule asked a mapping table for. */
export interface Lookup {
  table: string;
  key: string;
  keyLabel: string;
  orgNumber: string;
  hit: boolean;
  /** Sum of the rows (or of the bill, for a header field) that hang on this key, in 分. */
  amountFen: bigint;
}

/** Everything the engine was given besides the snapshot: enough to run it again and get the same bytes. */
export interface Citations {
  schemeId: string;
  schemeVersion: number;
  /** Table code → revision read. */
  tables: Readonly<Record<string, number>>;
  /** Path → value set by hand. */
  locks: Readonly<Record<string, string>>;
  /** Path of one on a row → which lines of the form that row was made of; absent where that was kept of none. */
  lockedOn?: Readonly<Record<string, string>>;
  /** Organisation → the last month known to be closed, where a rule has met it; absent where none has. */
  closed?: Readonly<Record<string, string>>;
  /** The day of the mapping, where a rule has asked for it; absent where none has. */
  day?: string;
}

/** The three sums of 净额. `payable` may be zero or below: then there is no bill. */
export interface NetSums {
  gross: Amount;
  offset: Amount;
  payable: Amount;
}

/** Facts for lists and sums, whether or not the bill is complete. */
export interface BillFacts {
  payee: string;
  department: string;
  /** departmentKey() of it; '' where the approval gives no id. */
  departmentKey: string;
  purpose: string;
  /** Names (or, unmapped, the source texts) of the rows' cost items, distinct, in row order. */
  costItems: readonly string[];
  attachments: number;
  currency: string;
  /** Σ rows where every row has an amount, else the form's total, else null. */
  total: Amount | null;
  formTotal: Amount | null;
  /** Where the scheme pays the net sum and the form says what that is: gross − offset = payable. The rows are then net, as far as there is something to pay. */
  net?: NetSums;
  /** Where the approval became several bills: Σ rows of the others; null where it is not known. `formTotal` is then what the form leaves for this one. */
  others?: Amount | null;
  businessDate: string | null;
  orgNumber: string;
}

/** An issue as it is stored: with `params`, its sentence is made where it is shown (bill/issue-words.ts) and `message` is "". */
export interface MappingIssue extends BillIssue {
  params?: Readonly<Record<string, string>>;
}

/** What a person put where the form says who is paid: not yet seen by anybody else. Accounts by their last four digits. */
export interface PayeeHand {
  /** Name of the target field, "oppositeAccount". */
  field: string;
  /** What the form, or the table before, says; "" where that was nothing certain. */
  form: string;
  put: string;
  by: string;
  /** The mapping row behind it; null for a value on the bill or in the scheme. */
  rowId: string | null;
  /** Nobody put it: the account has no name on the form, and the scheme knows the applicant's alone. `by` is "". */
  assumed?: true;
  /** It is about who pays: a mapping row turned that from one organisation to another. */
  payer?: true;
}

/** Who is paid, as far as it is not simply the applicant by the form. */
export interface Payees {
  hands: readonly PayeeHand[];
  /** Names of who is paid, without the applicant's. */
  names: readonly string[];
}

/** One run of the engine over one approval: the bill, or all reasons why not, and why for every value. */
export interface MappingResult {
  /** The form that it is mapped for, with or without a draft. */
  target: TargetName;
  /** Complete and consistent; null while there is a red issue. */
  draft: PaymentBillDraft | null;
  /** As far as it got: what the screen shows beside the source. */
  fields: {
    header: Readonly<Record<string, string>>;
    rows: readonly {
      amount: Amount | null;
      sourceTitle: string;
      sourceNote: string;
      sourceAmount: string;
      fields: Readonly<Record<string, string>>;
    }[];
  };
  issues: readonly MappingIssue[];
  /** By path: "header.contactUnit", "rows[0].costItem". */
  provenance: Readonly<Record<string, FieldProvenance>>;
  lookups: readonly Lookup[];
  citations: Citations;
  facts: BillFacts;
  /** Controls carried along without conversion: label → text; account-like ones flagged for masking. */
  others: readonly { label: string; text: string; account: boolean }[];
  /** `address`: the link of a photo, as the approval holds it. */
  attachments: readonly { name: string; kind: string; address?: string }[];
  /** contentHash(draft); null without a draft. */
  hash: string | null;
  payees: Payees;
  /** The day that some value is, because it is that of the mapping: on another day the bill says something else. Absent where none is. */
  pushDay?: string;
}
