/** An approval as the program understands it, the same for both API families; made by parseApproval from the raw text, never stored. */
export interface ApprovalInstance {
  processInstanceId: string;
  processCode: string;
  /** 审批编号, 21 digits, kept as text. */
  businessId: string;
  title: string;
  status: 'NEW' | 'RUNNING' | 'TERMINATED' | 'COMPLETED' | 'CANCELED' | 'UNKNOWN';
  result: 'agree' | 'refuse' | '';
  bizAction: 'NONE' | 'MODIFY' | 'REVOKE';
  originatorUserId: string;
  originatorDeptId: string;
  /** May be a joined path "A-B-C" (dingtalk.md §4.1); kept as printed. */
  originatorDeptName: string;
  /** Instants in Unix ms; v1 gives minutes only. */
  startedAt: number;
  finishedAt: number | null;
  attachedIds: readonly string[];
  mainId: string | null;
  controls: readonly Control[];
  /** Texts of comments and records, used to find our own comment again. */
  remarks: readonly { userId: string; text: string; at: number | null }[];
  /** Sentences about content that looks wrong though it could be read (dingtalk.md §4.3); absent if there are none. */
  warnings?: readonly string[];
}

export interface Control {
  id: string;
  /** Trimmed label. */
  name: string;
  alias: string | null;
  type: string;
  value: ControlValue;
  /** What DingTalk wrote beside the value; absent if nothing there checks the value. */
  beside?: Beside;
  /** Labels of the nested controls that the value stands in, if they differ from the name: 金额(USD) in a cell called 金额. */
  inner?: readonly string[];
  /** A suite whose controls follow it, with the same texts; absent for one whose texts stand in it alone. */
  spread?: true;
  /** DingTalk's ids of the chosen departments, if it gives one for each: names repeat. */
  departmentIds?: readonly string[];
}

/** A second reading of an amount or a table, as printed: it can only contradict the value (beside-value.ts). */
export interface Beside {
  /** Amount in words, such as 壹仟元整. */
  words?: string;
  currency?: string;
  columnTotals?: readonly { id: string; label: string; total: string }[];
}

/** `address` is set if the control holds a plain link (photos); every other file is fetched by its ids. */
export interface AttachedFile {
  name: string;
  kind: string;
  fileId: string | null;
  spaceId: string | null;
  address?: string;
}

/** Decoded value of a control (dingtalk.md §5). `unreadable` keeps the text: it becomes an issue on the bill, never a crash. */
export type ControlValue =
  | { kind: 'empty' }
  | { kind: 'text'; text: string }
  | { kind: 'list'; items: readonly string[] }
  | { kind: 'table'; rows: readonly ControlRow[] }
  | { kind: 'people'; people: readonly { userId: string; name: string }[] }
  | { kind: 'files'; files: readonly AttachedFile[] }
  | {
      kind: 'related';
      approvals: readonly { title: string; businessId: string | null; processInstanceId: string | null }[];
    }
  | { kind: 'object'; entries: Readonly<Record<string, string>> }
  | { kind: 'unreadable'; text: string };

export interface ControlRow {
  rowNumber: string | null;
  /** Cells that exist; hidden and blank cells are missing, so a cell is never found by position. */
  cells: readonly Control[];
  /** Text of the row, if the row or one of its cells could not be understood. Such a row is never a blank one. */
  unreadable?: string;
}
