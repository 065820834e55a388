import type { BillSummary } from '@dingdee/shared/bill';
import type { BatchResult, BillRefs } from '@dingdee/shared/bill-batch';
import { fromFen, toFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import type { BillActions } from '../bill/useBillActions.js';
import type { BillSelection } from './useSelection.js';

type Left = BatchResult['skipped'];
/** What a batch needs of the actions, on the desk and on the phone. */
type Acts = Pick<BillActions, 'approveMany' | 'problem' | 'dismiss'>;

/**
 * Approves what a sheet was about, in one request; what was left alone stays ticked.
 * @returns null where nothing was asked, or nothing done: then `problem` of the actions says why.
 */
export async function approveTogether(
  actions: Acts,
  selection: Pick<BillSelection, 'settle'>,
  refs: BillRefs,
): Promise<BatchResult | null> {
  const result = await actions.approveMany(refs);
  if (!result) return null;
  await selection.settle(result.skipped.map(({ id }) => id));
  return result;
}

/**
 * The same with each bill, one after the other, as each is written down by itself. A bill that is refused keeps its reason and holds no
 * other up. @param act gives the bill as it now stands, null where it was refused. @param at told which one is at its turn.
 */
export async function eachByItself(
  actions: Pick<Acts, 'problem' | 'dismiss'>,
  bills: readonly BillSummary[],
  act: (bill: BillSummary) => Promise<BillSummary | null>,
  at: (index: number) => void = () => undefined,
): Promise<{ done: BillSummary[]; left: Left }> {
  const done: BillSummary[] = [];
  const left: Left = [];
  for (const [index, bill] of bills.entries()) {
    at(index);
    const now = await act(bill);
    const problem = actions.problem.value;
    // The amount is what was ticked: a bill that is handled shows none of its own.
    if (now) done.push({ ...now, amount: bill.amount });
    else
      left.push({
        id: bill.id,
        payee: bill.payee,
        amount: bill.amount,
        code: problem?.code ?? '',
        reason: problem?.detail ?? '',
      });
  }
  return { done, left };
}

/** Count and sum of bills; those whose amount is not known are counted apart. */
export function sumOfBills(bills: readonly Pick<BillSummary, 'amount'>[]): CountAndSum {
  const unknown = bills.filter(({ amount }) => amount === null).length;
  const fen = bills.reduce((sum, { amount }) => (amount === null ? sum : sum + toFen(amount)), BigInt(0));
  const sum = { count: bills.length, amount: fromFen(fen) };
  return unknown > 0 ? { ...sum, unknown } : sum;
}
