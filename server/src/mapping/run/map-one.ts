import { fromFen } from '@dingdee/shared/money';
import { type SchemeContent, USUAL_TARGET } from '@dingdee/shared/scheme';
import { parseApproval, UnreadableApprovalError } from '../../connectors/dingtalk/form/parse-approval.js';
import { formNamed } from '../../connectors/forms/payment-form.js';
import type { RawApproval } from '../../connectors/source.js';
import type { ApprovalInstance } from '../../domain/approval/approval-instance.js';
import type { SeenDepartments } from '../../domain/approval/department-key.js';
import type { SchemeWriters } from '../../domain/draft/field-writers.js';
import type { FormStop } from '../../domain/draft/form-stop.js';
import type { UnreadApproval } from '../../domain/draft/issue-variants.js';
import { foundIssue } from '../../domain/draft/issues.js';
import type { MappingResult } from '../../domain/draft/mapping-result.js';
import { withOwnFields } from '../../domain/draft/own-fields.js';
import type { UsableBaseData } from '../../domain/draft/usable-base-data.js';
import { citedLocks } from '../../engine/field/held-locks.js';
import { type MappingRun, runMapping } from '../../engine/map-approval.js';
import type { ClosedThrough } from '../../engine/rule/days.js';
import type { MappingBook } from '../../engine/rule/mapping-book.js';
import type { FormSchema } from '../../engine/source/named-controls.js';
import type { BillToMap } from './bills-to-map.js';

/** Input that the bills of one chunk share. */
export interface MappingBasis {
  book: MappingBook;
  baseData: UsableBaseData;
  /** Departments that share a name, as far as approvals have named them. */
  departments: SeenDepartments;
  scheme: { id: string; version: number; content: SchemeContent; form?: FormSchema; writers?: SchemeWriters };
  /** Changes of the form that a person has not accepted yet. */
  formStops: readonly FormStop[];
}

/** Input of one bill, beside what all bills of a chunk share. */
export type SnapshotToMap = Pick<
  BillToMap,
  | 'raw'
  | 'sourceVersion'
  | 'originatorUserId'
  | 'originatorName'
  | 'locks'
  | 'lockedBy'
  | 'lockedOn'
  | 'billNo'
  | 'thirdBillNo'
  | 'part'
  | 'shown'
  | 'related'
> & {
  /** Known closed periods. */
  closed?: ClosedThrough;
  /** The day of the mapping. */
  day?: string;
};

/**
 * Maps one bill from its stored snapshot; never throws: an unreadable approval becomes an issue on that bill.
 * @param read returns what parseApproval returns.
 */
export function mapBill(
  bill: SnapshotToMap,
  basis: MappingBasis,
  read: (raw: RawApproval) => ApprovalInstance = parseApproval,
): MappingRun {
  try {
    return runMapping({
      ...basis,
      target: withOwnFields(formNamed(basis.scheme.content.target), basis.scheme.content, basis.baseData),
      instance: read(bill.raw),
      related: bill.related,
      edited: bill.sourceVersion > 1,
      // An earlier version stored the user id if it did not know the name: that is no name.
      originatorName: bill.originatorName === bill.originatorUserId ? '' : bill.originatorName,
      locks: bill.locks,
      lockedBy: bill.lockedBy,
      lockedOn: bill.lockedOn,
      billNo: bill.billNo,
      thirdBillNo: bill.thirdBillNo,
      part: bill.part,
      closed: bill.closed,
      day: bill.day,
    });
  } catch (error) {
    const result = unreadable(bill, basis, error instanceof UnreadableApprovalError ? error.why : 'format');
    return { result, fieldKeys: () => [], rulesUsed: () => new Map(), rowLines: () => [], billDay: '' };
  }
}

/** Returns the bill as the lists already show it, with one issue that says why it has no content. */
export function unreadable(
  { shown, locks, lockedOn }: Pick<BillToMap, 'shown' | 'locks' | 'lockedOn'>,
  { scheme }: MappingBasis,
  of: UnreadApproval,
): MappingResult {
  return {
    target: scheme.content.target ?? USUAL_TARGET,
    draft: null,
    fields: { header: {}, rows: [] },
    issues: [foundIssue('red', 'unreadable', 'approval', { of })],
    provenance: {},
    lookups: [],
    citations: { schemeId: scheme.id, schemeVersion: scheme.version, tables: {}, ...citedLocks({ locks, lockedOn }) },
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
