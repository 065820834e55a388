import type { ApprovalDeed, ApprovalRecord } from '@dingdee/shared/bill-approval';
import { count, dateTime } from '../ui/formats.js';

/** DingTalk's names for the parts of an invoice. */
const INVOICE: Readonly<Record<string, string>> = {
  invoiceCode: '发票代码',
  invoiceNo: '发票号码',
  invoiceDate: '开票日期',
  amount: '金额',
  sellerName: '销售方',
  invoiceType: '发票类型',
};
const DEEDS: Readonly<Record<ApprovalDeed, string>> = {
  started: '发起',
  agreed: '同意',
  refused: '拒绝',
  'passed-on': '转交',
  'sent-back': '退回',
  added: '加签',
  copied: '抄送',
  said: '评论',
  cancelled: '撤销',
  ended: '审批结束',
  other: '操作',
};

export const approvalWords = {
  title: '钉钉审批',
  /** "谢云舟 发起"; the step replaces the name of an unknown person. */
  did: ({ who, step, deed, times }: ApprovalRecord) =>
    `${who || step || '同事'} ${DEEDS[deed]}${times > 1 ? `（${count(times)} 次）` : ''}`,
  step: ({ who, step }: ApprovalRecord) => (who ? step : ''),
  label: (label: string) => INVOICE[label] ?? label,
  readAt: (at: number) => `这是 ${dateTime(at)} 从钉钉读到的；之后的操作请在钉钉里看`,
  row: (n: number) => `第 ${n} 行`,
  filed: (who: string, department: string) => `${who}　${department}`,
  waits: (days: number) => (days < 1 ? '已问申请人，等回答' : `已问申请人 ${count(days)} 天，还没有看到回答`),
  askAgain: '没有回答：可以再问一次，或给申请人打电话',
  look: '去钉钉看回答',
  looking: '正在看…',
  notYet: (at: number) => `${dateTime(at)} 看过，还没有回答`,
} as const;
