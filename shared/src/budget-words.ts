/** What the counted calls of a month are for, by purpose; those that 采集 puts together as 附件与其他 have no word here. */
export const BUDGET_WORDS = {
  detail: '取审批详情',
  comment: '回写评论',
  list: '新审批补扫',
  'look-back': '回看',
  'back-fill': '补采历史',
  recheck: '推送前复核来源',
} as const;
