import type { BatchResult } from '@dingdee/shared/bill-batch';
import { causeWords } from '@dingdee/shared/skipped';

type Skipped = BatchResult['skipped'][number];

/** Groups skipped bills by cause, the most frequent first: 37 bills of one cause are one line. */
export function byCause(skipped: readonly Skipped[]): { code: string; reason: string; bills: Skipped[] }[] {
  const causes = new Map<string, Skipped[]>();
  for (const bill of skipped) {
    const there = causes.get(bill.code);
    if (there) there.push(bill);
    else causes.set(bill.code, [bill]);
  }
  return [...causes]
    .map(([code, bills]) => ({
      code,
      reason: causeWords(
        code,
        bills.map(({ reason }) => reason),
      ),
      bills,
    }))
    .sort((a, b) => b.bills.length - a.bills.length);
}
