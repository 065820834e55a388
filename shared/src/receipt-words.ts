import type { BillDetail } from './bill-detail.js';
import { TERM_WORDS } from './term-words.js';

type Receipt = BillDetail['receipts'][number];
/** A call to Kingdee as an accountant names it. */
export const STEP_WORDS: Readonly<Record<Receipt['step'], string>> = {
  save: '保存',
  submit: '提交',
  audit: '审核',
  unsubmit: TERM_WORDS.unsubmit,
  unaudit: '反审核',
  delete: '删除',
  probe: '去查',
};

/** What became of one step of a push, in the same words wherever it is told. */
export const OUTCOME_WORDS: Readonly<Record<Receipt['outcome'], string>> = {
  open: '还没有回答',
  done: '完成',
  refused: '被拒',
  unknown: '不知道',
  'not-sent': '没有发出',
};
