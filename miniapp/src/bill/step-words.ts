import type { BillDetail } from '@dingdee/shared/bill-detail';

/** What was asked of Kingdee for one bill, as its receipts name it. */
export const STEP_WORDS: Readonly<Record<BillDetail['receipts'][number]['step'], string>> = {
  save: '保存',
  submit: '提交',
  audit: '审核',
  unsubmit: '撤销提交',
  unaudit: '反审核',
  delete: '删除',
  probe: '去查',
};
