import { type Amount, formatAmount } from '@dingdee/shared/money';
import type { Gap } from '@dingdee/shared/statement';
import { bucketWords } from '@dingdee/shared/statement-words';
import { stateWord } from './close-words.js';

/** One line, as it was signed or as it is now. */
export interface Seen {
  source: string | null;
  target: string | null;
  /** State of the bill; null if there is none. */
  state: string | null;
  reached: string | null;
  dingtalk: Amount | null;
  ledger: Amount | null;
  kingdee: Amount | null;
  /** Number of documents in DingTalk, the ledger and Kingdee. */
  counts: Readonly<Record<'dingtalk' | 'ledger' | 'kingdee', number>>;
}

const REACHED: Readonly<Record<string, string>> = {
  none: '没有发送',
  saved: '已保存',
  submitted: '已提交',
  audited: '已审核',
};
const named = (gap: Gap, bucket: string): string => bucketWords({ gap, bucket }).name;
const money = (value: Amount | null): string => (value === null ? '—' : formatAmount(value));

const SIDES = ['kingdee', 'ledger', 'dingtalk'] as const;
const COUNTED = { kingdee: '金蝶付款单', ledger: '台账', dingtalk: '钉钉审批' } as const;

/** Explains a change to an accountant: names every part that differs. @param sentence the statement's current explanation */
export function reasonOf(before: Seen | null, now: Seen | null, sentence: string | null): string {
  if (before === null)
    return `签字后才有的${now?.state ? `，现在${stateWord(now.state)}` : ''}${now?.target ? `，${named('target', now.target)}` : ''}`;
  if (now === null) return '签字时有，现在对账里没有了';
  const parts: string[] = [];
  if (before.target !== now.target) {
    if (now.target !== null) parts.push(named('target', now.target));
    else if (before.target !== null) parts.push(`不再是“${named('target', before.target)}”`);
  }
  if (before.source !== now.source) {
    if (now.source !== null) parts.push(named('source', now.source));
    else if (before.source !== null) parts.push(`不再是“${named('source', before.source)}”`);
  }
  if (before.state !== now.state)
    parts.push(`${stateWord(before.state) || '没有单据'} → ${stateWord(now.state) || '没有单据'}`);
  else if (before.reached !== now.reached)
    parts.push(`金蝶${REACHED[before.reached ?? ''] ?? '—'} → ${REACHED[now.reached ?? ''] ?? '—'}`);
  if (before.ledger !== now.ledger) parts.push(`台账 ${money(before.ledger)} → ${money(now.ledger)}`);
  if (before.kingdee !== now.kingdee && now.target !== 'unanswered')
    parts.push(`金蝶 ${money(before.kingdee)} → ${money(now.kingdee)}`);
  if (before.dingtalk !== now.dingtalk) parts.push(`钉钉 ${money(before.dingtalk)} → ${money(now.dingtalk)}`);
  for (const side of SIDES)
    if (before.counts[side] !== now.counts[side] && !(side === 'kingdee' && now.target === 'unanswered'))
      parts.push(`${COUNTED[side]} ${before.counts[side]} 张 → ${now.counts[side]} 张`);
  const what = parts.length > 0 ? parts.join('，') : '对账里这一行的金额变了';
  return sentence === null || before.target === now.target ? what : `${what}：${sentence}`;
}
