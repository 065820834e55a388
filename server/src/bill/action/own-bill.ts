import type { Actor } from '../../domain/actor.js';
import { BillRefusedError } from '../../domain/bill/bill.errors.js';
import type { Payees } from '../../domain/draft/mapping-result.js';
import { comparableName } from '../../engine/source/control-name.js';

/** The people of a bill: originator and payees. */
export interface Owned {
  originatorUserId: string;
  payees: Payees;
}

export const OWN_WORDS = { applied: '这张是你自己的报销', paid: '这张是付给你的' } as const;

/** Returns how the bill is this person's own; null if it is not. Two people with one name count as one: somebody else decides. */
export function ownAs(
  { originatorUserId, payees }: Owned,
  actor: Pick<Actor, 'userId' | 'name' | 'alsoNamed'>,
): keyof typeof OWN_WORDS | null {
  if (originatorUserId === actor.userId) return 'applied';
  const own = [actor.name, ...(actor.alsoNamed ?? [])];
  return payees.names.some((name) => own.some((each) => isNamed(name, each))) ? 'paid' : null;
}

/**
 * Refuses a person's own bill in a decision about several bills (product.md §8). For one bill offered-actions.ts decides.
 * @throws BillRefusedError
 */
export function refuseOwn(bill: Owned, actor: Actor, { singlePerson }: { singlePerson: boolean }): void {
  const own = singlePerson ? null : ownAs(bill, actor);
  if (own !== null) throw new BillRefusedError('bill/own-bill', `${OWN_WORDS[own]}，要由别人来办，没有改动。`);
}

/** Compares names without spaces, widths and brackets, and without what a company adds to its people's names. */
function isNamed(payee: string, name: string): boolean {
  const [paid, own] = [comparableName(payee), comparableName(name)];
  if (paid === own) return true;
  const [short, long] = paid.length < own.length ? [paid, own] : [own, paid];
  return short.length >= 2 && long.includes(short);
}
