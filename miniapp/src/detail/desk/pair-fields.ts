import type { BillDetail, PairValue } from '@dingdee/shared/bill-detail';

/** A field of a bill that is to be edited as soon as the bill is shown: the one that lacks this value of this table. */
export interface FieldToEdit {
  billId: string;
  table: string | null;
  value: string | null;
  /** Unix ms; later the request is not followed any more. */
  until: number;
}

/** Returns true for the main field of a detail row: the cost item. */
export const isMainField = (field: PairValue): boolean => /costItem$/i.test(field.path);

/** Returns every field of a bill in the order of the screen: rows first, then the header. */
export const allFields = (bill: BillDetail): PairValue[] => [...bill.rows.flatMap((row) => row.fields), ...bill.header];

export const problemFields = (bill: BillDetail): PairValue[] => allFields(bill).filter((field) => field.issue !== null);

/** Returns the next field with a problem after `path`, wrapping round; null if there is none. */
export function nextProblem(bill: BillDetail, path: string | null): PairValue | null {
  const fields = problemFields(bill);
  const at = fields.findIndex((field) => field.path === path);
  return fields[(at + 1) % Math.max(1, fields.length)] ?? null;
}
