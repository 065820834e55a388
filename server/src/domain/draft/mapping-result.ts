import type { BillIssue } from '@dingdee/shared/bill';
import type { Amount } from '@dingdee/shared/money';
import type { TargetName } from '@dingdee/shared/scheme';
import type { Params } from './issue-variants.js';
import type { PaymentBillDraft } from './payment-bill.js';
import type { FieldProvenance } from './provenance.js';

/** A key that a rule asked a mapping table for. */
export interface Lookup {
  table: string;
  key: string;
  keyLabel: string;
  orgNumber: string;
  hit: boolean;
  /** Sum of the rows that depend on this key (of the bill, for a header field), in 分. */
  amountFen: bigint;
}

/** Everything that the engine was given besides the snapshot: enough to repeat the run and get the same bytes. */
export interface Citations {
  schemeId: string;
  schemeVersion: number;
  /** Table code → revision read. */
  tables: Readonly<Record<string, number>>;
  /** Path → value set by hand. */
  locks: Readonly<Record<string, string>>;
  /** Path of a lock on a row → the lines of the form that the row was made of; absent if these were recorded for no lock. */
  lockedOn?: Readonly<Record<string, string>>;
  /** Organisation → the last month known to be closed, if a rule used it; absent if no rule did. */
  closed?: Readonly<Record<string, string>>;
  /** Instance id of a related approval that a rule asked for → digest of what was read, or why nothing was; absent if no rule asked. */
  related?: Readonly<Record<string, string>>;
  /** Day of the mapping, if a rule asked for it; absent if no rule did. */
  day?: string;
  /** Field, "header.remark" or "rows.comment" → Kingdee's own limit, if a text was let through that is longer than ours; absent if none was. */
  longest?: Readonly<Record<string, number>>;
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
  /** departmentKey() of the department; '' if the approval gives no id. */
  departmentKey: string;
  purpose: string;
  /** Names (or, unmapped, the source texts) of the rows' cost items, distinct, in row order. */
  costItems: readonly string[];
  attachments: number;
  currency: string;
  /** Σ rows if every row has an amount, else the form's total, else null. */
  total: Amount | null;
  formTotal: Amount | null;
  /**
   * Set if the scheme pays the net sum and the form gives it: gross − offset = payable. The rows are then net, as far as there is something to pay.
   */
  net?: NetSums;
  /**
   * Σ rows of the other bills, if the approval became several bills; null if it is unknown. `formTotal` is then the share of the form's total that is
   * left for this bill.
   */
  others?: Amount | null;
  businessDate: string | null;
  orgNumber: string;
}

/** An issue as it may be stored: with `params`, its sentence is made where it is shown (issue-words.ts). Older versions stored the sentence. */
export interface MappingIssue extends BillIssue {
  params?: Params;
}

/** An issue as the engine finds it. It has no sentence to read: `worded` makes it. */
export interface FoundIssue extends Omit<MappingIssue, 'message'> {
  params: Params;
}

/** A value that a person set where the form says who is paid, and that no other person has seen yet. Accounts are shown by their last four digits. */
export interface PayeeHand {
  /** Name of the target field, "oppositeAccount". */
  field: string;
  /** Value of the form, or of the table before; "" if there was no certain value. */
  form: string;
  put: string;
  by: string;
  /** Mapping row behind the value; null for a value on the bill or in the scheme. */
  rowId: string | null;
  /** Nobody set the value: the form gives no name for the account, and the scheme knows only the applicant's. `by` is "". */
  assumed?: true;
  /** The value says who pays: a mapping row changed it from one organisation to another. */
  payer?: true;
}

/** Who is paid, as far as it is not simply the applicant according to the form. */
export interface Payees {
  hands: readonly PayeeHand[];
  /** Names of the payees, without the applicant's. */
  names: readonly string[];
}

/** Result of one run of the engine over one approval: the bill, or all reasons why there is none, and the provenance of every value. */
export interface MappingResult {
  /** Form that the approval is mapped for, with or without a draft. */
  target: TargetName;
  /** Complete and consistent bill; null while there is a red issue. */
  draft: PaymentBillDraft | null;
  /** Fields as far as they were mapped: the screen shows them beside the source. */
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
  issues: readonly FoundIssue[];
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
  /** Day of the mapping, if a value is that day, so that the bill would differ on another day; absent if no value is. */
  pushDay?: string;
}
