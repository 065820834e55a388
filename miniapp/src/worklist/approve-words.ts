import { deedWords } from '../bill/deed-words.js';
import { count } from '../ui/formats.js';
import { plainWords } from '../ui/plain-words.js';

/** Texts of the sheet before 通过 of several bills. */
export const approveWords = {
  title: '通过前看一遍',
  loading: '正在核对要通过的单据',
  will: '将要通过',
  sum: (n: number, money: string) => `${count(n)} 笔 ¥${money}`,
  largest: '最大的几笔',
  among: '其中',
  large: (n: number, from: string) => `单笔 ≥ ¥${from}：${count(n)} 笔`,
  bare: (n: number) => `没有附件：${count(n)} 笔`,
  newAccount: (n: number) => `收款账号还没有入过账：${count(n)} 笔`,
  changed: (n: number) => `你看过以后又变了：${count(n)} 笔`,
  leftOut: (n: number) => `不会通过的 ${count(n)} 笔`,
  leftLine: (n: number, money: string, names: string) => `${count(n)} 笔 ¥${money}　${names}`,
  more: ' 等',
  none: '这些单据现在一笔都不能一起通过，原因在下面。',
  go: (n: number, money: string) => `通过 ${count(n)} 笔 ¥${money}`,
  going: deedWords.approving,
  keep: plainWords.keep,
} as const;
