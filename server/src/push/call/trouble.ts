import { type NumberingMode, TARGET_WORDS, type TargetName } from '@dingdee/shared/scheme';
import { stepWord } from '../../connectors/kingdee/answer/step-words.js';
import type { StoredBill } from '../../connectors/target.js';
import type { Trouble } from '../../domain/bill/bill-notes.js';
import type { CallStep } from '../../domain/bill/push-steps.js';

/** The sentences of a push that has stopped: what happened, what it means for the money, and the next step (ui.md §6). */
export const inDoubt = (step: CallStep, cause: string, since: number): Trouble => ({
  class: 'in-doubt',
  step,
  sentence:
    step === 'save'
      ? `${cause}，可能已经生成了单据。正在去金蝶查，不要手工重录。`
      : `${cause}，不知道${stepWord(step)}做了没有。正在去金蝶查，单据不会重复。`,
  nextStep: '等核对结果，或点“现在去查”。',
  since,
  messages: [],
});

/** @param leftBy latest time at which the call of the dead process may have left, in Unix ms. */
export const interrupted = (step: CallStep, since: number, leftBy: number): Trouble => ({
  ...inDoubt(step, '发送途中程序中断', since),
  leftBy,
});

/** The bill was found in Kingdee before this push sent anything: a person, or a later state of this database, sent it before. */
export const alreadyThere = (bills: readonly StoredBill[], since: number): Trouble => ({
  class: 'in-doubt',
  step: 'save',
  sentence: `发送之前在金蝶查到了这张单据（${bills.map(({ billNo }) => billNo).join('、')}），没有再发。正在核对内容。`,
  nextStep: '等核对结果，或点“现在去查”。',
  since,
  messages: bills.map(describe),
});

export const twoFound = (step: CallStep, bills: readonly StoredBill[], since: number): Trouble => ({
  class: 'two-found',
  step,
  sentence: `金蝶里有 ${bills.length} 张单据带同一个审批编号。钉蝶不会再动它们。`,
  nextStep: '请在金蝶里核对，只留一张。',
  since,
  messages: bills.map(describe),
  stored: bills.map(brief),
});

export const differs = (step: CallStep, bill: StoredBill, why: readonly string[], since: number): Trouble => ({
  class: 'differs',
  step,
  sentence: bill.cancelled
    ? `金蝶里的单据 ${bill.billNo} 已经作废。没有记为已入账，没有生成新单据，钉蝶也不会再发。`
    : `金蝶里已有同号单据 ${bill.billNo}，但${why.join('、')}与这张不同。没有生成新单据，钉蝶不会动它。`,
  nextStep: bill.cancelled
    ? '先问清为什么作废。仍要付：在金蝶里反作废，再点“现在去查”；要重做：在金蝶里删除它，再点“现在去查”，查不到后由推送人决定。'
    : '请对照两边，确认是哪一张。',
  since,
  messages: [describe(bill)],
  stored: [brief(bill)],
  differs: why,
});

export const gone = (step: CallStep, billNo: string, since: number): Trouble => ({
  class: 'gone',
  step,
  sentence: `金蝶里查不到单据 ${billNo}，可能被人删除了。没有重复付款。`,
  nextStep: '在金蝶确认是删掉了，点“撤回并删除”，单据就回到审核台。',
  since,
  messages: [],
});

export const unsettled = (step: CallStep, since: number): Trouble => ({
  class: 'in-doubt',
  step,
  sentence: '多次向金蝶核对都没有确定的答案。不要手工重录，钉蝶不会自己重发。',
  nextStep: '点“现在去查”，或在金蝶按单据编号查找。',
  since,
  messages: [],
});

/** 继续 on a bill for which Kingdee has done every step: a look confirms this and the bill is booked. */
export const checkingBefore = (since: number): Trouble => ({
  class: 'in-doubt',
  step: 'audit',
  sentence: '金蝶里的单据已经做完，正在核对后记为已入账。不会再发送任何单据。',
  nextStep: '等核对结果，或点“现在去查”。',
  since,
  messages: [],
});

/**
 * Kingdee numbers the bills, or was never seen to keep the numbers that we give. So no number of ours makes Kingdee refuse a second
 * bill, and only a person may send again (product.md §2).
 */
export const onlyAPersonKnows = (numbering: NumberingMode, since: number): Trouble => ({
  class: 'absent',
  step: 'save',
  sentence:
    numbering === 'kingdee'
      ? '多次去金蝶核对都没有查到这张单据，但那次发送可能仍在路上。单据编号由金蝶给，金蝶不会拒绝第二张，所以钉蝶不会自己重发。'
      : '多次去金蝶核对都没有查到这张单据，但那次发送可能仍在路上。还没有见过金蝶保留钉蝶给的编号（或见过它改了编号），它可能不会拒绝第二张，所以钉蝶不会自己重发。',
  nextStep: '先在金蝶按收款单位和金额找一找：有，点“我在金蝶看到了”；没有，由推送人点“重新推送”。',
  since,
  messages: [],
});

