import type { BillAction, OfferedAction } from '@dingdee/shared/bill-action';
import type { Actor } from '../../domain/actor.js';
import { canGoOn, standsIn } from './halted-rules.js';
import { type ActionFacts, offeredActions, whyNot } from './offered-actions.js';
import { canResume, type ReviewPolicy, type ReviewSubject } from './review-rules.js';
import { offerWords } from './why-not-words.js';

/** Every action with whether this person may do it now, and why not in words. */
export function toOffer(bill: ReviewSubject, actor: Actor, facts: ActionFacts, policy: ReviewPolicy): OfferedAction[] {
  return [...offeredActions(bill, actor, facts, policy)].map(([action, why]) => ({
    action,
    fits: why === null,
    whyNot: why === null ? null : { code: why.code, words: offerWords(why, { action, bill, actor, policy }) },
  }));
}

/** Why what the bill waits for is not for this person, in words; null where it is, or where it waits for nobody. */
export function whyNotYou(bill: ReviewSubject, actor: Actor, facts: ActionFacts, policy: ReviewPolicy): string | null {
  const action = mainAction(bill);
  const why = action === null ? null : whyNot(action, bill, actor, facts, policy);
  // Who may not let it go on for lack of a role is not told so on every bill that is put aside.
  if (action === null || why === null || (action === 'release' && why.code === 'access/refused')) return null;
  return offerWords(why, { action, bill, actor, policy });
}

/** What the bill waits for, where somebody has to be told why it is not them. */
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
