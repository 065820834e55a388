import { NOTICE_KEPT_DAYS, type Notices, type NoticeTopic } from '@dingdee/shared/notice';
import { PAGE_TERMS } from '@dingdee/shared/page-terms';
import { ROLE_WORDS, type Role } from '@dingdee/shared/session';
import { TERM_WORDS } from '@dingdee/shared/term-words';
import { editWords } from '../ui/edit-words.js';
import { count, dateTime } from '../ui/formats.js';

const WHAT: Readonly<Record<NoticeTopic, string>> = {
  doubt: '存疑：不知道金蝶有没有收下',
  trouble: '连接断开，接口额度到 70%、90%',
  'push-result': '推送有了结果',
  review: PAGE_TERMS.waitsForReview,
  push: '等人推送',
  mapping: '缺映射',
  failed: '失败、存疑、待冲销',
};
const HOW: Readonly<Record<NoticeTopic, string>> = {
  doubt: '立刻，静默时也发；查清了也说',
  trouble: '立刻，静默时也发；连接恢复了也说',
  'push-result': '推送完成时；静默时不发',
  review: '并入汇总',
  push: '并入汇总',
  mapping: '并入汇总',
  failed: '并入汇总',
};
const WHOM: Partial<Readonly<Record<NoticeTopic, string>>> = { doubt: '推送的人', 'push-result': '推送的人' };

/** Texts of 通知. */
export const noticeWords = {
  title: '通知',
  hint: ({ sent, refused, unknown }: Notices['today']) =>
    [
      `少打扰：同一个原因一小时一条，好了再说一声。今天发了 ${count(sent)} 条`,
      refused === 0 ? '' : `，${count(refused)} 条钉钉没有收下`,
      unknown === 0 ? '' : `，${count(unknown)} 条不知道到了没有`,
      '。',
    ].join(''),
  when: '什么时候发',
  times: '汇总',
  timesHint: '没有事就不发',
  noTimes: '不发汇总',
  time: (nth: number) => `第 ${nth} 个汇总`,
  add: '加一个',
  less: (time: string) => `去掉 ${time}`,
  rest: '静默',
  restHint: '这时只发存疑、连接和额度问题',
  from: '静默从',
  until: '到',
  to: '静默到',
  weekends: '周末也静默',
  weekdays: '周末照常',
  same: '同一个原因',
  sameValue: '一小时内只发一条',
  sameHint: '后来的只加到数字里',
  next: (at: number) => `下次汇总 ${dateTime(at)}`,
  never: '没有下次汇总',
  save: '保存',
  saving: editWords.saving,
  undo: '不改了',
  saved: '已保存，立刻生效',
  what: '什么事，告诉谁',
  whatHint: '都不带单据里的姓名和账号',
  columns: { what: '什么事', whom: '告诉谁', how: '怎样发', sent: '今天发了', mine: '我收', on: '开' },
  topic: WHAT,
  how: HOW,
  whom: (topic: NoticeTopic, roles: readonly Role[]) => WHOM[topic] ?? roles.map((role) => ROLE_WORDS[role]).join('、'),
  mine: (topic: NoticeTopic) => `我收 ${WHAT[topic]}`,
  on: (topic: NoticeTopic) => `发 ${WHAT[topic]}`,
  fixed: '不能关',
  notMine: '不发给我',
  others: '指派给人时的通知照旧发给那个人。入账告诉发起人，在方案的“回写”里开。对账和合计发到群里，用',
  reports: PAGE_TERMS.reports,
  preview: '现在发给我会是这样',
  previewNone: '现在没有要我做的事，不会发给我',
  where: editWords.where,
  way: ({ noCards }: Notices) => (noCards === null ? PAGE_TERMS.card : TERM_WORDS.workNotice),
  why: ({ noCards }: Notices) =>
    noCards === null ? '变了在原处变；卡片发不了的，用工作通知发同样的文字。' : `不用互动卡片：${noCards}`,
  tryOne: '发一条给我',
  tried: '已经发给你，几秒后看钉钉',
  told: ({ sent }: Notices['today']) => `今天 ${count(sent)} 条`,
  whereHint: `内容完全一样的通知，钉钉一天只送一次，所以每条都带时间。没有回答的不再发第二次。记录留 ${NOTICE_KEPT_DAYS} 天。`,
  readOnly: '规则由管理员改；自己收哪些，在“我收”里选。',
} as const;
