import { BILL_ACTIONS, type BillAction } from '@dingdee/shared/bill-action';
import type { BillStateKind } from '@dingdee/shared/bill-state';
import { toFen } from '@dingdee/shared/money';
import { FIXERS, PARKERS, PROBERS, PUSHERS, REVERSERS, REVIEWERS, WITHDRAWERS } from '@dingdee/shared/routes/who';
import type { Role } from '@dingdee/shared/session';
import { clock } from '../../database/clock.js';
import type { Actor } from '../../domain/actor.js';
import { type Asked, amendedBy, askedOf, awaitsOf, caseOf, waitsForAnswer } from '../../domain/bill/bill-notes.js';
import { isOpen, leadsTo } from '../../domain/bill/bill-state.js';
import { UNDO_CLOSED_MS } from '../ledger/closed-by-person.js';
import { isOtherPayment } from '../ledger/reversal.js';
import { canHandOver, canWithdraw, isAltered, standsIn } from './halted-rules.js';
import { ownAs } from './own-bill.js';
import { canResume, isHandOf, type ReviewPolicy, type ReviewSubject } from './review-rules.js';
import type { WhyNot, WhyNotCode } from './why-not.js';

/** Facts that the rules need beside the bill itself. */
export interface ActionFacts {
  /** Its approval was changed or cancelled, and the bill is about to become void. */
  replaced: boolean;
  /** It changes an approval whose bill Kingdee holds or may hold: two bills would be paid. */
  originalStands: boolean;
  /** Somebody approved it at some time, also long ago. */
  approvedOnce: boolean;
  /** The deductions on its form leave nothing to pay, and nothing else stops it. */
  nothingLeft: boolean;
  /** Sentence of the bill about what its scheme lacks; null unless only that stops it. */
  schemeLacks: string | null;
  /** The whole ledger is held until an administrator releases it. */
  ledgerHeld: boolean;
  /** When Kingdee's base data was last read, Unix ms; 0 before the first time. */
  baseDataReadAt: number;
}
export const NO_FACTS: ActionFacts = {
  replaced: false,
  originalStands: false,
  approvedOnce: false,
  nothingLeft: false,
  schemeLacks: null,
  ledgerHeld: false,
  baseDataReadAt: 0,
};

interface Asking {
  bill: ReviewSubject;
  actor: Actor;
  facts: ActionFacts;
  policy: Pick<ReviewPolicy, 'singlePerson' | 'fourEyesBill'>;
}
type Rule = (asking: Asking) => WhyNot | null;
const unless = (fits: boolean, why: WhyNot): WhyNot | null => (fits ? null : why);

/** Nobody decides anything about their own bill, or a bill that is paid to them (product.md §8). */
const notOwn: Rule = ({ bill, actor, policy }) => {
  const how = policy.singlePerson ? null : ownAs(bill, actor);
  return how === null ? null : { code: 'bill/own-bill', how };
};
const ledgerFree: Rule = ({ facts }) => unless(!facts.ledgerHeld, { code: 'ledger/held' });
const isKind =
  (kind: BillStateKind, code: Extract<WhyNotCode, `bill/n${string}`>): Rule =>
  ({ bill }) =>
    unless(bill.kind === kind, { code });
const mayBecome =
  (to: BillStateKind): Rule =>
  ({ bill }) =>
    unless(leadsTo(bill, to), { code: 'bill/illegal-transition', from: bill.kind, to });
/** A bill that was never mapped is not held: it would come back empty. */
const wasMapped: Rule = ({ bill }) => unless(bill.kind !== 'collected', { code: 'bill/being-mapped' });
const complete: Rule = ({ bill }) => unless(bill.contentHash !== null, { code: 'bill/incomplete' });
/** If the content differs from what was approved, the bill is not approved any more. */
const unchanged: Rule = ({ bill }) =>
  unless(bill.contentHash !== null && bill.contentHash === bill.approvedHash, { code: 'bill/not-approved' });
const notReplaced: Rule = ({ facts }) => unless(!facts.replaced, { code: 'bill/amended' });
const handsOfOthers: Rule = ({ bill, actor, policy }) =>
  unless(policy.singlePerson || !isHandOf(bill, actor), { code: 'bill/payee-hand' });
/** The person who said that the changed approval was not paid otherwise is the first of two, and does not approve. */
const clearedByOthers: Rule = ({ bill, actor, policy }) =>
  unless(policy.singlePerson || bill.state?.cleared?.by !== actor.userId, { code: 'bill/doubt-cleared' });
