import type { Condition, SchemeContent } from '@dingdee/shared/scheme';
import type { ControlRow } from '../../domain/approval/approval-instance.js';
import { beijingDate } from '../../domain/beijing-time.js';
import type { ApprovalSource } from '../../engine/source/approval-source.js';

/** What becomes of an approval that was read. `reason` is shown and counted by its text. */
export type Fate =
  | { kind: 'collect' }
  /** A bill that is closed at once: the company booked it before it began to use this scheme (product.md §6). */
  | { kind: 'handled-outside'; reason: string }
  /** Final for good: the snapshot is kept and the approval is never read again. */
  | { kind: 'skip'; reason: string }
  /** Not decided yet: nothing is stored. */
  | { kind: 'open'; reason: string };

type Rules = Pick<SchemeContent, 'filter' | 'detail' | 'cutOverDate'>;

/** Passed means COMPLETED and agree, nothing else (dingtalk.md §4.2). */
export function fateOf(rules: Rules, source: ApprovalSource): Fate {
  const { status, result, bizAction, finishedAt } = source.instance;
  if (status === 'TERMINATED') return { kind: 'skip', reason: '发起人已撤销' };
  if (status === 'CANCELED') return { kind: 'skip', reason: '审批已取消' };
  if (status !== 'COMPLETED') return { kind: 'open', reason: status === 'UNKNOWN' ? '审批状态无法识别' : '还在审批中' };
  if (result === 'refuse') return { kind: 'skip', reason: '审批未通过（已拒绝）' };
  if (result !== 'agree' || finishedAt === null) return { kind: 'open', reason: '审批结果还没有写全' };
  if (bizAction === 'REVOKE') return { kind: 'skip', reason: '撤销已通过的审批，只作废原单，不生成付款单' };
  return fateOfAgreed(rules, source, finishedAt);
}

const WHILE_OFF = '方案停用，没有采集；启用后再采';

/** The same under a scheme that is off: what would get a bill is kept without one, until the scheme is on again. */
export function fateWhileOff(rules: Rules, source: ApprovalSource): Fate {
  const fate = fateOf(rules, source);
  return fate.kind === 'open' || fate.kind === 'skip' ? fate : { kind: 'skip', reason: WHILE_OFF };
}

/** What a passed approval does to an earlier one (dingtalk.md §4.2). */
export interface Amends {
  action: 'MODIFY' | 'REVOKE';
  /** The approval it names; null where it names none, and only the original's own list tells. */
  originalId: string | null;
  /** The others that it lists: one of them may be the original. */
  attachedIds: readonly string[];
}

/** @returns null for an ordinary approval, and for a change that has not passed: it has no effect. */
export function amendsOf({ instance }: Pick<ApprovalSource, 'instance'>): Amends | null {
  const { bizAction, status, result, finishedAt, mainId, attachedIds, processInstanceId } = instance;
  if (bizAction === 'NONE') return null;
  if (status !== 'COMPLETED' || result !== 'agree' || finishedAt === null) return null;
  const originalId = mainId === processInstanceId ? null : mainId;
  return { action: bizAction, originalId, attachedIds: attachedIds.filter((id) => id !== processInstanceId) };
}

function fateOfAgreed({ filter, detail, cutOverDate }: Rules, source: ApprovalSource, finishedAt: number): Fate {
  const unmet = filter.find((condition) => !isMet(condition, source, detail.table));
  if (unmet) return { kind: 'skip', reason: `不符合采集条件：${inWords(unmet)}` };
  if (cutOverDate !== null && beijingDate(finishedAt) < cutOverDate)
    return { kind: 'handled-outside', reason: openingReason(cutOverDate) };
  return { kind: 'collect' };
}

/** 期初. */
export const openingReason = (cutOverDate: string): string => `期初：早于启用日期 ${cutOverDate}，按线下处理归档`;

/** A condition on cells holds when some row fulfils it; a negative one when every row does. */
export function isMet({ from, is, value = '' }: Condition, source: ApprovalSource, detailTable: string): boolean {
  const rows = from.startsWith('row:') ? rowsOf(source, detailTable) : [null];
  const texts = rows.map((row) => source.read(from, row).text);
  switch (is) {
    case 'equals':
      return texts.includes(value);
    case 'not-equals':
      return !texts.includes(value);
    case 'contains':
      return texts.some((text) => text.includes(value));
    case 'filled':
      return texts.some((text) => text !== '');
    case 'empty':
      return texts.every((text) => text === '');
  }
}

function rowsOf(source: ApprovalSource, detailTable: string): readonly ControlRow[] {
  const value = source.control(detailTable)?.value;
  return value?.kind === 'table' ? value.rows : [];
}

const WORDS: Readonly<Record<Condition['is'], (value: string) => string>> = {
  equals: (value) => `为“${value}”`,
  'not-equals': (value) => `不为“${value}”`,
  contains: (value) => `包含“${value}”`,
  filled: () => '已填写',
  empty: () => '未填写',
};

const inWords = ({ from, is, value = '' }: Condition): string =>
  `${from.slice(from.indexOf(':') + 1)} ${WORDS[is](value)}`;
