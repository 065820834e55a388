import { detailTables, type SchemeContent } from '@dingdee/shared/scheme';
import { unmetReason } from '../../domain/approval/filter-words.js';
import { WHILE_OFF } from '../../domain/approval/while-off.js';
import { beijingDate } from '../../domain/beijing-time.js';
import type { ApprovalSource } from '../../engine/source/approval-source.js';
import { firstUnmet } from '../../engine/source/filter.js';

/** What happens to an approval that was read. `reason` is shown, and counted by its text. */
export type Fate =
  | { kind: 'collect' }
  /** 期初: the bill is closed at once, because the company booked it before it began to use this scheme (product.md §6). */
  | { kind: 'handled-outside'; reason: string }
  /** Final for good: the snapshot is kept and the approval is never read again. */
  | { kind: 'skip'; reason: string }
  /** Quarantine: stored without a bill until a person decides (back-fill, or first day moved earlier). */
  | { kind: 'quarantine' }
  /** Not decided yet: nothing is stored. */
  | { kind: 'open'; reason: string };

type Rules = Pick<SchemeContent, 'filter' | 'detail' | 'cutOverDate'>;

/** Returns the fate of an approval. Passed means COMPLETED and agree, nothing else (dingtalk.md §4.2). */
export function fateOf(rules: Rules, source: ApprovalSource): Fate {
  const { status, result, finishedAt } = source.instance;
  if (status === 'COMPLETED' && result !== 'refuse' && (result !== 'agree' || finishedAt === null))
    return { kind: 'open', reason: '审批结果还没有写全' };
  const leftOut = leftOutReason(source.instance);
  if (leftOut !== null) return { kind: 'skip', reason: leftOut };
  if (finishedAt === null || status !== 'COMPLETED')
    return { kind: 'open', reason: status === 'UNKNOWN' ? '审批状态无法识别' : '还在审批中' };
  return fateOfAgreed(rules, source, finishedAt);
}

/** Returns why an approval never gets a bill whatever its form says; null if that depends on the form or is not decided. */
export function leftOutReason({
  status,
  result,
  bizAction,
}: {
  status: string;
  result: string;
  bizAction: string;
}): string | null {
  if (status === 'TERMINATED') return '发起人已撤销';
  if (status === 'CANCELED') return '审批已取消';
  if (status !== 'COMPLETED') return null;
  if (result === 'refuse') return '审批未通过（已拒绝）';
  return result === 'agree' && bizAction === 'REVOKE' ? '撤销已通过的审批，只作废原单，不生成付款单' : null;
}

/** Returns the fate under a scheme that is off: an approval that would get a bill is stored without one until the scheme is on again. */
export function fateWhileOff(rules: Rules, source: ApprovalSource): Fate {
  const fate = fateOf(rules, source);
  return fate.kind === 'open' || fate.kind === 'skip' ? fate : { kind: 'skip', reason: WHILE_OFF };
}

export const QUARANTINED = '补采，进隔离区，不推送';

/** Returns the fate in a back-fill: no approval gets a bill without a decision, whether the scheme would collect it or close it as 期初. */
export function fateInBackfill(rules: Rules, source: ApprovalSource): Fate {
  const fate = fateOf(rules, source);
  return fate.kind === 'open' || fate.kind === 'skip' ? fate : { kind: 'quarantine' };
}

/** What a passed approval does to an earlier one (dingtalk.md §4.2). */
export interface Amends {
  action: 'MODIFY' | 'REVOKE';
  /** The approval that it names; null if it names none and only the original's own list tells. */
  originalId: string | null;
  /** Other approvals that it lists, one of which may be the original. */
  attachedIds: readonly string[];
}

/** Returns what an approval amends. @returns null for an ordinary approval, and for a change that has not passed and so has no effect. */
export function amendsOf({ instance }: Pick<ApprovalSource, 'instance'>): Amends | null {
  const { bizAction, status, result, finishedAt, mainId, attachedIds, processInstanceId } = instance;
  if (bizAction === 'NONE') return null;
  if (status !== 'COMPLETED' || result !== 'agree' || finishedAt === null) return null;
  const originalId = mainId === processInstanceId ? null : mainId;
  return { action: bizAction, originalId, attachedIds: attachedIds.filter((id) => id !== processInstanceId) };
}

function fateOfAgreed({ filter, detail, cutOverDate }: Rules, source: ApprovalSource, finishedAt: number): Fate {
  const place = firstUnmet(filter, source, detailTables(detail));
  const unmet = place === null ? undefined : filter[place];
  if (unmet) return { kind: 'skip', reason: unmetReason(unmet) };
  return fateByDay(finishedAt, { cutOverDate, quarantineBefore: null });
}

/**
 * The day from which a scheme collects, and, if that day was moved earlier, the time (Unix ms) before which finished approvals go into quarantine.
 */
export interface FirstDay {
  cutOverDate: string | null;
  quarantineBefore: number | null;
}

function fateByDay(finishedAt: number, { cutOverDate, quarantineBefore }: FirstDay): Fate {
  if (cutOverDate !== null && beijingDate(finishedAt) < cutOverDate)
    return { kind: 'handled-outside', reason: openingReason(cutOverDate) };
  return quarantineBefore !== null && finishedAt < quarantineBefore ? { kind: 'quarantine' } : { kind: 'collect' };
}

/** Returns the fate by the present first day, which may have been moved since the sweep began. */
export const byFirstDay = <F extends Fate>(
  fate: F,
  finishedAt: number | null,
  day: FirstDay,
): F | Exclude<Fate, { kind: 'open' }> =>
  (fate.kind === 'collect' || fate.kind === 'handled-outside') && finishedAt !== null
    ? (fateByDay(finishedAt, day) as Exclude<Fate, { kind: 'open' }>)
    : fate;

export const openingReason = (cutOverDate: string): string => `期初：早于启用日期 ${cutOverDate}，按线下处理归档`;