/**
 * A person who set the payee never pushes the bill. A person who approved it does not push it from a sum on, nor if the bill is only a
 * part of its approval.
 */
const fourEyes: Rule = ({ bill, actor, policy }) => {
  if (policy.singlePerson) return null;
  if (isHandOf(bill, actor)) return { code: 'bill/four-eyes', because: 'hand' };
  const large = (bill.baseFen ?? 0n) >= toFen(policy.fourEyesBill);
  if (bill.approvedBy !== actor.userId || (!large && bill.part === '')) return null;
  return { code: 'bill/four-eyes', because: large ? 'large' : 'part' };
};
/** Sending again is a push like any other; finishing what Kingdee holds is not. */
const fourEyesAnew: Rule = (asking) => (asking.bill.reached === 'none' ? fourEyes(asking) : null);
/**
 * The first of two people does not ask again.
 * @param needed whether the action takes two people at all.
 */
const notAsked =
  (what: Asked['what'], needed: (asking: Asking) => boolean): Rule =>
  (asking) =>
    unless(
      asking.policy.singlePerson ||
        askedOf(asking.bill.state ?? {}, what)?.by !== asking.actor.userId ||
        !needed(asking),
      { code: 'bill/second-person' },
    );
const halted = ({ bill }: Asking) => standsIn({ ...bill, state: bill.state ?? {} });
const notAmended: Rule = ({ bill }) => unless(amendedBy(bill.state ?? {}).length === 0, { code: 'bill/amended' });
const notAltered: Rule = (asking) => unless(!isAltered(halted(asking)), { code: 'bill/altered' });
/**
 * Kingdee refused the bill's base data. After base data is read again, the bill is mapped anew, or stays as it is because the item may be
 * used now; before that nothing has changed.
 */
const baseDataReadSince: Rule = ({ bill, facts: { baseDataReadAt } }) => {
  const trouble = bill.state?.trouble;
  const refused = bill.reached === 'none' && trouble?.class === 'base-data' && trouble.since >= baseDataReadAt;
  return unless(!refused, { code: 'bill/base-data-refused' });
};
const undecided: Rule = ({ bill }) =>
  unless(bill.kind === 'in-doubt' && bill.state?.trouble?.class === 'absent', { code: 'bill/not-undecided' });
const originalGone: Rule = ({ bill }) => {
  const waits = awaitsOf(bill.state ?? {});
  return waits?.standing ? { code: 'bill/original-stands', sentence: waits.sentence } : null;
};
/** Such a bill should be held; even if it is not, it is not paid beside the bill that it changes. */
const notBesideOriginal: Rule = ({ facts }) =>
  unless(!facts.originalStands, {
    code: 'bill/original-stands',
    sentence: '这张是对另一条已通过审批的修改，原单在金蝶里还在，或正在推送',
  });
const schemeHasAll: Rule = ({ bill, facts }) =>
  bill.kind === 'needs-mapping' && facts.schemeLacks !== null
    ? { code: 'bill/scheme-lacks', sentence: facts.schemeLacks }
    : null;
const otherPayment = ({ bill }: Asking): boolean => {
  const found = caseOf(bill.state ?? {});
  return found !== null && isOtherPayment(found);
};

const SENT: readonly BillStateKind[] = ['pushing', 'in-doubt', 'booked', 'written-back', 'reversal-needed'];
/** Kingdee does not hold the bill and cannot hold it: otherwise a payment outside would be a second payment. */
const neverSent: Rule = ({ bill }) =>
  unless(!SENT.includes(bill.kind) && !(bill.kind === 'failed' && bill.reached !== 'none'), {
    code: 'bill/maybe-sent',
  });
/** A bill that a person closed can be restored for a day: afterwards others have relied on it. */
const closedLately: Rule = ({ bill }) => {
  if (typeof bill.closedAt !== 'number') return { code: 'bill/not-closed' };
  return unless(bill.closedAt + UNDO_CLOSED_MS > clock.now(), { code: 'bill/undo-late' });
};

/**
 * Roles that may do each action, and its rules, in the order in which the reasons are told. The only place where it is decided: both
 * offers and refusals are read from here.
 */
