import type { Outcome } from '@dingdee/shared/bill-state';
import { type Amount, toFen } from '@dingdee/shared/money';
import { v7 as uuid } from 'uuid';
import type { NewRow } from '../../database/rows.js';
import { billNo, thirdBillNo } from '../../domain/bill/bill-key.js';
import { writeNotes } from '../../domain/bill/stored-state.js';
import type { ApprovalSplit } from './approval-splits.js';
import type { Bill } from './bill.entity.js';

/** Data of an agreed approval, as the intake knows it. */
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
  /** departmentKey() of the department; '' if the approval gives no id. */
  departmentKey: string;
  formTotal: Amount | null;
  finishedAt: number;
  /** Split of the approval; absent if the bill is the whole approval and `part` is "". */
  split?: ApprovalSplit | undefined;
}

/** Returns the row of a new bill. */
export function collectedRow(bill: CollectedBill, now: number): NewRow<Bill> {
  const total = bill.formTotal === null ? null : toFen(bill.formTotal);
  return {
    id: uuid(),
    corp_id: bill.corpId,
    process_instance_id: bill.processInstanceId,
    part: bill.part,
    bill_no: billNo(bill.billNoPrefix, bill.corpId, bill.processInstanceId, bill.part),
    third_bill_no: thirdBillNo(bill.processInstanceId, bill.part),
    scheme_id: bill.schemeId,
    scheme_version: bill.schemeVersion,
    approval_id: bill.approvalId,
    org_number: bill.orgNumber,
    outcome: bill.outcome,
    state_kind: 'collected',
    reached: 'none',
    state: writeNotes('collected', {}),
    business_id: bill.businessId,
    title: bill.title,
    originator_userid: bill.originatorUserId,
    originator_name: bill.originatorName,
    payee: bill.originatorName,
    department: bill.department,
    department_key: bill.departmentKey,
    purpose: bill.title,
    cost_items: '[]',
    attachments: 0,
    action: 'none',
    reason_key: '',
    reason: null,
    reason_rank: 0,
    currency: 'CNY',
    amount_minor: total,
    rate: '1.0000000000',
    base_fen: total,
    version: 1,
    attempt: 0,
    finished_at: bill.finishedAt,
    state_since: now,
    created_at: now,
    updated_at: now,
  };
}
