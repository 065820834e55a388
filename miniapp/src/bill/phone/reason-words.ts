import { reversalAsks } from '../words.js';

/** The bottom sheets that ask for a reason: three ready ones, one tap each. */
export const reasonWords = {
  stale: '这张单据刚变了，没有发出。关上看过再办。',
  hold: {
    title: '挂起',
    label: '为什么挂起',
    submit: '挂起',
    ready: ['等申请人补资料', '等部门确认', '金额有疑问'],
  },
  ask: {
    title: '退回补件',
    label: '会作为评论发到审批上，单据挂起等补充',
    submit: '退回补件',
    ready: ['发票或附件不全，补上再回复', '补充说明费用用途', '再核对一遍收款账号'],
  },
  approve: {
    title: '核对并通过',
    label: '已核对，依据：',
    submit: '通过',
    ready: ['已电话确认', '已比对历史回单', '已核对附件原件'],
  },
  unapprove: {
    title: '退回审核',
    label: '为什么退回',
    submit: '退回审核',
    ready: ['金额要再核对', '科目要改', '收款账号有疑问'],
  },
  release: {
    title: '恢复',
    label: '为什么可以恢复',
    submit: '恢复',
    ready: ['资料已补齐', '部门已确认', '金额已核对'],
  },
  exclude: {
    title: '排除这笔单据',
    label: '排除后不会推送，24 小时内可以撤销。写明原因',
    submit: '排除',
    ready: ['重复提交', '已线下付款', '不属于本套账'],
  },
  'handle-outside': {
    title: '线下已处理',
    label: '不再推送，24 小时内可以撤销。有金蝶单据编号的请在电脑上记，会先到金蝶核对',
    submit: '记为线下已处理',
    ready: ['已在金蝶手工付款', '已用现金付给本人', '已与别的单据合并付款'],
  },
  restore: {
    title: '撤销归档',
    label: '会重新映射，回到待审核或待补映射，要重新审核。为什么撤销',
    submit: '撤销归档',
    ready: ['点错了', '核对后还没有付', '还是要由钉蝶推送'],
  },
  'no-payment': {
    title: '记为无需付款',
    label: '不生成付款单，结果写回审批，之后不能恢复。写明核对了什么',
    submit: '无需付款',
    ready: ['已核对借款余额', '已核对预付款', '借款已全额冲抵'],
  },
  ...reversalAsks,
  other: '其他，自己写',
  keep: '再看看',
} as const;

export type ReasonKind =
  | 'hold'
  | 'ask'
  | 'approve'
  | 'unapprove'
  | 'release'
  | 'exclude'
  | 'handle-outside'
  | 'restore'
  | 'no-payment'
  | 'reversed'
  | 'reversedAnyway'
  | 'stands';
