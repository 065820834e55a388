import type { Turn } from '@dingdee/shared/bill-detail';
import type { EntityManager } from 'typeorm';
import { confirmWords, type WhoElse, whoElse } from '../../access/member/who-else.js';
import type { Actor } from '../../domain/actor.js';
import { BillRefusedError } from '../../domain/bill/bill.errors.js';
import { type Asked, askedOf, type BillNotes } from '../../domain/bill/bill-notes.js';

export const WHAT_WORDS = {
  stands: '仍然有效',
  reversed: '已在金蝶冲销',
  exclude: '排除',
  'handle-outside': '线下已处理',
  restore: '撤销归档',
} as const satisfies Record<Asked['what'], string>;

/**
 * Returns whether a decision for two people (product.md §8) is complete: the second person says the same.
 * @returns the first person's request, to be recorded with the decision; null: nobody had asked, so this is the request.
 * @throws BillRefusedError if the same person asks again.
 */
export async function secondOf(
  reads: EntityManager,
  state: BillNotes,
  what: Asked['what'],
  actor: Actor,
): Promise<Asked | null> {
  const asked = askedOf(state, what);
  if (asked?.by === actor.userId)
    throw new BillRefusedError(
      'bill/second-person',
      `${waitsWords(what, actor, await whoElse(reads))}。确认的人打开这张单据、写明理由。没有改动。`,
    );
  return asked;
}

/** Returns what this person asked for, and who could confirm it. */
export const waitsWords = (what: Asked['what'], actor: Actor, who: WhoElse): string =>
  `你已请求“${WHAT_WORDS[what]}”，${confirmWords(who, ['exclude', 'handle-outside', 'restore'].includes(what) ? ['approve'] : ['approve', 'push'], actor)}`;

/** Returns which of the two people this person would be now. @param needed whether the decision takes two people at all. */
export function turnOf(
  state: BillNotes,
  what: Asked['what'],
  { userId }: Pick<Actor, 'userId'>,
  needed: boolean,
): Turn {
  if (!needed) return 'alone';
  const asked = askedOf(state, what);
  if (asked === null) return 'first';
  return asked.by === userId ? 'own' : 'second';
}

/** Returns what the bill shows to the person who asked, instead of the button; null if they asked for nothing. */
export function requestedWords(state: BillNotes, actor: Actor, who: WhoElse): string | null {
  const { asked } = state;
  return asked?.by === actor.userId ? waitsWords(asked.what, actor, who) : null;
}

/** Returns what the lists and the bill show until the second person answers. */
export const askedWords = ({ what, byName, reason }: Asked): string =>
  `${byName}请求“${WHAT_WORDS[what]}”（${reason}），等另一位同事确认`;