const RULES: Readonly<Record<BillAction, readonly [readonly Role[], ...Rule[]]>> = {
  approve: [
    REVIEWERS,
    notOwn,
    isKind('ready', 'bill/not-ready'),
    complete,
    handsOfOthers,
    clearedByOthers,
    notReplaced,
    notBesideOriginal,
  ],
  unapprove: [REVIEWERS, notOwn, isKind('approved', 'bill/not-approved')],
  fix: [FIXERS, ({ bill }) => unless(isOpen(bill), { code: 'mapping/fix-refused' }), notOwn],
  // It only stops the bill, and a colleague lets it go on: allowed for the own bill too.
  hold: [PARKERS, wasMapped, mayBecome('held')],
  release: [PARKERS, notOwn, isKind('held', 'bill/not-held'), originalGone],
  exclude: [REVIEWERS, notOwn, mayBecome('excluded'), notAsked('exclude', ({ facts }) => facts.approvedOnce)],
  // The bill leaves the list of payments: that takes two people if it was ever approved, as 排除 does.
  'handle-outside': [
    REVIEWERS,
    notOwn,
    neverSent,
    mayBecome('handled-outside'),
    notAsked('handle-outside', ({ facts }) => facts.approvedOnce),
  ],
  // One person alone does not pay again what two people closed.
  restore: [REVIEWERS, notOwn, closedLately, notReplaced, notAsked('restore', ({ facts }) => facts.approvedOnce)],
  'no-payment': [
    REVIEWERS,
    notOwn,
    notReplaced,
    // The bill leaves the list of payments for good: that takes two people if it was ever approved.
    ({ facts, policy }) => unless(policy.singlePerson || !facts.approvedOnce, { code: 'bill/approved-before' }),
    ({ bill, facts }) => unless(bill.kind === 'needs-mapping' && facts.nothingLeft, { code: 'bill/something-to-pay' }),
  ],
  'ask-applicant': [
    PARKERS,
    notOwn,
    // A bill that waits for its applicant's answer may be asked about again, and stays held.
    ({ bill }) => unless(bill.kind !== 'held' || waitsForAnswer(bill.state ?? {}), { code: 'bill/already-held' }),
    schemeHasAll,
    wasMapped,
    (asking) => (asking.bill.kind === 'held' ? null : mayBecome('held')(asking)),
  ],
  // Carrying out what others approved is no decision: allowed for the own bill too.
  push: [PUSHERS, isKind('approved', 'bill/not-approved'), unchanged, ledgerFree, fourEyes],
  // A look sends nothing and decides nothing.
  'check-now': [PROBERS, isKind('in-doubt', 'bill/not-in-doubt')],
  continue: [
    PUSHERS,
    notOwn,
    ledgerFree,
    ({ bill }) => unless(canResume(bill), { code: 'bill/not-halted' }),
    notAmended,
    notAltered,
    baseDataReadSince,
    fourEyesAnew,
  ],
  withdraw: [
    WITHDRAWERS,
    notOwn,
    ledgerFree,
    (asking) => unless(canWithdraw(halted(asking)), { code: 'bill/not-withdrawable' }),
  ],
  'hand-over': [
    WITHDRAWERS,
    notOwn,
    notAmended,
    notAltered,
    (asking) => unless(canHandOver(halted(asking)), { code: 'bill/not-in-kingdee' }),
  ],
  adopt: [PUSHERS, notOwn, undecided, fourEyes],
  resend: [PUSHERS, notOwn, ledgerFree, undecided, fourEyes],
  reversed: [REVERSERS, notOwn, isKind('reversal-needed', 'bill/no-reversal'), notAsked('reversed', () => true)],
  stands: [REVERSERS, notOwn, isKind('reversal-needed', 'bill/no-reversal'), notAsked('stands', otherPayment)],
};

/** Returns the first reason that keeps this person from doing this to this bill now; null if there is none. */
export function whyNot(
  action: BillAction,
  bill: ReviewSubject,
  actor: Actor,
  facts: ActionFacts,
  policy: Pick<ReviewPolicy, 'singlePerson' | 'fourEyesBill'>,
): WhyNot | null {
  const [needed, ...rules] = RULES[action];
  if (!actor.roles.some((role) => needed.includes(role))) return { code: 'access/refused', needed };
  for (const rule of rules) {
    const why = rule({ bill, actor, facts, policy });
    if (why !== null) return why;
  }
  return null;
}

/** Returns every action with the reason against it, or null if it is allowed. */
export const offeredActions = (
  bill: ReviewSubject,
  actor: Actor,
  facts: ActionFacts,
  policy: Pick<ReviewPolicy, 'singlePerson' | 'fourEyesBill'>,
): Map<BillAction, WhyNot | null> =>
  new Map(BILL_ACTIONS.map((action) => [action, whyNot(action, bill, actor, facts, policy)]));
