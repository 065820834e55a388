import type { Actor } from '../../domain/actor.js';
import { BillRefusedError } from '../../domain/bill/bill.errors.js';
import type { Payees } from '../../domain/draft/mapping-result.js';
import { comparableName } from '../../engine/source/control-name.js';

/** Of a bill, whose it is. */
export interface Owned {
  originatorUserId: string;
  payees: Payees;
}

export const OWN_WORDS = { applied: '这张是你自己的报销', paid: '这张是付给你的' } as const;

/** How the bill is this person's own; null where it is not. Two people of one name are taken for one: somebody else looks. */
export function ownAs(
  { originatorUserId, payees }: Owned,
  actor: Pick<Actor, 'userId' | 'name' | 'alsoNamed'>,
): keyof typeof OWN_WORDS | null {
  if (originatorUserId === actor.userId) return 'applied';
  const own = [actor.name, ...(actor.alsoNamed ?? [])];
  return payees.names.some((name) => own.some((each) => isNamed(name, each))) ? 'paid' : null;
}

/**
 * For a decision about several bills at once, of which none may be this person's own (product.md §8). Of one bill offered-actions.ts
 * decides.
 * @throws BillRefusedError
 */
export function refuseOwn(bill: Owned, actor: Actor, { singlePerson }: { singlePerson: boolean }): void {
  const own = singlePerson ? null : ownAs(bill, actor);
  if (own !== null) throw new BillRefusedError('bill/own-bill', `${OWN_WORDS[own]}，要由别人来办，没有改动。`);
}

/** Spaces, widths and brackets do not tell people apart, nor does what a company adds to its people's names. */
function isNamed(payee: string, name: string): boolean {
  const [paid, own] = [comparableName(payee), comparableName(name)];
  if (paid === own) return true;
  const [short, long] = paid.length < own.length ? [paid, own] : [own, paid];
  return short.length >= 2 && long.includes(short);
}
