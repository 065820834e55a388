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
 * Whether a decision that one person may not take alone is taken now (product.md §8): the second of two people says it too.
 * @returns what the first one asked for, to be told with the decision; null: nobody had asked, so this is the request.
 * @throws BillRefusedError where the same person asks again.
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

/** What somebody asked for, and who could confirm it. */
export const waitsWords = (what: Asked['what'], actor: Actor, who: WhoElse): string =>
  `你已请求“${WHAT_WORDS[what]}”，${confirmWords(who, ['exclude', 'handle-outside', 'restore'].includes(what) ? ['approve'] : ['approve', 'push'], actor)}`;

/** Whose word it would be if this person said it now. @param needed whether it takes two at all. */
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

/** What the bill says to the one who asked, in the place of the button; null where they asked for nothing. */
export function requestedWords(state: BillNotes, actor: Actor, who: WhoElse): string | null {
  const { asked } = state;
  return asked?.by === actor.userId ? waitsWords(asked.what, actor, who) : null;
}

/** What the lists and the bill say while the second person is awaited. */
export const askedWords = ({ what, byName, reason }: Asked): string =>
  `${byName}请求“${WHAT_WORDS[what]}”（${reason}），等另一位同事确认`;
