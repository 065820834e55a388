import { PAGE_TERMS } from './page-terms.js';

/** Purposes of a month's counted calls; purposes that 采集 combines as 附件与其他 have no word here. */
export const BUDGET_WORDS = {
  detail: '取审批详情',
  comment: '回写评论',
  list: PAGE_TERMS.newApprovals,
  'look-back': '回看',
  'back-fill': PAGE_TERMS.backFill,
  recheck: PAGE_TERMS.recheck,
  related: '取关联审批',
} as const;
