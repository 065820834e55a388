import type { BillDetail } from '@dingdee/shared/bill';
import { type BillStateKind, type Reached, STATE_WORDS } from '@dingdee/shared/bill-state';
import { type Amount, formatAmount, toFen } from '@dingdee/shared/money';
import { FIXERS, PARKERS, PUSHERS, REVERSERS, REVIEWERS, WITHDRAWERS } from '@dingdee/shared/routes/who';
import type { Role } from '@dingdee/shared/session';
import { elseWords, type WhoElse } from '../../access/member/who-else.js';
import type { Actor } from '../../domain/actor.js';
import type { BillNotes } from '../../domain/bill/bill-notes.js';
import { isOpen, NEXT } from '../../domain/bill/bill-state.js';
import type { Payees } from '../../domain/draft/mapping-result.js';
import { canGoOn, canHandOver, canWithdraw, standsIn } from './halted-rules.js';
import { ownWords } from './own-bill.js';

/** What the rules of review look at. */
export interface ReviewSubject {
  kind: BillStateKind;
  reached: Reached;
  originatorUserId: string;
  contentHash: string | null;
  approvedHash: string | null;
  approvedBy: string | null;
  baseFen: bigint | null;
  payees: Payees;
  /** The state's own data: what is troubling it, whether it was left to Kingdee. */
  state?: Readonly<BillNotes>;
  /** Class of what it stands still for; null or absent where nothing. */
  trouble?: string | null;
}

/** product.md §8, from the settings. */
export interface ReviewPolicy {
  singlePerson: boolean;
  /** From this sum on the reviewer may not push; base currency. */
  fourEyesBill: Amount;
  /** Who else there is, to be named in a refusal; absent where nobody is told. */
  who?: WhoElse;
}

const holds = (actor: Actor, roles: readonly Role[]): boolean => actor.roles.some((role) => roles.includes(role));

export interface Refusal {
  code: `bill/${string}`;
  sentence: string;
}

/** Why this bill may not be approved by this person; null when it may. */
export function approveRefusal(bill: ReviewSubject, actor: Actor, policy: ReviewPolicy): Refusal | null {
  if (!holds(actor, REVIEWERS))
    return {
      code: 'bill/no-review-role',
      sentence: '你没有“审核”角色，没有通过任何单据。请有“审核”角色的同事来通过。',
    };
  if (bill.kind !== 'ready')
    return {
      code: 'bill/not-ready',
      sentence: `单据现在是“${STATE_WORDS[bill.kind]}”，不是待审核，没有通过。刷新后看最新状态。`,
    };
  if (bill.contentHash === null)
    return { code: 'bill/incomplete', sentence: '单据内容还不完整，不能通过。先补好映射。' };
  if (policy.singlePerson) return null;
  const own = ownWords(bill, actor);
  const others = policy.who ? `${otherApprover(bill, actor, policy.who)}。` : '';
  if (own !== null) return { code: 'bill/own-bill', sentence: `${own}，要由别人审核。${others}` };
  if (isHandOf(bill, actor))
    return { code: 'bill/payee-hand', sentence: `这张单据的收款信息是你改的，要由别人核对后通过。${others}` };
  return null;
}

/** This person put who is paid, and nobody else has looked at it yet where it was put once for all. */
export const isHandOf = ({ payees }: Pick<ReviewSubject, 'payees'>, { userId }: Pick<Actor, 'userId'>): boolean =>
  payees.hands.some(({ by }) => by === userId);

/** Why this person may not change what the bill says; null when they may. */
export function fixRefusal(
  bill: Pick<ReviewSubject, 'originatorUserId' | 'payees'>,
  actor: Actor,
  policy: Pick<ReviewPolicy, 'singlePerson'>,
): Refusal | null {
  const own = policy.singlePerson ? null : ownWords(bill, actor);
  return own === null ? null : { code: 'bill/own-bill', sentence: `${own}，内容要由别人改，没有改动。` };
}

/** Who could approve it instead: "请 李娜、王强 审核". */
const otherApprover = (bill: Pick<ReviewSubject, 'originatorUserId' | 'payees'>, actor: Actor, who: WhoElse): string =>
  elseWords(
    who,
    'approve',
    (person) => person.userId !== actor.userId && ownWords(bill, person) === null && !isHandOf(bill, person),
  );

