import type { Actor } from '../../domain/actor.js';
import { BillRefusedError } from '../../domain/bill/bill.errors.js';
import type { Payees } from '../../domain/draft/mapping-result.js';
import { comparableName } from '../../engine/source/control-name.js';

/** Of a bill, whose it is. */
export interface Owned {
  originatorUserId: string;
  payees: Payees;
}

/** How the bill is this person's own; null where it is not. Two people of one name are taken for one: somebody else looks. */
export function ownWords({ originatorUserId, payees }: Owned, actor: Pick<Actor, 'userId' | 'name' | 'alsoNamed'>) {
  if (originatorUserId === actor.userId) return '这张是你自己的报销';
  const own = [actor.name, ...(actor.alsoNamed ?? [])];
  return payees.names.some((name) => own.some((each) => isNamed(name, each))) ? '这张是付给你的' : null;
}

/**
 * Nobody decides anything about their own bill, or one that is paid to them (product.md §8). To stop it, and to have Kingdee
 * asked, decides nothing.
 * @throws BillRefusedError
 */
export function refuseOwn(bill: Owned, actor: Actor, { singlePerson }: { singlePerson: boolean }): void {
  const own = singlePerson ? null : ownWords(bill, actor);
  if (own !== null) throw new BillRefusedError('bill/own-bill', `${own}，要由别人来办，没有改动。`);
}

/** Spaces, widths and brackets do not tell people apart, nor does what a company adds to its people's names. */
function isNamed(payee: string, name: string): boolean {
  const [paid, own] = [comparableName(payee), comparableName(name)];
  if (paid === own) return true;
  const [short, long] = paid.length < own.length ? [paid, own] : [own, paid];
  return short.length >= 2 && long.includes(short);
}
