import { editWords } from '../ui/edit-words.js';
import { plainWords } from '../ui/plain-words.js';
import { deedWords } from './deed-words.js';

/** Texts of a person's answers about a bill that may be reversed. */
const reversalAsks = {
  reversed: {
    title: deedWords.reversed,
    label: '钉蝶只记下来，不会动金蝶。怎么处理的',
    submit: '记为已冲销',
    ready: ['已在金蝶删除', '已在金蝶红冲', '已作废，不再付款'],
  },
  /** Kingdee was queried, and did not say that the bill is gone. */
  reversedAnyway: {
    title: '没有查到冲销',
    label: '用什么冲销的，写上那张单据的编号',
    submit: '记为已冲销',
    ready: ['已做付款退款单', '已做红字付款单'],
  },
  stands: {
    title: deedWords.stands,
    label: '以金蝶现在的单据为准，不再提醒。为什么有效',
    submit: '确认有效',
    ready: ['金额以金蝶为准', '已与申请人说定', '往来单位以金蝶为准'],
  },
} as const;

/** Texts of the question before a step, with ready reasons; the same on desk and phone. */
const alike = {
  hold: {
    title: deedWords.hold,
    label: '为什么挂起',
    submit: deedWords.hold,
    ready: ['等申请人补资料', '等部门确认', '金额有疑问'],
  },
  exclude: {
    title: '排除这笔单据',
    label: '排除后不会推送，24 小时内可以撤销。写明原因',
    submit: deedWords.exclude,
    ready: ['重复提交', '已线下付款', '不属于本套账'],
  },
  restore: {
    title: deedWords.restore,
    label: '会重新映射，回到待审核或待补映射，要重新审核。为什么撤销',
    submit: deedWords.restore,
    ready: ['点错了', '核对后还没有付', '还是要由钉蝶推送'],
  },
  'no-payment': {
    title: deedWords.recordNoPayment,
    label: '不生成付款单，结果写回审批，之后不能恢复。写明核对了什么',
    submit: deedWords.noPayment,
    ready: ['已核对借款余额', '已核对预付款', '借款已全额冲抵'],
  },
  ...reversalAsks,
  keep: plainWords.keep,
} as const;
/** Ready reasons that desk and phone share. */
const ASK_READY = ['发票或附件不全，补上再回复', '补充说明费用用途', '再核对一遍收款账号'] as const;
const outside = {
  title: deedWords.outside,
  submit: deedWords.recordOutside,
  ready: ['已在金蝶手工付款', '已用现金付给本人', '已与别的单据合并付款'],
} as const;
const UNAPPROVE_READY = ['金额要再核对', '科目要改'] as const;
const unapprove = { title: deedWords.unapprove, label: '为什么退回', submit: deedWords.unapprove } as const;
const RELEASE_READY = ['资料已补齐', '部门已确认'] as const;
const release = { title: deedWords.release, label: '为什么可以恢复', submit: deedWords.release } as const;

/** Texts of the desk's dialogs. */
export const askWords = {
  ...alike,
  ask: {
    title: deedWords.ask,
    label: '会作为评论发到审批上',
    submit: '发出问题',
    ready: ASK_READY,
  },
  'handle-outside': { ...outside, label: '不再推送，24 小时内可以撤销。写明怎么付的' },
  unapprove: { ...unapprove, ready: UNAPPROVE_READY },
  pause: {
    title: deedWords.pausePush,
    label: '正在发的做完，其余保持排队，直到恢复。写明原因',
    submit: deedWords.pausePush,
    ready: ['银行在维护', '等付款额度', '月末对账'],
  },
  release: { ...release, ready: RELEASE_READY },
  fits: (n: string, money: string) => `能办的 ${n} 笔 ¥${money}`,
  leftOut: (n: string, money: string) => `${n} 笔 ¥${money} 不动：`,
  anyway: '仍记为线下已处理',
  going: editWords.submitting,
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

/** Texts of the phone's bottom sheets: three ready reasons, one tap each. */
export const reasonWords = {
  ...alike,
  stale: '这张单据刚变了，没有发出。关上看过再办。',
  ask: {
    title: deedWords.sendBack,
    label: '会作为评论发到审批上，单据挂起等补充',
    submit: deedWords.sendBack,
    ready: ASK_READY,
  },
  approve: {
    title: deedWords.checkAndApprove,
    label: deedWords.checkedBy,
    submit: deedWords.approve,
    ready: ['已电话确认', '已比对历史回单', '已核对附件原件'],
  },
  unapprove: { ...unapprove, ready: [...UNAPPROVE_READY, '收款账号有疑问'] },
  release: { ...release, ready: [...RELEASE_READY, '金额已核对'] },
  'handle-outside': {
    ...outside,
    label: '不再推送，24 小时内可以撤销。有金蝶单据编号的请在电脑上记，会先到金蝶核对',
  },
  other: '其他，自己写',
} as const;

export type ReasonKind = AskKind | 'approve';
