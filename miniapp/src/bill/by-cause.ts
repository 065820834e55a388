import type { BatchResult } from '@dingdee/shared/bill';

type Skipped = BatchResult['skipped'][number];

/** What was left alone, one entry per cause, the commonest first: 37 bills of one cause are one line. */
export function byCause(skipped: readonly Skipped[]): { reason: string; bills: Skipped[] }[] {
  const causes = new Map<string, Skipped[]>();
  for (const bill of skipped) causes.set(bill.reason, [...(causes.get(bill.reason) ?? []), bill]);
  return [...causes].map(([reason, bills]) => ({ reason, bills })).sort((a, b) => b.bills.length - a.bills.length);
}
