import type { BillAction } from '@dingdee/shared/bill-action';
import { causeWords } from '@dingdee/shared/skipped';
import type { WhyNotCode } from './why-not.js';

/** Cause that leaves a bill out of a bulk action: a rule of the action, or a change since the bill was seen. */
export type Cause = WhyNotCode | 'bill/stale' | 'bill/not-found' | `note-needed:${string}`;

/** One line for all bills of a cause, without details of single bills. */
const WORDS: Readonly<Record<Exclude<WhyNotCode, 'access/refused' | 'bill/own-bill'>, string>> = {
  'bill/illegal-transition': '现在的状态不能这样办',
  'bill/four-eyes': '你改过收款信息，或大额的由你审核，要由另一位同事推送',
  'bill/second-person': '你已经请求过，等另一位同事确认',
  'bill/original-stands': '原审批的付款单还在金蝶，要先等它有结果',
  'bill/scheme-lacks': '停下的原因在方案，申请人补不了',
  'ledger/held': '推送已全部暂停，等管理员看过并放行',
  'mapping/fix-refused': '已经推送或归档，内容不能再改',
  'bill/not-ready': '现在不是待审核',
  'bill/incomplete': '内容还不完整，先补好映射',
  'bill/payee-hand': '收款信息是你改的，要由别人核对后通过',
  'bill/doubt-cleared': '原审批可能已用别的方式付过，是你取消挂起的，要由别人核对后通过',
  'bill/amended': '审批已经改过或撤销，正在作废',
  'bill/not-approved': '不在待推送，或审核之后内容有变化',
  'bill/being-mapped': '正在映射，几秒后再试',
  'bill/not-held': '没有挂起，不需要恢复',
  'bill/already-held': '已经挂起，先恢复再问申请人',
  'bill/not-in-doubt': '没有存疑，不需要核对',
  'bill/not-halted': '没有可以继续的步骤',
  'bill/base-data-refused': '用的基础资料金蝶不收',
  'bill/altered': '金蝶里的单据与审核过的不同',
  'bill/not-withdrawable': '没有停在金蝶里，没有可以撤回的',
  'bill/not-in-kingdee': '没有停在金蝶里，或已经交给金蝶',
  'bill/not-undecided': '不在等人决定',
  'bill/no-reversal': '不是待冲销',
  'bill/approved-before': '审核通过过，要用“排除”，两个人确认',
  'bill/maybe-sent': '可能已经在金蝶，先查清或撤回',
  'bill/not-closed': '没有被人排除或记为线下已处理',
  'bill/undo-late': '归档超过 24 小时，不能撤销',
  'bill/something-to-pay': '不是全额冲抵，或还有其他问题',
};

/** @param cause any cause but a missing role, which is about the person and not about bills. */
export function wordsOfCause(cause: Exclude<Cause, 'access/refused'>, action: BillAction): string {
  if (cause === 'bill/own-bill') {
    const others = action === 'approve' ? '要由别人审核' : action === 'fix' ? '内容要由别人改' : '要由别人来办';
    return `你自己的，或付给你的，${others}`;
  }
  return (WORDS as Readonly<Record<string, string>>)[cause] ?? causeWords(cause, ['', cause]);
}
