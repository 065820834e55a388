import type { PayeeHand } from '../../domain/draft/mapping-result.js';
import { codeOf, WHO_IS_PAID } from '../../domain/draft/payee-hands.js';

/**
 * Returns what a person must read, and answer with a note, before they approve a bill; a bill with any warning is not approved in bulk.
 * Payee hands come first, even if no issue names them yet; issues about the payee repeat them and are left out.
 */
export const warningsOf = <Hand extends Pick<PayeeHand, 'assumed' | 'payer'>, Issue extends { code: string }>(
  hands: readonly Hand[],
  issues: readonly Issue[],
): readonly ({ code: string; hand: Hand } | { code: string; issue: Issue })[] => [
  ...hands.map((hand) => ({ code: codeOf(hand), hand })),
  ...issues.filter(({ code }) => !WHO_IS_PAID.has(code)).map((issue) => ({ code: issue.code, issue })),
];

/** Returns the cause that leaves a bill out of 通过 in bulk. */
export const noteNeeded = (code: string): `note-needed:${string}` => `note-needed:${code}`;
