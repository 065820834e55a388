import type { PayeeHand } from '../../domain/draft/mapping-result.js';
import { codeOf, WHO_IS_PAID } from '../../domain/draft/payee-hands.js';

/**
 * What a person must have read, and answered by a note of their own, before they approve a bill; one with any is not approved together
 * with others. Who is paid comes first, also where it was put there before an issue said so; its issues tell it again and are left out.
 */
export const warningsOf = <Hand extends Pick<PayeeHand, 'assumed' | 'payer'>, Issue extends { code: string }>(
  hands: readonly Hand[],
  issues: readonly Issue[],
): readonly ({ code: string; hand: Hand } | { code: string; issue: Issue })[] => [
  ...hands.map((hand) => ({ code: codeOf(hand), hand })),
  ...issues.filter(({ code }) => !WHO_IS_PAID.has(code)).map((issue) => ({ code: issue.code, issue })),
];

/** The cause of being left out of 通过 of several. */
export const noteNeeded = (code: string): `note-needed:${string}` => `note-needed:${code}`;
