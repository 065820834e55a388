import { createHash } from 'node:crypto';
import type { Amount } from '@dingdee/shared/money';
import { parseAmount, toFen } from '@dingdee/shared/money';
import type { SchemeContent } from '@dingdee/shared/scheme';
import type { CollectedBill } from '../../bill/ledger/bill-ledger.js';
import type { RawApproval } from '../../connectors/source.js';
import type { ApprovalInstance } from '../../domain/approval/approval-instance.js';
import { departmentKey } from '../../domain/approval/department-key.js';
import type { ApprovalSource } from '../../engine/source/approval-source.js';
import { clip } from '../../json/json-reading.js';
import type { SchemeToPull } from '../scope/scheme-to-pull.js';
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

export const APPROVAL_COLUMNS = [
  'id',
  'corp_id',
  'process_instance_id',
  'source_version',
  'process_code',
  'scheme_id',
  'business_id',
  'title',
  'originator_userid',
  'originator_name',
  'status',
  'result',
  'biz_action',
  'started_at',
  'finished_at',
  'family',
  'raw_hash',
  'collected_at',
  'raw',
] as const;

/** The row of `approval`, in the order of APPROVAL_COLUMNS. Texts are cut to their columns; the raw answer holds them whole. */
export function approvalRow(
  id: string,
  { raw, instance, originatorName }: ReadApproval,
  place: { corpId: string; schemeId: string; now: number },
): unknown[] {
  return [
    id,
    place.corpId,
    instance.processInstanceId,
    1,
    instance.processCode,
    place.schemeId,
    clip(instance.businessId, 64),
    clip(instance.title, 300),
    clip(instance.originatorUserId, 64),
    clip(originatorName, 120),
    instance.status,
    instance.result,
    instance.bizAction,
    instance.startedAt,
    // A withdrawn approval may carry no end: when it was read is the next best.
    instance.finishedAt ?? place.now,
    raw.family,
    createHash('sha256').update(raw.text).digest('hex'),
    place.now,
    raw.text,
  ];
}

/** What BillLedger needs to open the bill of an agreed approval. */
export function collectedBill(
  approvalId: string,
  { instance, originatorName, formTotal }: ReadApproval,
  scheme: SchemeToPull,
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

/** 2^53 分: what the columns hold (architecture.md, decision 6). The engine says what is wrong with such a total. */
const LARGEST = 2n ** 53n;

export function formTotalOf(content: Pick<SchemeContent, 'totalFrom'>, source: ApprovalSource): Amount | null {
  const total = parseAmount(source.read(content.totalFrom, null).text);
  if (total === null) return null;
  const fen = toFen(total);
  return fen < LARGEST && fen > -LARGEST ? total : null;
}
