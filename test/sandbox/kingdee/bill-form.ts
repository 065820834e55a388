import type { Complaint } from './answers.js';
import type { Bill, Cell, Cells } from './ledger.js';
import type { PaybillFields } from './paybill-fields.js';
import type { KingdeeSwitches } from './switches.js';

/** One bill form of the site: each has its own ledger, numbers and ids; ids may equal those of another form. */
export interface BillForm {
  id: string;
  name: string;
  /** Key, name and View name of the entry that holds the rows, and its name in older releases (`oldEntry`). */
  entry: string;
  entryName: string;
  entryView: string;
  oldEntry: string | null;
  fields(switches: KingdeeSwitches): PaybillFields;
  /** Key of a row's amount, other row keys that a change in Kingdee sets as well, and the computed totals of the header. */
  amount: string;
  sameAmount: readonly string[];
  totals: readonly string[];
  /** Fills header and rows with what the operation computes beside the fields' own defaults. */
  fill(bill: Bill): void;
  /** Checks of a save; only the first check that complains is reported (kingdee.md §11). */
  checks: readonly Check[];
  /** Returns why this site accepts no such bill by hand or API; null if it does. */
  closed(switches: KingdeeSwitches): Complaint | null;
}

export interface Candidate {
  cells: Cells;
  rows: readonly { cells: Cells }[];
}
export type Check = (bill: Candidate, fields: PaybillFields, switches: KingdeeSwitches, form: BillForm) => Complaint[];

export const sameForm = (asked: string, { id }: BillForm): boolean => asked.toLowerCase() === id.toLowerCase();

export function inherit(cells: Cells, key: string, from: Cell | undefined): void {
  const present = cells.get(key);
  if ((present === undefined || present === null) && from !== undefined) cells.set(key, from);
}
