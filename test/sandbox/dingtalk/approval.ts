import type { ApprovalForm } from './form.js';

/**
 * An approval as the sandbox holds it: the values that people entered, without the encoding of an API (see encode-controls.ts and
 * detail.ts).
 */

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
  /** Sent unchanged: bad input for tests. */
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
  /** Suffix of rowNumber; missing in rows of older instances. */
  rowId?: string;
  cells: readonly Cell[];
}

export interface Cell {
  controlId: string;
  value: ControlValue;
}

export type ApprovalStatus = 'RUNNING' | 'COMPLETED' | 'TERMINATED';
export type ApprovalResult = '' | 'agree' | 'refuse';
/** Outcome that the generator intended; `late` is running until the control endpoint finishes it. */
export type ApprovalFate = 'agreed' | 'running' | 'refused' | 'terminated' | 'late';

export interface ApprovalComment {
  userid: string;
  /** Unix milliseconds. */
  at: number;
  text: string;
  /** API family through which the comment came. */
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
  /** Whether answers of this instance include the TextNote. */
  showsNote: boolean;
  /** Component type that replaces the schema's, for bad input. */
  typeOverrides?: ReadonlyMap<string, string>;
  comments: ApprovalComment[];
  fate: ApprovalFate;
  /** Form at the launch; absent if it was the first form. */
  form?: ApprovalForm;
  expected: ExpectedBill;
  deleted?: boolean;
}

/** Content that a correct reader finds in the approval, for assertions. Amounts are decimal text with two places. */
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
