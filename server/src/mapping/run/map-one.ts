import { fromFen } from '@dingdee/shared/money';
import type { SchemeContent } from '@dingdee/shared/scheme';
import { parseApproval, UnreadableApprovalError } from '../../connectors/dingtalk/form/parse-approval.js';
import { PAYMENT_FORM } from '../../connectors/forms/payment-form.js';
import type { RawApproval } from '../../connectors/source.js';
import type { ApprovalInstance } from '../../domain/approval/approval-instance.js';
import type { SeenDepartments } from '../../domain/approval/department-key.js';
import type { SchemeWriters } from '../../domain/draft/field-writers.js';
import type { MappingResult } from '../../domain/draft/mapping-result.js';
import type { UsableBaseData } from '../../domain/draft/usable-base-data.js';
import { type FieldKey, runMapping } from '../../engine/map-approval.js';
import type { MappingBook } from '../../engine/rule/mapping-book.js';
import type { FormSchema } from '../../engine/source/named-controls.js';
import type { BillToMap } from './bills-to-map.js';

/** What bills of one chunk are mapped with. */
export interface MappingBasis {
  book: MappingBook;
  baseData: UsableBaseData;
  /** Departments that share a name, as far as approvals have named them. */
  departments: SeenDepartments;
  scheme: { id: string; version: number; content: SchemeContent; form?: FormSchema; writers?: SchemeWriters };
}

/**
 * Maps one bill from its stored snapshot; never throws: what cannot be read becomes an issue on that bill.
 * @param read gives what parseApproval gives.
 */
export function mapBill(
  bill: BillToMap,
  basis: MappingBasis,
  read: (raw: RawApproval) => ApprovalInstance = parseApproval,
): { result: MappingResult; fieldKeys: () => FieldKey[] } {
  try {
    return runMapping({
      ...basis,
      target: PAYMENT_FORM,
      instance: read(bill.raw),
      // What an earlier version stored for somebody whom it could not name is nobody's name.
      originatorName: bill.originatorName === bill.originatorUserId ? '' : bill.originatorName,
      locks: bill.locks,
      lockedBy: bill.lockedBy,
      billNo: bill.billNo,
      thirdBillNo: bill.thirdBillNo,
    });
  } catch (error) {
    const sentence =
      error instanceof UnreadableApprovalError ? error.message : '审批内容的格式无法识别，没有生成付款单。';
    return { result: unreadable(bill, basis, `${sentence}请申请人重新提交，或线下处理。`), fieldKeys: () => [] };
  }
}

/** The bill as the lists already show it, with the one reason why it has no content. */
export function unreadable({ shown, locks }: BillToMap, { scheme }: MappingBasis, message: string): MappingResult {
  return {
    draft: null,
    fields: { header: {}, rows: [] },
    issues: [{ code: 'unreadable', level: 'red', path: 'approval', message, table: null, key: null }],
    provenance: {},
    lookups: [],
    citations: { schemeId: scheme.id, schemeVersion: scheme.version, tables: {}, locks },
    facts: {
      payee: shown.payee,
      department: shown.department,
      departmentKey: shown.departmentKey,
      purpose: shown.purpose,
      costItems: [],
      attachments: 0,
      currency: shown.currency,
      total: shown.fen === null ? null : fromFen(shown.fen),
      formTotal: null,
      businessDate: null,
      orgNumber: shown.orgNumber,
    },
    others: [],
    attachments: [],
    hash: null,
    payees: { hands: [], names: [] },
  };
}
