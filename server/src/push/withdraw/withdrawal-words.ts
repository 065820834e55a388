import { statusWord } from '../../connectors/kingdee/answer/status-words.js';
import { stepWord } from '../../connectors/kingdee/answer/step-words.js';
import type { Hindrance, StoredBill } from '../../connectors/target.js';
import type { Trouble } from '../../domain/bill/bill-notes.js';
import type { InverseStep } from '../../domain/bill/push-steps.js';
import type { Refusal, RefusalClass } from '../../domain/bill/refusal.js';

const ONCE_MORE = '再点“撤回并删除”，或点“继续”把它做完。';
const AGAIN = `处理好后${ONCE_MORE}`;
const CAUSES: Partial<Readonly<Record<RefusalClass, readonly [cause: string, nextStep: string]>>> = {
  workflow: [
    '这张单据在金蝶的审批流里，接口不能代替审批人',
    '请在金蝶里由审批人退回后再点“撤回并删除”，或点“交给金蝶处理”。',
  ],
  permission: ['金蝶的集成用户没有做这一步的权限或许可', `请金蝶管理员授权。${AGAIN}`],
  period: ['业务日期所在的期间在金蝶里不能改动', `请财务确认期间是否开放。${AGAIN}`],
  interaction: ['金蝶在这一步要求人来回答一个问题', `请在金蝶里处理这个提示。${AGAIN}`],
  lock: ['这张单据在金蝶里正被别人或别的操作占用', `等对方做完。${AGAIN}`],
  rate: ['金蝶暂时不接受更多调用', `过一会儿${ONCE_MORE}`],
};

const trouble = (fields: Omit<Trouble, 'messages'> & { messages?: readonly string[] }): Trouble => ({
  messages: [],
  ...fields,
});
const still = (billNo: string, status: StoredBill['status'] | null): string =>
  `金蝶里的单据 ${billNo} 还在${status === null ? '' : `（${statusWord(status)}）`}，没有删除，也没有重复。`;

/** Kingdee refused an inverse call. @param status the last known status. */
export function inverseRefused(
  step: InverseStep,
  refusal: Refusal,
  billNo: string,
  status: StoredBill['status'] | null,
  since: number,
): Trouble {
  const [cause, nextStep] = CAUSES[refusal.class] ?? ['金蝶不允许', `请按金蝶的提示处理。${AGAIN}`];
  const quoted = [...new Set(refusal.messages)].map((message) => `“${message}”`).join('；');
  return trouble({
    class: refusal.class,
    step,
    sentence: `${stepWord(step)}没有成功：${cause}。${still(billNo, status)}${quoted === '' ? '' : `金蝶原话：${quoted}`}`,
    nextStep,
    since,
    messages: refusal.messages,
  });
}

/** The call was not sent, and a repetition cannot help. */
export const inverseUnavailable = (
  step: InverseStep,
  why: Hindrance,
  sentence: string,
  billNo: string,
  since: number,
): Trouble =>
  trouble({
    class: why,
    step,
    sentence: `${sentence}${still(billNo, null)}`,
    nextStep: '请管理员处理后再点“撤回并删除”，或点“继续”。',
    since,
  });

/** It is unknown what a call did, or where the bill is. */
export const withdrawalInDoubt = (step: InverseStep, cause: string, since: number): Trouble =>
  trouble({
    class: 'in-doubt',
    step,
    sentence: `${cause}，不知道${stepWord(step)}做了没有。正在去金蝶查，单据不会重复，也不会误删别的。`,
    nextStep: '等核对结果，或点“现在去查”。',
    since,
  });

/** The bill is not found, but nobody saw its deletion: a second look decides. */
export const vanished = (billNo: string, since: number): Trouble =>
  trouble({
    class: 'in-doubt',
    step: 'delete',
    sentence: `金蝶里查不到单据 ${billNo}。隔一会儿再查一次，两次都没有才算撤回完成。`,
    nextStep: '等核对结果，或点“现在去查”。',
    since,
  });

export const unsettledWithdrawal = (since: number): Trouble =>
  trouble({
    class: 'in-doubt',
    step: 'delete',
    sentence: '多次向金蝶核对，还不能确定单据是否已删除。不要手工重录，钉蝶不会重新推送。',
    nextStep: '点“现在去查”，或在金蝶按单据编号查找。',
    since,
  });

export const auditedMeanwhile = (billNo: string, since: number): Trouble =>
  trouble({
    class: 'audited',
    step: 'unaudit',
    sentence: `金蝶里的单据 ${billNo} 刚被审核通过，撤回没有做。`,
    nextStep: '要按已入账处理，点“继续”；仍要撤回，再点“撤回并删除”，会先反审核。',
    since,
  });

export const replaced = (billNo: string, since: number): Trouble =>
  trouble({
    class: 'stopped',
    step: 'delete',
    sentence: `金蝶里的单据 ${billNo} 已不是推送时的那张（内码变了），可能有人删掉后重录。撤回没有做。`,
    nextStep: '确认它也不要了，再点“撤回并删除”；要留着它，点“继续”。',
    since,
  });

export const clearAgain = (billNo: string, status: StoredBill['status'], since: number): Trouble =>
  trouble({
    class: 'stopped',
    step: 'delete',
    sentence: `已核对清楚：金蝶里只有单据 ${billNo}（${statusWord(status)}），与这张相同。撤回没有做完。`,
    nextStep: '要撤回，再点“撤回并删除”；不撤回，点“继续”。',
    since,
  });

export const stoppedByRestore = (billNo: string, status: StoredBill['status'], since: number): Trouble =>
  trouble({
    class: 'stopped',
    step: 'delete',
    sentence: `全部暂停放行后停下：${still(billNo, status)}恢复过备份的，备份之后的决定可能不在这里；钉蝶不会自己撤回。`,
    nextStep: '仍要撤回，再点“撤回并删除”；要留着它，点“继续”。',
    since,
  });

export const circling = (step: InverseStep, billNo: string, status: StoredBill['status'], since: number): Trouble =>
  trouble({
    class: 'stopped',
    step,
    sentence: `撤回做了多次都没有完成。${still(billNo, status)}可能有人或审批流在金蝶里同时处理它。`,
    nextStep: '请在金蝶里看看是谁在处理，再决定撤回还是继续。',
    since,
  });

export const handedOver = (step: Trouble['step'], billNo: string, since: number): Trouble =>
  trouble({
    class: 'handed-over',
    step,
    sentence: `已交给金蝶处理，等金蝶审完。单据 ${billNo} 在金蝶里，不会重复生成。`,
    nextStep: '不用处理，金蝶审完后这里会变为已入账。要自己做完，点“继续”。',
    since,
  });
