import { TERM_WORDS } from '@dingdee/shared/term-words';
import { plainWords } from '../ui/plain-words.js';

export const logWords = {
  title: '日志',
  hint: '付款、收款人、角色、方案上的决定，和谁看过完整账号。只增不改。',
  filters: '筛选',
  kind: TERM_WORDS.deed,
  all: '全部',
  who: '谁',
  whoHint: '做的人的姓名',
  when: '时间',
  ranges: { all: '全部', today: '今天', week: '近 7 天', month: '本月', before: '上月', quarter: '近 90 天' },
  clear: plainWords.clearFilter,
  columns: { at: '时间', by: '谁', what: TERM_WORDS.deed, why: '理由', bill: '单据' },
  askedBy: (name: string, reason: string) => `${name} 先提出：${reason}`,
  empty: '还没有这样的决定',
  emptyHint: '付款、收款人、角色、方案上的决定，和谁看过完整账号，会列在这里。',
  noMatch: '没有符合条件的记录',
  more: '更早的',
  loading: '正在取',
  open: (payee: string) => `打开 ${payee} 的单据`,
} as const;

/** Texts about a changed audit log: what to do, with the commands between. */
export const auditWords = {
  which: '看是哪几张',
  look: '可能有人直接改了数据库。请管理员在服务器上运行 ',
  verify: 'npm run ops -- verify',
  thenStop: ' 看是哪里；查清是谁改的之后，停掉钉蝶，运行 ',
  reseal: 'npm run ops -- reseal 原因',
  otherKey: '请管理员换回原来的 APP_SECRET；确实要换，停掉钉蝶，运行 ',
  resealKey: 'npm run ops -- reseal 换密钥',
  end: '。',
} as const;
