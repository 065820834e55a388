import type { BillStateKind } from '@dingdee/shared/bill-state';
import { type Amount, toFen } from '@dingdee/shared/money';
import { fenToColumn } from '../../database/columns.js';
import { checkTransition } from '../../domain/bill/bill-state.js';
import { baseTotal } from '../../domain/draft/base-total.js';
import type { MappingResult } from '../../domain/draft/mapping-result.js';
import { writePayees } from '../../domain/draft/payee-hands.js';
import type { BillRef } from './bill-ledger.js';
import { firstReason } from './first-reason.js';
import { issueMarks } from './issue-marks.js';
import { NOT_APPROVED } from './not-approved.js';

/** The result of the engine for a bill, and the bill as it was when it was mapped. */
export interface MappedBill {
  bill: BillRef;
  approvedHash: string | null;
  result: MappingResult;
  why: string;
  /** The warnings shown at the approval have changed: the approval is voided though the payload is the same. */
  toldOtherwise?: boolean;
}

/** Returns the state that follows from a mapping, and the columns that lists and limits read. @throws IllegalTransitionError */
export function outcomeOf(mapped: MappedBill) {
  const { bill, approvedHash, result, why, toldOtherwise = false } = mapped;
  const { facts } = result;
  const clean = result.draft !== null;
  const keeps = bill.kind === 'approved' && clean && approvedHash === result.hash && !toldOtherwise;
  const parked = bill.kind === 'held';
  const to: BillStateKind = keeps ? 'approved' : parked ? 'held' : clean ? 'ready' : 'needs-mapping';
  // Kingdee refused the approved mapping, and this mapping is another: nobody has approved it (product.md §1).
  const voided = !keeps && (bill.kind === 'approved' || approvedHash !== null);
  if (!keeps && !parked) checkTransition(bill, to);
  const total = fenOf(facts.total);
  const first = firstReason(result.issues);
  const set = (now: number): Record<string, unknown> => ({
    state_kind: to,
    org_number: facts.orgNumber,
    payee: facts.payee.slice(0, 200),
    department: facts.department.slice(0, 200),
    department_key: facts.departmentKey.slice(0, 200),
    purpose: facts.purpose.slice(0, 500),
    cost_items: JSON.stringify(facts.costItems.slice(0, 3).map((name) => name.slice(0, 60))),
    attachments: facts.attachments,
    // A held bill keeps the reason of its hold, whatever is mapped meanwhile.
    ...(parked ? {} : { ...first, action: keeps ? 'push' : first.action }),
    currency: facts.currency,
    amount_minor: total,
    // A bill that may be paid, or that Kingdee holds, counts with what it pays: limits and sums never miss it.
    base_fen: fenOf(result.draft?.total ?? (bill.reached === 'none' ? baseTotal(facts) : facts.total)),
    business_date: facts.businessDate,
    push_day: result.pushDay ?? null,
    content_hash: result.hash,
    issue_marks: issueMarks(result.issues),
    target_form: result.target,
    payees: writePayees(result.payees),
    scheme_version: result.citations.schemeVersion,
    ...(to === bill.kind ? {} : { state_since: now }),
    updated_at: now,
    ...(keeps ? {} : NOT_APPROVED),
    ...(voided ? { approval_voided: `${why}，原审核不再有效` } : {}),
  });
  return { bill, to, voided, result, why, set };
}

const fenOf = (amount: Amount | null) => (amount === null ? null : fenToColumn(toFen(amount)));
