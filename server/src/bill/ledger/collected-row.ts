import type { Outcome } from '@dingdee/shared/bill-state';
import { type Amount, toFen } from '@dingdee/shared/money';
import { v7 as uuid } from 'uuid';
import { fenToColumn } from '../../database/columns.js';
import { billNo, thirdBillNo } from '../../domain/bill/bill-key.js';
import { writeNotes } from '../../domain/bill/stored-state.js';
import type { ApprovalSplit } from './approval-splits.js';

/** What intake knows of an agreed approval. */
export interface CollectedBill {
  corpId: string;
  processInstanceId: string;
  part: string;
  schemeId: string;
  schemeVersion: number;
  approvalId: string;
  orgNumber: string;
  outcome: Outcome;
  billNoPrefix: string;
  businessId: string;
  title: string;
  originatorUserId: string;
  originatorName: string;
  department: string;
  /** departmentKey() of it; '' where the approval gives no id. */
  departmentKey: string;
  formTotal: Amount | null;
  finishedAt: number;
  /** How the approval is split; absent where the bill is all of it and `part` is "". */
  split?: ApprovalSplit | undefined;
}

/** The row of a new bill, in the order of COLLECT_COLUMNS; its id comes first. */
export function collectedRow(bill: CollectedBill, now: number): unknown[] {
  const total = bill.formTotal === null ? null : fenToColumn(toFen(bill.formTotal));
  return [
    uuid(),
    bill.corpId,
    bill.processInstanceId,
    bill.part,
    billNo(bill.billNoPrefix, bill.corpId, bill.processInstanceId, bill.part),
    thirdBillNo(bill.processInstanceId, bill.part),
    bill.schemeId,
    bill.schemeVersion,
    bill.approvalId,
    bill.orgNumber,
    bill.outcome,
    'collected',
    'none',
    writeNotes('collected', {}),
    bill.businessId,
    bill.title,
    bill.originatorUserId,
    bill.originatorName,
    bill.originatorName,
    bill.department,
    bill.departmentKey,
    bill.title,
    '[]',
    0,
    'none',
    '',
    null,
    0,
    'CNY',
    total,
    '1.0000000000',
    total,
    1,
    0,
    bill.finishedAt,
    now,
    now,
    now,
  ];
}

export const COLLECT_COLUMNS = [
  'id',
  'corp_id',
  'process_instance_id',
  'part',
  'bill_no',
  'third_bill_no',
  'scheme_id',
  'scheme_version',
  'approval_id',
  'org_number',
  'outcome',
  'state_kind',
  'reached',
  'state',
  'business_id',
  'title',
  'originator_userid',
  'originator_name',
  'payee',
  'department',
  'department_key',
  'purpose',
  'cost_items',
  'attachments',
  'action',
  'reason_key',
  'reason',
  'reason_rank',
  'currency',
  'amount_minor',
  'rate',
  'base_fen',
  'version',
  'attempt',
  'finished_at',
  'state_since',
  'created_at',
  'updated_at',
];