/** Who could push it instead: "请 李娜、王强 推送". */
export const otherPusher = (bill: Pick<ReviewSubject, 'payees'>, actor: Actor, who: WhoElse): string =>
  elseWords(who, 'push', ({ userId }) => userId !== actor.userId && !isHandOf(bill, { userId }));

const pusherRefusal = (actor: Actor): string | null =>
  holds(actor, PUSHERS) ? null : '你没有“推送”角色。请有“推送”角色的同事来推送。';

/** Why this person may not push this bill, whatever state it is in; null when they may. */
export function pushRefusal(
  bill: Pick<ReviewSubject, 'baseFen' | 'approvedBy' | 'payees'>,
  actor: Actor,
  policy: ReviewPolicy,
): string | null {
  const noRight = pusherRefusal(actor);
  if (noRight !== null) return noRight;
  const others = policy.who ? otherPusher(bill, actor, policy.who) : '请另一位有“推送”角色的同事推送';
  if (isHandOf(bill, actor) && !policy.singlePerson)
    return `这张单据的收款信息是你改的，不论金额都不能由你推送。${others}。`;
  const large = (bill.baseFen ?? 0n) >= toFen(policy.fourEyesBill);
  if (large && bill.approvedBy === actor.userId && !policy.singlePerson)
    return `审核人与推送人都是你，且达到 ¥${formatAmount(policy.fourEyesBill)}。${others}。`;
  return null;
}

/**
 * A failed bill goes on from where it stands: the missing steps where Kingdee holds it; all of them where it refused and the
 * content is still what was approved, so that only the cause had to go away (product.md §3).
 */
export const canResume = (bill: Pick<ReviewSubject, 'kind' | 'reached' | 'contentHash' | 'approvedHash'>): boolean =>
  bill.kind === 'failed' &&
  (bill.reached !== 'none' || (bill.contentHash !== null && bill.contentHash === bill.approvedHash));

/** What this person may do with this bill now. */
export function permissions(bill: ReviewSubject, actor: Actor, policy: ReviewPolicy): BillDetail['may'] {
  const cannotApprove = approveRefusal(bill, actor, policy);
  // Finishing what Kingdee holds is no new push: who reviewed it does not matter.
  const finishing = bill.kind === 'failed' && bill.reached !== 'none';
  const cannotPush = finishing ? pusherRefusal(actor) : pushRefusal(bill, actor, policy);
  const open = isOpen(bill);
  const halted = standsIn({ ...bill, state: bill.state ?? {} });
  const pushable = bill.kind === 'approved' || (finishing ? canGoOn(halted) : canResume(bill));
  const undecided = bill.kind === 'in-doubt' && bill.trouble === 'absent';
  // Carrying out what others approved is no decision; whatever stands still waits for one.
  const own = policy.singlePerson ? null : ownWords(bill, actor);
  const ownStops = own !== null && (undecided || (pushable && bill.kind !== 'approved'));
  const may = (what: boolean): boolean => what && own === null;
  return {
    approve: cannotApprove === null,
    fix: open && holds(actor, FIXERS) && fixRefusal(bill, actor, policy) === null,
    hold: open && bill.kind !== 'collected' && NEXT[bill.kind].includes('held') && holds(actor, PARKERS),
    push: pushable && cannotPush === null && !ownStops,
    exclude: may(open && NEXT[bill.kind].includes('excluded') && holds(actor, REVIEWERS)),
    withdraw: may(canWithdraw(halted) && holds(actor, WITHDRAWERS)),
    handOver: may(canHandOver(halted) && holds(actor, WITHDRAWERS)),
    settleDoubt: may(undecided && cannotPush === null),
    settleReversal: may(bill.kind === 'reversal-needed' && holds(actor, REVERSERS)),
    why:
      bill.kind === 'ready'
        ? (cannotApprove?.sentence ?? null)
        : ownStops
          ? `${own}，要由别人来办。`
          : pushable || undecided
            ? cannotPush
            : null,
  };
}
