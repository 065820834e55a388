import { createHash } from 'node:crypto';
import type { Amount } from '@dingdee/shared/money';
import { fromFen, toFen } from '@dingdee/shared/money';
import type { SchemeContent } from '@dingdee/shared/scheme';
import type { ApprovalSplit } from '../../bill/ledger/approval-splits.js';
import type { CollectedBill } from '../../bill/ledger/collected-row.js';
import type { RawApproval } from '../../connectors/source.js';
import type { NewRow } from '../../database/rows.js';
import type { ApprovalInstance } from '../../domain/approval/approval-instance.js';
import { departmentKey } from '../../domain/approval/department-key.js';
import { Issues } from '../../domain/draft/issues.js';
import { namesForeignCurrency } from '../../engine/check/check-currency.js';
import { detailLines } from '../../engine/field/detail-lines.js';
import { type ApprovalPart, approvalParts } from '../../engine/parts/approval-parts.js';
import { amountOf, amountOfControl } from '../../engine/source/amount-text.js';
import { ApprovalSource, textOfValue } from '../../engine/source/approval-source.js';
import { parseRef } from '../../engine/source/source-ref.js';
import { clip } from '../../json/json-reading.js';
import type { SchemeToPull } from '../scope/scheme-to-pull.js';
import type { Approval } from './approval.entity.js';
import type { Amends, Fate } from './approval-fate.js';

/** A detail answer that was read and whose fate is decided, not stored yet. */
export interface ReadApproval {
  raw: RawApproval;
  instance: ApprovalInstance;
  fate: Exclude<Fate, { kind: 'open' }>;
  /** Set if the approval changes or cancels another one. */
  amends: Amends | null;
  originatorName: string;
  /** Total of the form in 元; null if it cannot be read or exceeds what the columns hold. */
  formTotal: Amount | null;
  /** Total as sums in yuan add it; absent for an approval whose bill will say its currency. */
  yuanTotal?: Amount | null;
  /** Id of the stored snapshot; null if there is none yet. */
  approvalId: string | null;
}

/** Returns the row of table `approval`. Texts are cut to their columns; the raw answer holds them whole. */
export function approvalRow(
  id: string,
  { raw, instance, originatorName }: Pick<ReadApproval, 'raw' | 'instance' | 'originatorName'>,
  place: { corpId: string; schemeId: string; now: number; version?: number },
): NewRow<Approval> {
  return {
    id,
    corp_id: place.corpId,
    process_instance_id: instance.processInstanceId,
    source_version: place.version ?? 1,
    process_code: instance.processCode,
    scheme_id: place.schemeId,
    business_id: clip(instance.businessId, 64),
    title: clip(instance.title, 300),
    originator_userid: clip(instance.originatorUserId, 64),
    originator_name: clip(originatorName, 120),
    status: instance.status,
    result: instance.result,
    biz_action: instance.bizAction,
    started_at: instance.startedAt,
    // A withdrawn approval may have no end time; the time of reading is used instead.
    finished_at: instance.finishedAt ?? place.now,
    family: raw.family,
    raw_hash: createHash('sha256').update(raw.text).digest('hex'),
    collected_at: place.now,
    raw: raw.text,
  };
}

/** The read parts of an approval (`Read`), and the scheme version by which its bills are made (`By`). */
type Read = Pick<ReadApproval, 'instance' | 'originatorName' | 'formTotal'>;
type By = Pick<SchemeToPull, 'id' | 'version' | 'content' | 'form'>;

/** Returns what BillLedger needs to open the bills of an agreed approval: one bill, or one for each part into which the scheme splits it. */
export function collectedBills(approvalId: string, read: Read, scheme: By, corpId: string): CollectedBill[] {
  const { split } = scheme.content;
  const whole = wholeBill(approvalId, read, scheme, corpId);
  const parts = split ? partsNow(split, scheme, read.instance, read.originatorName) : null;
  if (!split || parts === null) return [whole];
  return splitBills(whole, { ...split, all: parts.map(({ part }) => part) }, parts);
}

