import { runWords } from '../../intake/run-words.js';
import { sessionWords } from '../../session/words.js';
import { count } from '../../ui/formats.js';
import { worklistWords } from '../../worklist/words.js';

/** Texts of the phone's first page. */
export const homeWords = {
  numbers: '今天',
  mine: '待我处理',
  inDoubt: '存疑',
  bookedToday: '今日已入账',
  byReason: '按原因处理',
  stages: '其他阶段',
  more: '更多',
  probe: (time: string) => `${time} 后再核对`,
  probing: '正在核对',
  dontRetype: (payee: string, purpose: string, more: number) =>
    more > 0 ? `${payee} ${purpose} 等 ${count(more + 1)} 笔，不要手工重录` : `${payee} ${purpose}，不要手工重录`,
  ok: '钉钉、金蝶连接正常',
  unknown: '连接状态还不知道',
  ranAt: (time: string) => `${time} 采集过`,
  brokenAt: (time: string) => `${time} 采集中断了`,
  runningNow: runWords.running,
  noRun: runWords.none,
  start: (n: number) => `开始审核 ${count(n)} 笔`,
  push: worklistWords.toPush,
  runs: runWords.title,
  log: '日志',
  morning: '晨报',
  own: sessionWords.mine.title,
  inHand: '待审核里指派给我的',
  deskOnly: '映射表、方案、成员',
  onDesk: '在电脑上维护',
  done: '都处理完了',
  doneHint: '没有等你处理的单据。',
} as const;
