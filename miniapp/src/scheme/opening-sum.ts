import { fromFen, toFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import type { TriedApproval } from '@dingdee/shared/trial';
import { fullDate } from '../ui/formats.js';

export type Finished = Pick<TriedApproval, 'finishedAt' | 'amount' | 'state' | 'billed'>;

/** Leaves out approvals with a bill: they are never collected again, so the first day does not affect them. */
export const unbilled = <Tried extends Finished>(tried: readonly Tried[]): Tried[] =>
  tried.filter(({ billed }) => !billed);

/** Sums the trial approvals that would be 期初: finished before that day (Beijing), and not left out by a condition. */
export function openingSum(tried: readonly Finished[], from: string): CountAndSum {
  const before = unbilled(tried).filter(
    ({ finishedAt, state }) => finishedAt > 0 && state !== 'left-out' && fullDate(finishedAt) < from,
  );
  const known = before.flatMap(({ amount }) => amount ?? []);
  return {
    count: before.length,
    amount: fromFen(known.reduce((fen, amount) => fen + toFen(amount), 0n)),
    ...(known.length < before.length ? { unknown: before.length - known.length } : {}),
  };
}
