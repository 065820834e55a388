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
    label: '排除后不会推送，也不能恢复。写明原因',
    submit: '排除',
    ready: ['重复提交', '已线下付款', '不属于本套账'],
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
  going: '正在提交…',
} as const;

export type AskKind = 'hold' | 'ask' | 'exclude' | 'unapprove' | 'release' | 'reversed' | 'reversedAnyway' | 'stands';
