import { PAGE_TERMS } from '@dingdee/shared/page-terms';
import { TERM_WORDS } from '@dingdee/shared/term-words';

export const outsideWords = {
  number: '金蝶单据编号（没有就不填）',
  look: '到金蝶查',
  looking: '正在查…',
  again: '编号改过，再查一次',
  notYet: '查过之后才能记下',
  same: '一致',
  differs: '不一致',
  absent: PAGE_TERMS.notInKingdee,
  unanswered: '问不到金蝶',
  payee: '收款人',
  amount: '金额',
  date: TERM_WORDS.businessDate,
  status: '状态',
  ours: (n: string) => `这里 ${n} 笔`,
  none: '—',
} as const;
