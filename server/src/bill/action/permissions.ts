import type { BillDetail } from '@dingdee/shared/bill';
import type { BillAction, OfferedAction } from '@dingdee/shared/bill-action';
import type { Actor } from '../../domain/actor.js';
import { canGoOn, standsIn } from './halted-rules.js';
import { type ActionFacts, offeredActions } from './offered-actions.js';
import { canResume, type ReviewPolicy, type ReviewSubject } from './review-rules.js';
import type { WhyNot } from './why-not.js';
import { offerWords } from './why-not-words.js';

/** Every action with whether this person may do it now, and why not in words. */
export function toOffer(bill: ReviewSubject, actor: Actor, facts: ActionFacts, policy: ReviewPolicy): OfferedAction[] {
  return [...offeredActions(bill, actor, facts, policy)].map(([action, why]) => ({
    action,
    fits: why === null,
    whyNot: why === null ? null : { code: why.code, words: offerWords(why, { action, bill, actor, policy }) },
  }));
}

/** The same in short, by what a page draws. */
export function permissions(
  bill: ReviewSubject,
  actor: Actor,
  facts: ActionFacts,
  policy: ReviewPolicy,
): BillDetail['may'] {
  const offered = offeredActions(bill, actor, facts, policy);
  const why = (action: BillAction): WhyNot | null => offered.get(action) ?? null;
  const fits = (action: BillAction): boolean => why(action) === null;
  /** Who asked for it already is told so in the place of the button. */
  const said = (action: BillAction): boolean => fits(action) || why(action)?.code === 'bill/second-person';
  const main = mainAction(bill);
  const against = main === null ? null : why(main);
  const silent = against === null || (main === 'release' && against.code === 'access/refused');
  return {
    approve: fits('approve'),
    fix: fits('fix'),
    hold: fits('hold'),
    push: fits('push') || fits('continue'),
    exclude: said('exclude'),
    withdraw: fits('withdraw'),
    handOver: fits('hand-over'),
    settleDoubt: fits('adopt'),
    settleReversal: said('reversed') || said('stands'),
    why:
      silent || main === null || against === null ? null : offerWords(against, { action: main, bill, actor, policy }),
  };
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
    // Who may not let it go on for lack of a role is not told so on every bill that is put aside.
    case 'held':
      return 'release';
    case 'in-doubt':
      return halted.trouble === 'absent' ? 'adopt' : null;
    default:
      return null;
  }
}
