import type { BillStateKind, Reached } from '@dingdee/shared/bill-state';
import type { Amount } from '@dingdee/shared/money';
import { elseWords, type WhoElse } from '../../access/member/who-else.js';
import type { Actor } from '../../domain/actor.js';
import type { BillNotes } from '../../domain/bill/bill-notes.js';
import type { Payees } from '../../domain/draft/mapping-result.js';
import { ownAs } from './own-bill.js';

/** What the rules of review look at. */
export interface ReviewSubject {
  kind: BillStateKind;
  reached: Reached;
  originatorUserId: string;
  contentHash: string | null;
  approvedHash: string | null;
  approvedBy: string | null;
  baseFen: bigint | null;
  /** '' where it is all of its approval. */
  part: string;
  payees: Payees;
  /** See `Standing`. */
  closedAt?: number | null;
  /** The state's own data: what is troubling it, whether it was left to Kingdee. */
  state?: Readonly<BillNotes>;
}

/** product.md §8, from the settings. */
export interface ReviewPolicy {
  singlePerson: boolean;
  /** From this sum on the reviewer may not push; base currency. */
  fourEyesBill: Amount;
  /** Who else there is, to be named in a refusal; absent where nobody is told. */
  who?: WhoElse;
}

/** This person put who is paid, and nobody else has looked at it yet where it was put once for all. */
export const isHandOf = ({ payees }: Pick<ReviewSubject, 'payees'>, { userId }: Pick<Actor, 'userId'>): boolean =>
  payees.hands.some(({ by }) => by === userId);

/** Who could approve it instead: "请 李娜、王强 审核". */
export const otherApprover = (
  bill: Pick<ReviewSubject, 'originatorUserId' | 'payees'>,
  actor: Actor,
  who: WhoElse,
): string =>
  elseWords(
    who,
    'approve',
    (person) => person.userId !== actor.userId && ownAs(bill, person) === null && !isHandOf(bill, person),
  );

/** Who could push it instead: "请 李娜、王强 推送". */
export const otherPusher = (bill: Pick<ReviewSubject, 'payees'>, actor: Actor, who: WhoElse): string =>
  elseWords(who, 'push', ({ userId }) => userId !== actor.userId && !isHandOf(bill, { userId }));

/**
 * A failed bill goes on from where it stands: the missing steps where Kingdee holds it; all of them where it refused and the
 * content is still what was approved, so that only the cause had to go away (product.md §3).
 */
export const canResume = (bill: Pick<ReviewSubject, 'kind' | 'reached' | 'contentHash' | 'approvedHash'>): boolean =>
  bill.kind === 'failed' &&
  (bill.reached !== 'none' || (bill.contentHash !== null && bill.contentHash === bill.approvedHash));
