import type { CallStep } from './push-step.js';

const WORD: Readonly<Record<CallStep, string>> = {
  save: '保存',
  submit: '提交',
  audit: '审核',
  unsubmit: '撤销提交',
  unaudit: '反审核',
  delete: '删除',
};
/** A call to Kingdee as an accountant names it. */
export const stepWord = (step: CallStep): string => WORD[step];
