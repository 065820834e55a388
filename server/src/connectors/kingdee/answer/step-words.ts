const WORD = {
  save: '保存',
  submit: '提交',
  audit: '审核',
  unsubmit: '撤销提交',
  unaudit: '反审核',
  delete: '删除',
} as const;
/** Returns the name of a Kingdee call that an accountant knows. */
export const stepWord = (step: keyof typeof WORD): string => WORD[step];
