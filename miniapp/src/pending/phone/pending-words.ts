import { TERM_WORDS } from '@dingdee/shared/term-words';
import { count } from '../../ui/formats.js';

/** Texts about taps that wait on this phone for the network. */
export const pendingWords = {
  tag: '待发送',
  waiting: (n: number) => `没有连上服务器，${count(n)} 笔待发送。连上后自动发出，以服务器的回答为准。`,
  sending: '正在发出',
  now: '现在发',
  drop: '不发了',
  refused: (payee: string, what: string) => `${payee || '有一张单据'}：${what}没有生效。`,
  old: { title: '放了七天没有发出', detail: '放了七天没有发出，不再发。请看过单据再决定。' },
  look: '看单据',
  kinds: { approve: '通过', hold: '挂起', ask: TERM_WORDS.sendBack },
  noPush: '没有网络，不知道推到了没有。连上后先看“推送中”，没有的再推。',
} as const;
