import { reversalAsks } from '../words.js';

export const askWords = {
  hold: { title: '挂起', label: '为什么挂起', submit: '挂起', ready: ['等申请人补资料', '等部门确认', '金额有疑问'] },
  ask: {
    title: '问申请人',
    label: '会作为评论发到审批上',
    submit: '发出问题',
    ready: ['发票或附件不全，补上再回复', '补充说明费用用途', '再核对一遍收款账号'],
  },
  exclude: {
    title: '排除这笔单据',
    label: '排除后不会推送，24 小时内可以撤销。写明原因',
    submit: '排除',
    ready: ['重复提交', '已线下付款', '不属于本套账'],
  },
  'handle-outside': {
    title: '线下已处理',
    label: '不再推送，24 小时内可以撤销。写明怎么付的',
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
  unapprove: { title: '退回审核', label: '为什么退回', submit: '退回审核', ready: ['金额要再核对', '科目要改'] },
  pause: {
    title: '暂停推送',
    label: '正在发的做完，其余保持排队，直到恢复。写明原因',
    submit: '暂停推送',
    ready: ['银行在维护', '等付款额度', '月末对账'],
  },
  release: { title: '恢复', label: '为什么可以恢复', submit: '恢复', ready: ['资料已补齐', '部门已确认'] },
  ...reversalAsks,
  keep: '再看看',
  fits: (n: string, money: string) => `能办的 ${n} 笔 ¥${money}`,
  leftOut: (n: string, money: string) => `${n} 笔 ¥${money} 不动：`,
  anyway: '仍记为线下已处理',
  going: '正在提交…',
} as const;

export type AskKind =
  | 'hold'
  | 'ask'
  | 'exclude'
  | 'handle-outside'
  | 'restore'
  | 'no-payment'
  | 'unapprove'
  | 'release'
  | 'reversed'
  | 'reversedAnyway'
  | 'stands';
