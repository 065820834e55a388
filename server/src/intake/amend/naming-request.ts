import * as z from 'zod/mini';
import { confirmWords, type WhoElse } from '../../access/member/who-else.js';
import type { Actor } from '../../domain/actor.js';

const shape = z.object({
  /** Null: none of those that it may mean. */
  originalInstanceId: z.nullable(z.string()),
  /** All that it could mean when it was said: what came under suspicion since was not before this person. */
  suspects: z.array(z.string()),
  by: z.string(),
  byName: z.string(),
  reason: z.string(),
});
/** What one person said that an amendment means that names nothing, waiting for another who says it too; kept in amendment.asked. */
export type NamingRequest = z.infer<typeof shape>;

/** @param stored JSON text or null. */
export const readRequest = (stored: unknown): NamingRequest | null =>
  stored == null ? null : shape.parse(JSON.parse(String(stored)));

/** Null where one of them was not before the person who asked: then nobody has said anything about them. */
export const askedAbout = (asked: NamingRequest | null, suspects: readonly string[]): NamingRequest | null =>
  asked !== null && suspects.every((id) => asked.suspects.includes(id)) ? asked : null;

/** What a word about the original does now. */
export type NamingTurn =
  | { kind: 'settles'; asked: NamingRequest | null }
  /** Nobody has said the same before: it is noted, and waits. */
  | { kind: 'asks' }
  /** The same person has said it before. */
  | { kind: 'own' };

/**
 * Whether a word settles it: to void one bill and let the others be paid is what two people say, as with 排除 (product.md §8).
 * @param suspects what it may mean; without any nothing is voided or paid by the word.
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

/** What stands in the place of the button for the one who asked. */
export const askedAlready = (by: Actor, who: WhoElse): string =>
  `你已经指明，${confirmWords(who, ['approve'], by)}。确认的人在“采集”页选同一条、写明根据。`;
