import type { BillDetail, PairValue } from '@dingdee/shared/bill-detail';

/** The field that a detail row is about: what the money was spent on. */
export const isMainField = (field: PairValue): boolean => /costItem$/i.test(field.path);

/** Every field of a bill in the order of the screen: rows first, then the head. */
export const allFields = (bill: BillDetail): PairValue[] => [...bill.rows.flatMap((row) => row.fields), ...bill.header];

export const problemFields = (bill: BillDetail): PairValue[] => allFields(bill).filter((field) => field.issue !== null);

/** The next field with something to fix after `path`, going round; null when there is none. */
export function nextProblem(bill: BillDetail, path: string | null): PairValue | null {
  const fields = problemFields(bill);
  const at = fields.findIndex((field) => field.path === path);
  return fields[(at + 1) % Math.max(1, fields.length)] ?? null;
}
