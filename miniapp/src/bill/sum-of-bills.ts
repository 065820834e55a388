import type { BillSummary } from '@dingdee/shared/bill';
import { fromFen, toFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';

/** Sums bills; bills with an unknown amount are counted separately. */
export function sumOfBills(bills: readonly Pick<BillSummary, 'amount'>[]): CountAndSum {
  const unknown = bills.filter(({ amount }) => amount === null).length;
  const fen = bills.reduce((sum, { amount }) => (amount === null ? sum : sum + toFen(amount)), BigInt(0));
  const sum = { count: bills.length, amount: fromFen(fen) };
  return unknown > 0 ? { ...sum, unknown } : sum;
}