/** Returns the one bill of an approval that is not split. */
export function wholeBill(
  approvalId: string,
  { instance, originatorName, formTotal }: Read,
  scheme: By,
  corpId: string,
): CollectedBill {
  const { content } = scheme;
  return {
    corpId,
    processInstanceId: instance.processInstanceId,
    part: '',
    schemeId: scheme.id,
    schemeVersion: scheme.version,
    approvalId,
    orgNumber: content.orgNumber,
    outcome: content.outcome,
    billNoPrefix: content.billNoPrefix,
    businessId: clip(instance.businessId, 64),
    title: clip(instance.title, 300),
    originatorUserId: clip(instance.originatorUserId, 64),
    originatorName: clip(originatorName, 120),
    department: clip(instance.originatorDeptName, 200),
    departmentKey: clip(departmentKey([instance.originatorDeptId]), 200),
    formTotal,
    finishedAt: instance.finishedAt ?? instance.startedAt,
  };
}

/** Returns one bill for each part; its sum is unknown until it is mapped. */
export const splitBills = (
  whole: CollectedBill,
  split: ApprovalSplit,
  parts: readonly Pick<ApprovalPart, 'part'>[],
): CollectedBill[] => parts.map(({ part }) => ({ ...whole, part, split, formTotal: null }));

/** Returns the parts of an approval by its current content; null if it is one bill. */
export function partsNow(
  { from }: Pick<ApprovalSplit, 'from'>,
  { content, form }: Pick<SchemeToPull, 'content' | 'form'>,
  instance: ApprovalInstance,
  originatorName: string,
): readonly ApprovalPart[] | null {
  const source = new ApprovalSource(instance, originatorName, form);
  return approvalParts(from, detailLines(source, content, new Issues()), source);
}

/**
 * Returns the same for an approval that has no bill, as it is added to sums in yuan; null too where the form names another currency or none that is
 * surely 人民币 (decision 175).
 */
export function yuanTotalOf(content: Pick<SchemeContent, 'totalFrom' | 'net'>, source: ApprovalSource): Amount | null {
  const total = formTotalOf(content, source);
  if (total === null) return null;
  const { totalFrom, net } = content;
  const read = [totalFrom, net?.payable, ...(net?.offsets ?? []).map(({ from }) => from)];
  const names = read.flatMap((ref) => (ref == null ? [] : parseRef(ref).names));
  const amounts = new Set(names.map(({ comparable }) => source.control(comparable)));
  return namesForeignCurrency(source.instance, amounts) ? null : total;
}

/** Returns the total of a read approval as sums of approvals add it, null if it is unknown or not in yuan. */
export const addedTotal = ({
  formTotal,
  yuanTotal = formTotal,
}: Pick<ReadApproval, 'formTotal' | 'yuanTotal'>): Amount | null => yuanTotal;

/** Limit of the columns, 2^53 分 (architecture.md, decision 6). The engine reports what is wrong with a larger total. */
const LARGEST = 2n ** 53n;

/** Returns the amount that the form says is to be paid, before mapping; the net sum if the scheme pays that. Null if it cannot be read. */
export function formTotalOf(content: Pick<SchemeContent, 'totalFrom' | 'net'>, source: ApprovalSource): Amount | null {
  const { totalFrom, net } = content;
  const fenAt = (ref: string): bigint | null => {
    const amount = amountOf(source.read(ref, null));
    return amount === null ? null : toFen(amount);
  };
  const payable = net?.payable == null ? null : fenAt(net.payable);
  const total = fenAt(totalFrom);
  const off = (net?.offsets ?? []).reduce((sum, { from, column }) => {
    if (column === undefined) return sum + (fenAt(from) ?? 0n);
    const cells = (source.columnOf(from, column) ?? []).flatMap(({ cell }) => cell ?? []);
    return cells.reduce((all, cell) => {
      const amount = amountOfControl(cell, textOfValue(cell.value));
      return amount === null ? all : all + toFen(amount);
    }, sum);
  }, 0n);
  const fen = payable ?? (total === null ? null : total - off);
  return fen !== null && fen < LARGEST && fen > -LARGEST ? fromFen(fen) : null;
}
