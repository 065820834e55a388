import { createHash } from 'node:crypto';
import type { Amount } from '@dingdee/shared/money';
import { fromFen, parseAmount, toFen } from '@dingdee/shared/money';
import type { SchemeContent } from '@dingdee/shared/scheme';
import type { ApprovalSplit } from '../../bill/ledger/approval-splits.js';
import type { CollectedBill } from '../../bill/ledger/collected-row.js';
import type { RawApproval } from '../../connectors/source.js';
import type { NewRow } from '../../database/rows.js';
import type { ApprovalInstance } from '../../domain/approval/approval-instance.js';
import { departmentKey } from '../../domain/approval/department-key.js';
import { Issues } from '../../domain/draft/issues.js';
import { detailLines } from '../../engine/field/detail-lines.js';
import { type ApprovalPart, approvalParts } from '../../engine/parts/approval-parts.js';
import { ApprovalSource, textOfValue } from '../../engine/source/approval-source.js';
import { clip } from '../../json/json-reading.js';
import type { SchemeToPull } from '../scope/scheme-to-pull.js';
import type { Approval } from './approval.entity.js';
import type { Amends, Fate } from './approval-fate.js';

/** A detail answer that was read and decided, on its way into the database. */
export interface ReadApproval {
  raw: RawApproval;
  instance: ApprovalInstance;
  fate: Exclude<Fate, { kind: 'open' }>;
  /** Set for one that changes or cancels another. */
  amends: Amends | null;
  originatorName: string;
  /** 元 as the form says; null where it cannot be read or is larger than the columns hold. */
  formTotal: Amount | null;
  /** The id of its stored snapshot where there is one already. */
  approvalId: string | null;
}

/** The row of `approval`. Texts are cut to their columns; the raw answer holds them whole. */
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
    // A withdrawn approval may carry no end: when it was read is the next best.
    finished_at: instance.finishedAt ?? place.now,
    family: raw.family,
    raw_hash: createHash('sha256').update(raw.text).digest('hex'),
    collected_at: place.now,
    raw: raw.text,
  };
}

/** What is read of an approval, and the version of a scheme that its bills are made by. */
type Read = Pick<ReadApproval, 'instance' | 'originatorName' | 'formTotal'>;
type By = Pick<SchemeToPull, 'id' | 'version' | 'content' | 'form'>;

/** What BillLedger needs to open the bills of an agreed approval: one, or one for each part that its scheme splits it into. */
export function collectedBills(approvalId: string, read: Read, scheme: By, corpId: string): CollectedBill[] {
  const { split } = scheme.content;
  const whole = wholeBill(approvalId, read, scheme, corpId);
  const parts = split ? partsNow(split, scheme, read.instance, read.originatorName) : null;
  if (!split || parts === null) return [whole];
  return splitBills(whole, { ...split, all: parts.map(({ part }) => part) }, parts);
}

/** The one bill of an approval that is not split. */
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

/** A bill for each of these parts. Its sum is not known before it is mapped. */
export const splitBills = (
  whole: CollectedBill,
  split: ApprovalSplit,
  parts: readonly Pick<ApprovalPart, 'part'>[],
): CollectedBill[] => parts.map(({ part }) => ({ ...whole, part, split, formTotal: null }));

/** Which parts an approval has by what it says now; null where it is one bill. */
export function partsNow(
  { from }: Pick<ApprovalSplit, 'from'>,
  { content, form }: Pick<SchemeToPull, 'content' | 'form'>,
  instance: ApprovalInstance,
  originatorName: string,
): readonly ApprovalPart[] | null {
  const source = new ApprovalSource(instance, originatorName, form);
  return approvalParts(from, detailLines(source, content, new Issues()), source);
}

/** 2^53 分: what the columns hold (architecture.md, decision 6). The engine says what is wrong with such a total. */
const LARGEST = 2n ** 53n;

/** What the form says is to be paid, before anything was mapped; where a scheme pays the net sum, that. Null where it cannot be read. */
export function formTotalOf(content: Pick<SchemeContent, 'totalFrom' | 'net'>, source: ApprovalSource): Amount | null {
  const { totalFrom, net } = content;
  const fenAt = (ref: string): bigint | null => {
    const amount = parseAmount(source.read(ref, null).text);
    return amount === null ? null : toFen(amount);
  };
  const payable = net?.payable == null ? null : fenAt(net.payable);
  const total = fenAt(totalFrom);
  const off = (net?.offsets ?? []).reduce((sum, { from, column }) => {
    if (column === undefined) return sum + (fenAt(from) ?? 0n);
    const cells = (source.columnOf(from, column) ?? []).flatMap(({ cell }) => cell ?? []);
    return cells.reduce((all, { value }) => {
      const amount = parseAmount(textOfValue(value));
      return amount === null ? all : all + toFen(amount);
    }, sum);
  }, 0n);
  const fen = payable ?? (total === null ? null : total - off);
  return fen !== null && fen < LARGEST && fen > -LARGEST ? fromFen(fen) : null;
}