/** Kingdee showed a bill under our keys before and does not show it now. The person who removed it may not want it to be paid. */
export const takenAway = (billNo: string, since: number): Trouble => ({
  class: 'absent',
  step: 'save',
  sentence: `先前在金蝶查到过单据 ${billNo}，现在查不到了，可能有人在金蝶里删除了它。钉蝶不会自己重发。`,
  nextStep: '先问清是谁、为什么删的：仍要付，由推送人点“重新推送”；换了编号还在，点“我在金蝶看到了”。',
  since,
  messages: [],
});

/** A clearance that was valid once is not valid now, because Kingdee has changed a number since. */
export const noLongerVouched = (since: number): Trouble => ({
  class: 'in-doubt',
  step: 'save',
  sentence:
    '先前那次保存没有回答，而金蝶不保留钉蝶给的编号，它可能仍会生成单据，所以没有再发。正在去金蝶查，不要手工重录。',
  nextStep: '等核对结果，或点“现在去查”。',
  since,
  messages: [],
});

/** Kingdee says that the number is taken, but shows no bill with this number. */
export const takenUnseen = (billNo: string, since: number): Trouble => ({
  class: 'absent',
  step: 'save',
  sentence: `金蝶回答单据编号 ${billNo} 已被使用，按编号和审批编号却都查不到，那张单据可能在集成用户看不到的组织里。没有生成第二张，钉蝶不会自己再发。`,
  nextStep:
    '请金蝶管理员按编号找到那张单据：是这张，给集成用户开通该组织后点“我在金蝶看到了”；不是，处理掉后由推送人点“重新推送”。',
  since,
  messages: [],
});

export const stopped = (step: CallStep, billNo: string, since: number): Trouble => ({
  class: 'stopped',
  step,
  sentence: `推送已停止，金蝶里已有单据 ${billNo}，还没有${stepWord(step)}。`,
  nextStep: '点“继续”做完剩下的步骤。',
  since,
  messages: [],
});

/** The push was confirmed before everything was held and released: after a restored backup, decisions that people made since are not known. */
export const stoppedByRestore = (step: CallStep, billNo: string, since: number): Trouble => ({
  class: 'stopped',
  step,
  sentence: `全部暂停放行后停下：金蝶里已有单据 ${billNo}，还没有${stepWord(step)}。恢复过备份的，备份之后的决定可能不在这里；钉蝶不会自己做完。`,
  nextStep: '在金蝶看过，确认仍要付，点“继续”；不付，点“撤回并删除”。',
  since,
  messages: [],
});

/** A comment in the approval says that it was paid, but Kingdee holds no bill of it. */
export const commentedBefore = (comment: string, since: number): Trouble => ({
  class: 'stopped',
  step: 'save',
  sentence: `审批里已有付款评论（“${comment}”），金蝶里却查不到这张单据：可能在备份之后推送过又被删除、冲销。没有发送。`,
  nextStep: '请核对这笔付过没有：付过，点“归档”；没有付过，由推送人点“继续”再推送。',
  since,
  messages: [],
});

/**
 * Kingdee holds a bill of the same approval that this database does not know: before the restore, the approval was split in another
 * way, or not split.
 */
export const paidOtherwise = (numbers: string, since: number): Trouble => ({
  class: 'stopped',
  step: 'save',
  sentence: `金蝶里有这张审批的另一张单据（${numbers.slice(0, 200)}），钉蝶的记录里没有：可能在备份之后按别的分法推送过。没有发送。`,
  nextStep: '请在金蝶核对那张单据付的是不是同一笔：是，点“归档”；不是，由推送人点“继续”再推送。',
  since,
  messages: [],
});

/** An unanswered save may still create a bill of the earlier form. That bill would not make Kingdee refuse a bill of the present form. */
export const sentAsOther = (before: TargetName, now: TargetName, since: number): Trouble => ({
  class: 'stopped',
  step: 'save',
  sentence: `这张单据曾按${TARGET_WORDS[before]}发送过一次，金蝶没有回答，那张${TARGET_WORDS[before]}可能还会生成；现在的方案要生成${TARGET_WORDS[now]}，金蝶不会因此拒绝第二张。没有发送。`,
  nextStep: `请管理员把方案的单据改回${TARGET_WORDS[before]}，重新映射、审核后再推送；已在别处付过的，点“归档”。`,
  since,
  messages: [],
});

/**
 * Kingdee has filled in by itself who is paid, or has replaced it. Nobody has seen that payee, so no further step makes it a payment (decision 172).
 * @param what what Kingdee did to which fields, accounts masked.
 */
export const filledByKingdee = (step: CallStep, billNo: string, what: string, since: number): Trouble => ({
  class: 'stopped',
  step,
  sentence: `金蝶保存单据 ${billNo} 时${what}，停在${stepWord(step)}之前，没有付款。`,
  nextStep: '请核对这个收款账号：就付到这里，点“继续”；不对，点“撤回并删除”，账号改对后再推送。',
  since,
  messages: [],
});

const describe = (bill: StoredBill): string =>
  `单据 ${bill.billNo}（内码 ${bill.id}），组织 ${bill.orgNumber}，金额 ${bill.total}，第三方单号 ${bill.thirdBillNo}`;

const brief = ({ id, billNo, thirdBillNo, status, orgNumber, currency, total }: StoredBill) => ({
  id,
  billNo,
  thirdBillNo,
  status,
  orgNumber,
  currency,
  total,
});
