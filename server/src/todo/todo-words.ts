import { formatAmount, fromFen } from '@dingdee/shared/money';
import { beijingClock } from '../domain/beijing-time.js';

/** Remaining bills of one hand-over, by SQL. */
export interface Left {
  count: number;
  fen: bigint;
  /** Number of these without an amount yet. */
  unknown: number;
}

/** Returns "审核 12 笔 ¥34,560.00": count and sum, as in the list behind it. */
export function subjectOf({ count, fen, unknown }: Left): string {
  const without = unknown > 0 ? `，其中 ${unknown} 笔金额还没读出` : '';
  return `审核 ${count} 笔 ¥${formatAmount(fromFen(fen))}${without}`;
}

/** Returns giver, time and note in one line, with names and words unchanged. @param at time of the hand-over, Unix ms */
export function wordsOf({ by, at, dueAt, note }: { by: string; at: number; dueAt: number | null; note: string }) {
  const clock = (when: number) => beijingClock(when).slice(5, 16).replace('T', ' ');
  const due = dueAt === null ? '' : `，请在 ${clock(dueAt)} 前看完`;
  const said = note === '' ? '' : `。留言：${note.replace(/\s+/g, ' ')}`;
  return `${by} ${clock(at)} 指派${due}${said}`.slice(0, 500);
}
