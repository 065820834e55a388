import type { ApprovalForm } from './form.js';

/** An approval as the sandbox holds it: what people entered, free of any API's encoding (encode-controls.ts and detail.ts have those). */

export type ControlValue =
  | { kind: 'empty'; as: 'null' | 'blank' | 'missing' }
  /** Text, number, date: the value is the text itself. */
  | { kind: 'text'; text: string }
  | { kind: 'money'; text: string }
  | { kind: 'select'; label: string; key: string }
  | { kind: 'date-range'; start: string; end: string; days: number }
  | { kind: 'contacts'; people: readonly { emplId: string; name: string }[] }
  | { kind: 'departments'; departments: readonly { id: string; name: string }[] }
  | { kind: 'relate'; list: readonly RelatedApproval[] }
  | { kind: 'invoices'; list: readonly Invoice[] }
  | { kind: 'recipient'; account: RecipientAccount }
  | { kind: 'photos'; urls: readonly string[] }
  | { kind: 'attachments'; files: readonly FileRef[] }
  | { kind: 'table'; rows: readonly TableRow[] }
  /** Sent exactly as it stands: bad input for tests. */
  | { kind: 'raw'; value?: string; extValue?: string };

export interface RelatedApproval {
  title: string;
  businessId: string;
  procInstId: string;
}

export interface Invoice {
  invoiceCode: string;
  invoiceNo: string;
  invoiceDate: string;
  amount: string;
  seller: string;
}

export interface RecipientAccount {
  holder: string;
  number: string;
  bank: string;
}

export interface FileRef {
  spaceId: string;
  fileName: string;
  fileSize: number;
  fileType: string;
  fileId: string;
}

export interface TableRow {
  /** Suffix of rowNumber; missing in rows of the older kind. */
  rowId?: string;
  cells: readonly Cell[];
}

export interface Cell {
  controlId: string;
  value: ControlValue;
}

export type ApprovalStatus = 'RUNNING' | 'COMPLETED' | 'TERMINATED';
export type ApprovalResult = '' | 'agree' | 'refuse';
/** How the generator meant it: `late` runs until control finishes it. */
export type ApprovalFate = 'agreed' | 'running' | 'refused' | 'terminated' | 'late';

export interface ApprovalComment {
  userid: string;
  /** Unix milliseconds. */
  at: number;
  text: string;
  /** API family through which it came. */
  via: 'v1' | 'topapi';
}

export interface SandboxApproval {
  instanceId: string;
  processCode: string;
  /** 审批编号, 21 digits. */
  businessId: string;
  title: string;
  originatorUserid: string;
  /** "-1" is the root department. */
  deptId: string;
  deptName: string;
  status: ApprovalStatus;
  result: ApprovalResult;
  /** Unix milliseconds, whole seconds. */
  createdAt: number;
  finishedAt?: number;
  bizAction: 'NONE' | 'MODIFY' | 'REVOKE';
  attachedInstanceIds: string[];
  mainInstanceId?: string;
  approverUserids: readonly string[];
  ccUserids: readonly string[];
  /** First of two task ids, 12 digits as text. */
  taskId: string;
  values: ReadonlyMap<string, ControlValue>;
  /** Controls that answers of this instance leave out, and whether the TextNote shows. */
  showsNote: boolean;
  /** Component type that replaces the schema's, for bad input. */
  typeOverrides?: ReadonlyMap<string, string>;
  comments: ApprovalComment[];
  fate: ApprovalFate;
  /** The form as it was at the launch, where it has been changed before that; else the first. */
  form?: ApprovalForm;
  expected: ExpectedBill;
  deleted?: boolean;
}

/** What a correct reader finds in the approval: the tests' answer sheet. Amounts are decimal text with two places. */
export interface ExpectedBill {
  total: string;
  rowSum: string;
  rows: readonly ExpectedRow[];
  paidByCompanyAccount?: string;
  /** Number of the supplier in Kingdee. */
  supplier?: string;
  bad?: string;
}

export interface ExpectedRow {
  date: string;
  amount: string;
  expense: string;
  costItemNumber?: string;
}
