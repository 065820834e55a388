import * as z from 'zod/mini';
import { confirmWords, type WhoElse } from '../../access/member/who-else.js';
import type { Actor } from '../../domain/actor.js';

const shape = z.object({
  /** The named original; null for "none of the suspects". */
  originalInstanceId: z.nullable(z.string()),
  /** All suspects at the time of the answer; the person did not see later ones. */
  suspects: z.array(z.string()),
  by: z.string(),
  byName: z.string(),
  reason: z.string(),
});
/** The first person's answer about the original of an unnamed amendment, which waits for a second person; stored in amendment.asked. */
export type NamingRequest = z.infer<typeof shape>;

/** @param stored JSON text or null. */
export const readRequest = (stored: unknown): NamingRequest | null =>
  stored == null ? null : shape.parse(JSON.parse(String(stored)));

/** Returns the answer; null if the person did not see one of the suspects, because then it says nothing about them. */
export const askedAbout = (asked: NamingRequest | null, suspects: readonly string[]): NamingRequest | null =>
  asked !== null && suspects.every((id) => asked.suspects.includes(id)) ? asked : null;

/** The effect of a person's answer about the original. */
export type NamingTurn =
  | { kind: 'settles'; asked: NamingRequest | null }
  /** No person has given the same answer before: it is stored, and waits. */
  | { kind: 'asks' }
  /** The same person has given this answer before. */
  | { kind: 'own' };

/**
 * Returns whether an answer settles the question. Voiding one bill and letting the others be paid takes two people, as with 排除 (product.md §8).
 * @param suspects approvals that it may mean; without any, the answer neither voids nor pays anything.
 */
export function namingTurn(
  before: NamingRequest | null,
  originalInstanceId: string | null,
  by: Actor,
  { suspects, singlePerson }: { suspects: readonly string[]; singlePerson: boolean },
): NamingTurn {
  if (singlePerson || suspects.length === 0) return { kind: 'settles', asked: null };
  const asked = askedAbout(before, suspects);
  if (asked === null || asked.originalInstanceId !== originalInstanceId) return { kind: 'asks' };
  return asked.by === by.userId ? { kind: 'own' } : { kind: 'settles', asked };
}

/** Returns the text that replaces the button for the person who asked. */
export const askedAlready = (by: Actor, who: WhoElse): string =>
  `你已经指明，${confirmWords(who, ['approve'], by)}。确认的人在“采集”页选同一条、写明根据。`;
