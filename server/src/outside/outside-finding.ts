import { type Amount, amountIn, formatAmount, toFen } from '@dingdee/shared/money';
import type { OutsideFinding, OutsideSeen } from '@dingdee/shared/outside';
import type { CountAndSum } from '@dingdee/shared/page';

/** The values of bills paid outside that are compared. */
export interface PaidOutside {
  sum: CountAndSum;
  /** The sum in their own currency; null if they have several, if not all fit, or if an amount is unknown. */
  inOwn: Amount | null;
  /** Payee names, each once; several names never count as one payee. */
  payees: readonly string[];
  orgNumbers: readonly string[];
  /** Currencies by Kingdee's numbers, each once; '' where the form does not surely name one. */
  currencies: readonly string[];
  /** Other bills that are already recorded as paid by the same number. */
  others: CountAndSum;
}
/** The bill in Kingdee with that number, in our terms. */
export type HeldOutside = NonNullable<OutsideFinding['bill']> & {
  orgNumber: string;
  /** Whether it is audited（已审核）and not cancelled, i.e. counts as paid. */
  counts: boolean;
  /** Whether its payee is the payee of our draft, by number; null if there is no draft to compare. */
  samePayee: boolean | null;
};

/** Returns the differences between a bill in Kingdee and the bills that it is said to have paid, each as shown text; empty if there are none. */
export function differencesOf(held: HeldOutside, ours: PaidOutside): string[] {
  const { sum, payees, orgNumbers, currencies, others } = ours;
  const sameCurrency = currencies.every((currency) => currency === '' || currency === held.currency);
  const own = sameCurrency ? ours.inOwn : null;
  const here = own ?? sum.amount;
  const [payee = ''] = payees;
  const otherPayee = held.samePayee === null ? payees.length !== 1 || payee !== held.payee : !held.samePayee;
  const elsewhere = orgNumbers.some((number) => number !== '' && number !== held.orgNumber);
  return [
    ...(toFen(held.amount) === toFen(here) && (own !== null || sum.unknown === undefined)
      ? []
      : [
          `金额：金蝶 ${amountIn(held.amount, held.currency)}，这里 ${amountIn(here, own === null ? 'CNY' : held.currency)}`,
        ]),
    ...(otherPayee ? [`收款人：金蝶 ${held.payee || '—'}，这里 ${payees.slice(0, 3).join('、') || '—'}`] : []),
    ...(elsewhere ? [`付款组织：金蝶 ${held.orgNumber}，这里 ${orgNumbers.join('、')}`] : []),
    ...(currencies.some((currency) => currency !== '' && currency !== held.currency)
      ? [`币别：金蝶 ${held.currency}，这里 ${currencies.join('、')}`]
      : []),
    ...(held.counts ? [] : [`状态：金蝶里是“${held.status}”，还不算付了`]),
    ...(others.count > 0 ? [`同一张金蝶单据已经记过 ${others.count} 笔 ¥${formatAmount(others.amount)}`] : []),
  ];
}

/** Returns whether all of `paid` equal `held`, by kind of unit and number; null if a number is missing. */
export const samePayeeOf = (
  held: readonly [kind: string, number: string],
  paid: readonly (readonly [kind: string, number: string])[],
) =>
  paid.length === 0 || paid.some(([, number]) => number === '')
    ? null
    : paid.every(([kind, number]) => number === held[1] && (kind === '' || held[0] === '' || kind === held[0]));

/**
 * Returns the finding in words, with cause and next step. @param away for `unanswered`: why Kingdee could not be
 * asked; for `absent`: which forms were searched
 */
export function findingWords(seen: OutsideSeen, number: string, held: HeldOutside | null, away = ''): string {
  switch (seen) {
    case 'same':
      return `金蝶里有${held?.called ?? '单据'} ${number}，收款人、金额、组织都一致，${held?.status ?? ''}。`;
    case 'differs':
      return `金蝶里有${held?.called ?? '单据'} ${number}，但与这里不一致。确实是它付的，写明理由后仍可记下。`;
    case 'absent':
      return `金蝶里没有编号为 ${number} 的单据${away ? `（查过${away}）` : ''}。先核对编号；没有金蝶单据的，不填编号，写明怎么付的。`;
    case 'unanswered':
      return `现在问不到金蝶，不知道 ${number} 付的是不是这些：${away}写明理由后仍可记下，编号会标为没有查过。`;
  }
}
