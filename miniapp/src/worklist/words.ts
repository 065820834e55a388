import type { Stage } from '@dingdee/shared/bill-state';
import { count } from '../ui/formats.js';
import { plainWords } from '../ui/plain-words.js';

/** Texts of the lists of bills; the same on desk and phone. */
export const worklistWords = {
  loading: '正在取单据，列表大时要几秒',
  noMatch: '没有符合条件的单据',
  clear: plainWords.clearFilter,
  empty: {
    mapping: ['没有要补的映射', '每个值都有对应。'],
    review: ['都审完了', '没有等你审核的单据。'],
    push: ['没有待推送的单据', '审核通过的单据会出现在这里。'],
    pushing: ['现在没有在推送', '推送开始后，这里逐笔更新。'],
    trouble: ['没有异常', '金蝶没有拒绝，也没有存疑的单据。'],
    booked: ['还没有入账的单据', '推送完成的单据会出现在这里。'],
    held: ['没有挂起的单据', '挂起的单据在这里等补充或恢复。'],
    archived: ['没有归档的单据', '排除或线下处理的单据会出现在这里。'],
  } satisfies Readonly<Record<Stage, readonly [string, string]>>,
  decided: '我 24 小时内办的',
  search: '收款人、事由、编号、金额',
  filter: '按原因筛选',
  more: (n: string) => `再看 ${n} 笔`,
  waiting: (span: string) => `停留 ${span}`,
  toPush: (n: number) => `去推送 ${count(n)} 笔`,
  mappingHint: '在单据里补一个值，可以用到同样取值的所有单据。整张映射表在电脑上维护。',
} as const;
