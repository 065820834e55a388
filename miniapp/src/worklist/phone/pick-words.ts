import { count } from '../../ui/formats.js';
import { plainWords } from '../../ui/plain-words.js';

/** Texts of ticking several bills. */
export const pickWords = {
  title: (n: string, money: string) => `已选 ${n} 笔 ¥${money}`,
  none: '点选要一起处理的单据',
  all: (n: string) => `全选 ${n} 笔`,
  allFrozen: (n: string, money: string) => `已全选 ${n} 笔 ¥${money}，10 分钟内有效，新来的不会混进来`,
  clear: '清空',
  stop: '退出多选',
  approve: (n: string, money: string) => `通过 ${n} 笔 ¥${money}`,
  push: (n: string, money: string) => `推送 ${n} 笔 ¥${money}`,
  pushNone: '推送',
  frozenOnly: '全选之后只能一起通过，挂起和退回要逐笔选',
  left: (n: number) => `${count(n)} 笔没有动`,
  gotIt: plainWords.gotIt,
  cause: (n: number, reason: string) => `${count(n)} 笔：${reason}`,
  moreOfCause: (n: number) => `同一原因另有 ${count(n)} 笔`,
  tick: (payee: string, money: string) => `${payee} ${money}`,
  going: (done: number, all: number) => `${done} / ${all}`,
} as const;
