import type { Complaint } from './answers.js';
import type { Bill, Cell, Cells } from './ledger.js';
import type { PaybillFields } from './paybill-fields.js';
import type { KingdeeSwitches } from './switches.js';

/** A form of bills as the site has it: each has its own ledger, numbers and Ids, which may be equal to another form's. */
export interface BillForm {
  id: string;
  name: string;
  /** Key, name and View's name of the entry that holds the rows; its name in older releases. */
  entry: string;
  entryName: string;
  entryView: string;
  oldEntry: string | null;
  fields(switches: KingdeeSwitches): PaybillFields;
  /** The amount of a row, other keys of it that a change in Kingdee sets as well, and the header's computed totals. */
  amount: string;
  sameAmount: readonly string[];
  totals: readonly string[];
  /** What the operation fills in beside the fields' own defaults, header and rows. */
  fill(bill: Bill): void;
  /** Validation of a save; the first check that complains is reported (kingdee.md §11). */
  checks: readonly Check[];
  /** Why this site takes none at all by hand or API; null where it does. */
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
