import { type BillStateKind, STATE_WORDS } from '@dingdee/shared/bill-state';
import { formatAmount } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { beijingClock, whenInWords } from '../../domain/beijing-time.js';

/** Reason why a bill was skipped; bills with the same cause have the same code. */
export interface LeftAlone {
  code: string;
  reason: string;
}
export const CHANGED: LeftAlone = { code: 'bill/stale', reason: '刚被别人更新过，你看到的不是最新内容' };
export const GONE: LeftAlone = { code: 'bill/not-found', reason: '没有找到这张单据' };
export const notInReview = (kind: BillStateKind): LeftAlone => ({
  code: 'assignment/not-in-review',
  reason: `已经是“${STATE_WORDS[kind]}”，不用再审核`,
});
export const ownOf = (name: string, how: 'applied' | 'paid'): LeftAlone => ({
  code: 'bill/own-bill',
  reason: how === 'applied' ? `是 ${name} 自己的报销，要指派给别人` : `是付给 ${name} 的，要指派给别人`,
});

export const alreadyOf = (name: string): LeftAlone => ({
  code: 'assignment/same',
  reason: `本来就指派给 ${name}，期限和留言也一样`,
});

/** Signs of Markdown, in which a notice is written: typed text is shown literally, on one line. */
const SIGNS = /[\\`*_{}[\]()#+!|<>~]/g;
const asWords = (text: string): string =>
  text.replace(/\s+/g, ' ').replace(SIGNS, (sign) => String.fromCodePoint((sign.codePointAt(0) ?? 0) + 0xfee0));

/** Returns Unix ms as "11-30 18:00", Beijing time. */
export const dueInWords = (at: number): string => beijingClock(at).slice(5, 16).replace('T', ' ');

/** Returns the words for the history of a bill. */
export function givenWords(name: string, dueAt: number | null, note: string): string {
  const due = dueAt === null ? '' : `，${dueInWords(dueAt)} 前`;
  return `${name}${due}${note === '' ? '' : `：${note}`}`;
}

/**
 * Returns the notice to the new reviewer. It contains the time, because DingTalk drops a message that it has sent before.
 * @param at Unix ms of the request
 */
export function noticeWords(
  by: string,
  { count, amount }: CountAndSum,
  { dueAt, note, at, from }: { dueAt: number | null; note: string; at: number; from?: string | undefined },
): string {
  const due = dueAt === null ? '' : `，请在 ${dueInWords(dueAt)} 前看完`;
  const former = from === undefined ? '' : `${from} 手里的 `;
  const said = note === '' ? '' : `\n留言：${asWords(note)}`;
  return `${by} ${whenInWords(at)} 把${former === '' ? ' ' : former}${count} 笔 ¥${formatAmount(amount)} 指派给你审核${due}。打开钉蝶审核台，左边“指派给我的”就是。${said}`;
}
