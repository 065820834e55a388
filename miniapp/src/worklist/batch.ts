import type { BillSummary } from '@dingdee/shared/bill';
import type { BatchResult, BillRefs } from '@dingdee/shared/bill-batch';
import type { BillActions } from '../bill/useBillActions.js';
import type { BillSelection } from './useSelection.js';

type Left = BatchResult['skipped'];
/** The actions that a batch needs, on the desk and on the phone. */
type Acts = Pick<BillActions, 'approveMany' | 'problem' | 'dismiss'>;

/**
 * Approves the bills of a sheet in one request; skipped bills stay ticked if they changed.
 * @returns null if nothing was sent or nothing done: then `problem` of the actions says why
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
 * Runs the same action on each bill, one after the other, because each is recorded separately. A refused bill keeps its reason and does not stop the
 * others.
 * @param act returns the bill in its new state, null if it was refused
 * @param at called with the number of the present bill
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
    // The amount is that of the ticked bill: a handled bill shows no amount of its own.
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
