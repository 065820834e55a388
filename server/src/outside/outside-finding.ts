import { type Amount, amountIn, formatAmount, toFen } from '@dingdee/shared/money';
import type { OutsideFinding, OutsideSeen } from '@dingdee/shared/outside';
import type { CountAndSum } from '@dingdee/shared/page';

/** The bills that were paid outside, as far as they are compared. */
export interface PaidOutside {
  sum: CountAndSum;
  /** The same in their own currency, where they have one, all fit and all amounts are known; null elsewhere. */
  inOwn: Amount | null;
  /** Names of who is paid, without repeats; more than a few are never one payee. */
  payees: readonly string[];
  orgNumbers: readonly string[];
  currencies: readonly string[];
  /** Other bills that are said to be paid by the same number already. */
  others: CountAndSum;
}
/** What Kingdee holds under the number, in words of ours. */
export type HeldOutside = NonNullable<OutsideFinding['bill']> & {
  orgNumber: string;
  /** 已审核 and not cancelled: the money is on its way. */
  counts: boolean;
  /** Its payee is the one of our draft, by number; null where there is no draft to compare. */
  samePayee: boolean | null;
};

/** What is not equal between a bill in Kingdee and the bills that it is said to have paid, each as it is told; empty where all is. */
export function differencesOf(held: HeldOutside, ours: PaidOutside): string[] {
  const { sum, payees, orgNumbers, currencies, others } = ours;
  const sameCurrency = currencies.every((currency) => currency === held.currency);
  const own = sameCurrency ? ours.inOwn : null;
  const here = own ?? sum.amount;
  const [payee = ''] = payees;
  const otherPayee = held.samePayee === null ? payees.length !== 1 || payee !== held.payee : !held.samePayee;
  const elsewhere = orgNumbers.some((number) => number !== '' && number !== held.orgNumber);
  return [
    ...(toFen(held.amount) === toFen(here) && sum.unknown === undefined
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

/** Whether all of these are paid to this one: kind of unit and number. */
export const samePayeeOf = (
  held: readonly [kind: string, number: string],
  paid: readonly (readonly [kind: string, number: string])[],
) =>
  paid.length === 0 || paid.some(([, number]) => number === '')
    ? null
    : paid.every(([kind, number]) => number === held[1] && (kind === '' || held[0] === '' || kind === held[0]));

/** The whole in one sentence, cause and next step. @param away why Kingdee was not to be asked; of what it does not have, which forms were asked */
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
