import type { BillAction, OfferedAction } from '@dingdee/shared/bill-action';
import type { Actor } from '../../domain/actor.js';
import { canGoOn, standsIn } from './halted-rules.js';
import { type ActionFacts, offeredActions, whyNot } from './offered-actions.js';
import { canResume, type ReviewPolicy, type ReviewSubject } from './review-rules.js';
import { offerWords } from './why-not-words.js';

/** Returns every action with whether this person may do it now, and why not in words. */
export function toOffer(bill: ReviewSubject, actor: Actor, facts: ActionFacts, policy: ReviewPolicy): OfferedAction[] {
  return [...offeredActions(bill, actor, facts, policy)].map(([action, why]) => ({
    action,
    fits: why === null,
    whyNot: why === null ? null : { code: why.code, words: offerWords(why, { action, bill, actor, policy }) },
  }));
}

/** Returns why this person cannot do the step that the bill waits for, in words; null if they can, or if it waits for nobody. */
export function whyNotYou(bill: ReviewSubject, actor: Actor, facts: ActionFacts, policy: ReviewPolicy): string | null {
  const action = mainAction(bill);
  const why = action === null ? null : whyNot(action, bill, actor, facts, policy);
  // On a held bill, a person without the role for 取消挂起 gets no reason: it would be the same on every such bill.
  if (action === null || why === null || (action === 'release' && why.code === 'access/refused')) return null;
  return offerWords(why, { action, bill, actor, policy });
}

/** Returns the action that the bill waits for, if people have to be told why they cannot do it. */
function mainAction(bill: ReviewSubject): BillAction | null {
  const halted = standsIn({ ...bill, state: bill.state ?? {} });
  switch (bill.kind) {
    case 'ready':
      return 'approve';
    case 'approved':
      return 'push';
    case 'failed':
      return (bill.reached === 'none' ? canResume(bill) : canGoOn(halted)) ? 'continue' : null;
    case 'held':
      return 'release';
    case 'in-doubt':
      return halted.trouble === 'absent' ? 'adopt' : null;
    default:
      return null;
  }
}
