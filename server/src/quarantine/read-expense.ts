import { type Amount, toFen } from '@dingdee/shared/money';
import type { TargetName } from '@dingdee/shared/scheme';
import { firstReason } from '../bill/ledger/first-reason.js';
import { formNamed } from '../connectors/forms/payment-form.js';
import { departmentKey } from '../domain/approval/department-key.js';
import { beijingDate } from '../domain/beijing-time.js';
import { thirdBillNo } from '../domain/bill/bill-key.js';
import { baseTotal, isYuan, NOT_YUAN } from '../domain/draft/base-total.js';
import type { MappingResult } from '../domain/draft/mapping-result.js';
import type { QuarantinedApproval } from '../intake/quarantine/quarantine-decisions.js';
import type { BillToMap } from '../mapping/run/bills-to-map.js';
import { type MappingBasis, mapBill } from '../mapping/run/map-one.js';
import type { Expense } from './match-payments.js';

/** An approval in quarantine as today's mapping reads it. */
export interface ReadExpense {
  approvalId: string;
  /** Names of everybody whom it pays. */
  payee: string;
  /** In yuan; null if it is unknown or in another currency. */
  fen: bigint | null;
  foreign: boolean;
  /** The values to compare with Kingdee; null if it cannot be compared, and `why` says the reason. */
  expense: Expense | null;
  why: string;
  /** Target form of its bill. Kingdee is asked about payment bills only. */
  target: TargetName;
}

/** Maps the approval like a bill, but writes no bill. */
export function readExpense(approval: QuarantinedApproval, basis: MappingBasis): ReadExpense {
  const { result } = mapBill(asBill(approval, basis), basis);
  const { facts, fields, payees } = result;
  const names = [...new Set([facts.payee, ...payees.names])].filter((name) => name !== '');
  const fen = fenOf(baseTotal(facts));
  // A form that does not surely name 人民币 may have been paid in yuan by hand: its number is compared, and never added up.
  const compared = facts.currency === NOT_YUAN ? fenOf(facts.total) : fen;
  const { head } = formNamed(result.target);
  const unit = fields.header[head.receiver] ?? fields.header[head.payee] ?? '';
  const type = fields.header[head.receiverType] ?? fields.header[head.payeeType] ?? '';
  const why = whyNot(result, unit, compared);
  return {
    approvalId: approval.approvalId,
    payee: names.join('、') || approval.originatorName,
    fen,
    foreign: !isYuan(facts),
    expense:
      why !== '' || compared === null
        ? null
        : {
            approvalId: approval.approvalId,
            orgNumber: facts.orgNumber,
            unit: unitKey(type, unit),
            fen: compared,
            day: beijingDate(approval.finishedAt),
            key: thirdBillNo(approval.raw.processInstanceId, ''),
          },
    why,
    target: result.target,
  };
}

/** Returns type and number as one key, because an employee and a supplier may have the same number. */
export const unitKey = (type: string, number: string): string => `${type} ${number}`;

function whyNot({ facts, issues }: MappingResult, unit: string, fen: bigint | null): string {
  if (!isYuan(facts) && facts.currency !== NOT_YUAN) return '不是人民币，没有和金蝶比';
  if (unit !== '' && fen !== null && facts.orgNumber !== '') return '';
  return firstReason(issues).reason ?? '收款单位、金额或付款组织还不知道';
}

const fenOf = (amount: Amount | null): bigint | null => (amount === null ? null : toFen(amount));

function asBill(
  { approvalId, raw, finishedAt, originatorUserId, originatorName }: QuarantinedApproval,
  { scheme }: MappingBasis,
): BillToMap {
  return {
    ref: { id: approvalId, version: 1, kind: 'collected', reached: 'none' },
    schemeId: scheme.id,
    schemeVersion: scheme.version,
    billNo: '',
    thirdBillNo: thirdBillNo(raw.processInstanceId, ''),
    approvedHash: null,
    contentHash: null,
    raw,
    originatorUserId,
    originatorName,
    payees: { hands: [], names: [] },
    locks: {},
    lockedBy: {},
    lockedOn: {},
    closed: new Map(),
    day: beijingDate(finishedAt),
    pushDay: null,
    sourceVersion: 1,
    shown: {
      payee: originatorName,
      department: '',
      departmentKey: departmentKey([]),
      purpose: '',
      orgNumber: scheme.content.orgNumber,
      currency: 'CNY',
      fen: null,
    },
  };
}
