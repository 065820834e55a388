/**
 * Words that are the same on later pages and in data tables, logs, statements or settings. Separate from TERM_WORDS, because the first list has to
 * wait for that file.
 */
export const PAGE_TERMS = {
  card: '互动卡片',
  notInKingdee: '金蝶里没有',
  nothingToDo: '不用处理',
  notYetKnown: '还不知道',
  resend: '金蝶里没有，重新推送',
  backFill: '补采历史',
  toMapping: '去补映射',
  waitsForReview: '等人审核',
  recheck: '推送前复核来源',
  newApprovals: '新审批补扫',
  dingtalkFinished: '钉钉审批完成',
  ledger: '钉蝶台账',
  kingdeePayments: '金蝶付款单',
  kingdee: '金蝶云星空',
  closePack: '月结账包',
  reports: '定时推送',
  when: '什么时候',
  formChanges: '表单改动',
  wizard: '接入向导',
} as const;

/** Words of a statement and a month's close for differences; counts come formatted in the reader's style. */
export const DIFFERENCE_WORDS = {
  look: (n: string) => `要看的差异 ${n} 张`,
  unexplained: (n: string) => `未解释 ${n} 张`,
  calm: '没有未解释的差异',
  onlyKingdee: '只在金蝶',
  noDayOver: '还没有过完的一天',
} as const;
