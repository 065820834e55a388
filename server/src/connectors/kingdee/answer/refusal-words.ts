import { ERROR_POLICY, policyOf } from '@dingdee/shared/error-class';
import type { Refusal, RefusalClass } from '../../../domain/bill/refusal.js';
import { stepWord } from './step-words.js';

/** State of the bill in Kingdee when it was refused. */
export interface Stand {
  step: 'save' | 'submit' | 'audit' | 'unaudit' | 'delete';
  /** Kingdee's number of the bill; null while Kingdee holds no bill. */
  kingdeeNo: string | null;
}
export interface RefusalWords {
  /** The event and its meaning for the money, with a quotation of Kingdee's own words. */
  sentence: string;
  nextStep: string;
}

/** Returns the sentence for a refusal that passes by itself: the bill has no error, and nobody has to act. */
export const busyWords = (refused: RefusalClass, messages: readonly string[]): string => {
  const why = refused === 'lock' ? '这张单据在金蝶里正被别人或别的操作占用' : '金蝶暂时不接受更多调用';
  const quoted = [...new Set(messages)].map((message) => `“${message}”`).join('；');
  return `${why}，这一步没有做。会自动再试，间隔越来越长，放开后自己继续，不用处理。${quoted === '' ? '' : `金蝶原话：${quoted}`}`;
};

/** Refusal classes with more precise words than those of product.md §11. */
const FINER: Readonly<Partial<Record<RefusalClass, { cause: string; nextStep: string }>>> = {
  lock: { cause: '这张单据在金蝶里正被别人或别的操作占用', nextStep: '会自动再试，等对方用完。' },
  exists: { cause: '金蝶里已经有这个单据编号', nextStep: '正在核对它是不是这张单据，不要手工重录。' },
};

/** A refusal because the cashier module is switched off is a matter of Kingdee's setup, not of a period. */
const CASHIER = /启用出纳/;
export const saysCashierIsOff = (messages: readonly string[]): boolean =>
  messages.some((message) => CASHIER.test(message));

/** Matches a closed month, not a day before the module was started. */
const CLOSED = /结账|关账|会计期间|所属期间/;
export const saysPeriodIsClosed = ({ class: kind, messages }: Pick<Refusal, 'class' | 'messages'>): boolean =>
  kind === 'period' && messages.some((message) => CLOSED.test(message) && !/启用/.test(message));

const enableCashier = (then: string): string => `请金蝶管理员为付款组织启用出纳，再${then}。`;

const standing = ({ step, kingdeeNo }: Stand, exists: boolean): string => {
  if (exists) return '没有生成第二张单据。';
  if (kingdeeNo === null) return '金蝶里没有生成单据。';
  return `金蝶里已有单据 ${kingdeeNo}，还没有${stepWord(step)}，不会重复生成。`;
};

/** No error: the approvers in Kingdee finish the bill (product.md §1, ui.md §6 no. 24). */
const WORKFLOW_WORDS: RefusalWords = {
  sentence: '已保存并提交，金蝶的审批流接管了它，等它审完即可。',
  nextStep: '在金蝶里审批，审完后这里会变为已入账。点“交给金蝶处理”，它就不再算待办。',
};

/** Next steps for a bill that Kingdee holds: it is continued, not pushed again, and its content can change only after it was withdrawn. */
const ONCE_HELD: Readonly<Partial<Record<RefusalClass, string>>> = {
  permission: '请金蝶管理员授权后，再点“继续”。',
  session: '请管理员检查金蝶连接，恢复后再点“继续”。',
  rate: '会自动再试，也可以点“继续”。',
  lock: '会自动再试，等对方用完；也可以点“继续”。',
};
function onceHeld(refused: RefusalClass, cashier: boolean, next: string): string {
  if (policyOf(refused)?.action === 'repair') return '金蝶那边处理好了，点“继续”；要改内容，先撤回并删除，改好再推送。';
  return cashier ? enableCashier('点“继续”') : (ONCE_HELD[refused] ?? next);
}

/** Describes a refusal for an accountant: what happened, what it means for the money, the next step. */
export function refusalWords(refusal: Refusal, stand: Stand): RefusalWords {
  const { cause, nextStep: next } = FINER[refusal.class] ?? policyOf(refusal.class) ?? ERROR_POLICY.unknown;
  const cashier = saysCashierIsOff(refusal.messages);
  const quoted = [...new Set(refusal.messages)].map((message) => `“${message}”`).join('；');
  if (refusal.class === 'workflow' && stand.kingdeeNo !== null) return WORKFLOW_WORDS;
  const plain = cashier ? enableCashier('推送') : next;
  const why = cashier ? '付款组织在金蝶里还没有启用出纳' : cause;
  return {
    sentence: `${stepWord(stand.step)}没有成功：${why}。${standing(stand, refusal.class === 'exists')}${quoted === '' ? '' : `金蝶原话：${quoted}`}`,
    nextStep: stand.kingdeeNo === null ? plain : onceHeld(refusal.class, cashier, next),
  };
}
