import { MOST_DECIDED } from '@dingdee/shared/push-doubt';
import { clock, count, monthDay } from '../ui/formats.js';

const at = (time: number): string => `${monthDay(time)} ${clock(time)}`;

/** Texts of one decision about all in-doubt bills that no look settled. */
export const resendWords = {
  title: '金蝶里没有查到的，一次决定',
  loading: '正在取每张问过金蝶什么…',
  lead: '下面这些都发给过金蝶，没有收到回答。之后问过金蝶，都没有查到，但那次发送可能仍在路上。先在金蝶按收款单位和金额逐张找：找到的，去掉前面的勾，回到单据点“我在金蝶看到了”；都没有的，写明怎样确认的，再推送。',
  take: (payee: string, money: string) => `再推送 ${payee} ${money}`,
  number: (billNo: string) => `单据编号 ${billNo}`,
  sent: (time: number) => `${at(time)} 发送，没有收到回答`,
  asked: (billNo: string, key: string) => `问金蝶有没有单据编号 ${billNo}，或第三方单据编号 ${key}：`,
  look: (time: number) => `${at(time)} 问，没有查到`,
  early: '（离发送太近，不算）',
  left: (n: number) => `不能一起决定的 ${count(n)} 笔`,
  leftLine: (payee: string, money: string) => `${payee} ${money}`,
  more: (n: number) => `还有 ${count(n)} 笔没有列出：一次最多 ${MOST_DECIDED} 笔，做完这些再来。`,
  none: '这些现在没有一笔能一起决定，原因在下面。',
  out: (n: number) => `去掉的 ${count(n)} 笔不动，仍等人决定。`,
  means:
    '每张会再发一次保存。如果之前那次其实到了金蝶，就会有两张付款单，钱可能付两次。发送前钉蝶逐张再查一次，查到就不发。期间变了的不动，会写明为什么。这个决定和每张查过的时间记在你名下。',
  sure: (n: number) => `我确认金蝶里没有这 ${count(n)} 张单据`,
  go: (n: number, money: string) => `金蝶里都没有，再推送 ${count(n)} 笔 ¥${money}`,
  going: '正在排队…',
} as const;
