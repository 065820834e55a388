import { formatAmount } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import type { NoticeCard } from '../notice-card.js';
import { counted, unknownNote } from './sum-line.js';

const about = ({ count, amount }: CountAndSum) =>
  ({ name: '存疑', count: counted(count), amount: formatAmount(amount), tone: 'doubt' }) as const;

/** Returns the card about bills that may or may not be in Kingdee, for the person who pushed them. @param at Unix ms */
export const doubtCard = (doubts: CountAndSum, at: number): NoticeCard => ({
  kind: 'doubt',
  title: `存疑 ${counted(doubts.count)}`,
  tone: 'doubt',
  at: new Date(at).toISOString(),
  lines: [about(doubts)],
  notes: [
    ...unknownNote([doubts]),
    '金蝶没有回答，可能已经生成了单据。正在去查，不要手工重录。',
    '同一个原因一小时只发一条，现在的数字看“异常”。',
  ],
  buttons: [{ text: '看存疑的单据', path: '/stages/trouble' }],
});

/** Returns the same message once no doubt is left. @param doubts the most that it reported. @param at Unix ms */
export const doubtSettledCard = (doubts: CountAndSum, at: number): NoticeCard => ({
  kind: 'doubt-settled',
  title: '存疑已查清',
  tone: 'good',
  at: new Date(at).toISOString(),
  lines: [{ ...about(doubts), name: '刚才存疑', tone: 'good' }],
  notes: [...unknownNote([doubts]), '每一笔在金蝶里有没有单据，都有了答案。'],
  // Their outcomes differ and no list holds all of them: most are booked, the rest are where they were.
  buttons: [{ text: '看已入账', path: '/stages/booked' }],
});
