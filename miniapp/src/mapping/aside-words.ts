import type { AsideReason } from '@dingdee/shared/value-aside';
import { editWords } from '../ui/edit-words.js';
import { plainWords } from '../ui/plain-words.js';

/** Texts of 不处理这个值. */
export const asideWords = {
  open: '不处理这个值',
  openOf: (value: string) => `不处理这个值：${value}`,
  title: (value: string) => `不处理“${value}”`,
  why: '为什么不处理',
  reasons: {
    'not-in-use': '表单已经不用这个选项',
    elsewhere: '用到它的单据另外处理',
    asking: '先问清楚再说',
    other: '别的原因',
  } satisfies Record<AsideReason, string>,
  note: '补充说明',
  noteNeeded: '补充说明（必填）',
  means: (bills: string) =>
    `只是不再列在“未映射的值”里：${bills} 笔单据不动，还在待补映射，不会推送。再有新单据用到会重新出现。`,
  go: '不处理',
  going: editWords.recording,
  keep: plainWords.keep,
  tag: '已不处理',
  fold: (n: string) => `已不处理 ${n}`,
  again: '再有新单据用到会重新出现',
  said: (by: string, day: string, why: string, note: string) => `${by} ${day}：${why}${note === '' ? '' : `，${note}`}`,
  before: (said: string) => `之前已不处理（${said}），现在又有新单据用到`,
  restore: '恢复',
  restoreOf: (value: string) => `恢复“${value}”`,
  restoring: plainWords.releasing,
} as const;
