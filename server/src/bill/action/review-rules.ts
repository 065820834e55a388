import type { BillStateKind, Reached } from '@dingdee/shared/bill-state';
import type { Amount } from '@dingdee/shared/money';
import { elseWords, type WhoElse } from '../../access/member/who-else.js';
import type { Actor } from '../../domain/actor.js';
import type { BillNotes } from '../../domain/bill/bill-notes.js';
import type { Payees } from '../../domain/draft/mapping-result.js';
import { ownAs } from './own-bill.js';

/** Input of the rules of review. */
export interface ReviewSubject {
  kind: BillStateKind;
  reached: Reached;
  originatorUserId: string;
  contentHash: string | null;
  approvedHash: string | null;
  approvedBy: string | null;
  baseFen: bigint | null;
  /** '' if the bill is the whole approval. */
  part: string;
  payees: Payees;
  /** See `Standing`. */
  closedAt?: number | null;
  /** The state's notes: its trouble, whether it was handed over to Kingdee. */
  state?: Readonly<BillNotes>;
}

/** The limits of product.md §8, from the settings. */
export interface ReviewPolicy {
  singlePerson: boolean;
  /** From this sum on the reviewer may not push the bill; in base currency. */
  fourEyesBill: Amount;
  /** Other people who can be named in a refusal; absent if the words are for nobody. */
  who?: WhoElse;
}

/** Returns whether this person set the payee; a row for all bills counts until somebody else has confirmed it. */
export const isHandOf = ({ payees }: Pick<ReviewSubject, 'payees'>, { userId }: Pick<Actor, 'userId'>): boolean =>
  payees.hands.some(({ by }) => by === userId);

/** Returns who could approve the bill instead: "请 李娜、王强 审核". */
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

/** Returns who could push the bill instead: "请 李娜、王强 推送". */
export const otherPusher = (bill: Pick<ReviewSubject, 'payees'>, actor: Actor, who: WhoElse): string =>
  elseWords(who, 'push', ({ userId }) => userId !== actor.userId && !isHandOf(bill, { userId }));

/**
 * Returns whether a failed bill can go on: with the missing steps if Kingdee holds it; with all steps if Kingdee refused it and its
 * content is still the approved one, so that only the cause had to be removed (product.md §3).
 */
export const canResume = (bill: Pick<ReviewSubject, 'kind' | 'reached' | 'contentHash' | 'approvedHash'>): boolean =>
  bill.kind === 'failed' &&
  (bill.reached !== 'none' || (bill.contentHash !== null && bill.contentHash === bill.approvedHash));
