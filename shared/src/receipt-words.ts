import type { BillDetail } from './bill-detail.js';
import { TERM_WORDS } from './term-words.js';

type Receipt = BillDetail['receipts'][number];
/** Accountants' words for calls to Kingdee. */
export const STEP_WORDS: Readonly<Record<Receipt['step'], string>> = {
  save: '保存',
  submit: '提交',
  audit: '审核',
  unsubmit: TERM_WORDS.unsubmit,
  unaudit: '反审核',
  delete: '删除',
  probe: '去查',
};

/** Words for the outcome of one step of a push, the same everywhere. */
export const OUTCOME_WORDS: Readonly<Record<Receipt['outcome'], string>> = {
  open: '还没有回答',
  done: '完成',
  refused: '被拒',
  unknown: '不知道',
  'not-sent': '没有发出',
};
