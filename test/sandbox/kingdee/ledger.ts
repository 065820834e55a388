import type { BaseRow } from './base-data.js';
import type { BillForm } from './bill-form.js';
import { fromUnits, toUnits } from './decimal.js';

/** Value of a field: text for text, enum, date (yyyy-MM-ddTHH:mm:ss), amount and decimal fields; a row for base data; null is blank. */
export type Cell = string | boolean | BaseRow | null;
export type Cells = Map<string, Cell>;
export type BillStatus = 'Z' | 'A' | 'B' | 'C' | 'D';

export interface BillRow {
  id: number;
  cells: Cells;
}

export interface Bill {
  id: number;
  status: BillStatus;
  /** Status to which CancelAssign leads back, A or D (kingdee.md §4, inferred there). */
  beforeSubmit: 'A' | 'D';
  cells: Cells;
  rows: BillRow[];
  /** Operations that changed the bill, with their time in Unix ms. */
  history: { operation: string; at: number }[];
  /** Whether a workflow instance holds the bill (kingdee.md §7.5). */
  inWorkflow: boolean;
  cancelled: boolean;
  paid: boolean;
  /** Number of following operations that meet a lock (kingdee.md §11). */
  locks: number;
}

/** Question that Kingdee asks instead of executing the operation (kingdee.md §11), until `times` is used up. */
export interface Question {
  operation: string;
  flag: string;
  message: string;
  times: number;
}

/** One bill as the control endpoint reports it. */
export interface LedgerLine {
  id: number;
  number: string;
  thirdBillNo: string;
  status: BillStatus;
  org: string;
  /** Sum of the rows, two decimals. */
  total: string;
  cancelled: boolean;
  paid: boolean;
  header: Record<string, string | boolean | null>;
  rows: Record<string, string | boolean | null>[];
  history: { operation: string; at: number }[];
}

export type BillChange =
  | 'unaudit'
  | 'audit'
  | 'delete'
  | 'amount'
  | 'payee'
  | 'account'
  | 'cancel'
  | 'paid'
  | 'lock'
  | 'finish-workflow';

export const cellText = (cell: Cell | undefined): string => {
  if (cell === undefined || cell === null) return '';
  if (typeof cell === 'object') return cell.number;
  return String(cell);
};

export const billNumber = (bill: Bill): string => cellText(bill.cells.get('FBillNo'));

/** Holds all bills of one form in memory and finds them by id, FBillNo and FTHIRDBILLNO without a scan. */
export class KingdeeLedger {
  private readonly byId = new Map<number, Bill>();
  private readonly byNumber = new Map<string, Bill>();
  private readonly byThird = new Map<string, Set<Bill>>();
  private nextId = 100_001;
  private nextRowId = 200_001;
  private serial = 0;

  constructor(
    readonly form: BillForm,
    private readonly now: () => number,
    /** Questions that the site asks, for any form. */
    readonly questions: Question[] = [],
  ) {}

  get size(): number {
    return this.byId.size;
  }

  all(): Iterable<Bill> {
    return this.byId.values();
  }

  withId(id: number): Bill | undefined {
    return this.byId.get(id);
  }

  numbered(number: string): Bill | undefined {
    return this.byNumber.get(number);
  }

  /** FTHIRDBILLNO is not unique (kingdee.md §10.2). */
  ofThirdParty(thirdBillNo: string): Iterable<Bill> {
    return this.byThird.get(thirdBillNo) ?? [];
  }

  /** Returns the next number of the coding rule. */
  nextNumber(): string {
    let number: string;
    do {
      this.serial += 1;
      number = `FKD${String(this.serial).padStart(8, '0')}`;
    } while (this.byNumber.has(number));
    return number;
  }

  takeId(): number {
    return this.nextId++;
  }

  takeRowId(): number {
    return this.nextRowId++;
  }

  /** Stores a new or changed bill and updates the indexes. */
  put(bill: Bill): void {
    this.unindex(bill.id);
    this.byId.set(bill.id, bill);
    this.byNumber.set(billNumber(bill), bill);
    const third = cellText(bill.cells.get('FTHIRDBILLNO'));
    if (third === '') return;
    const others = this.byThird.get(third);
    if (others) others.add(bill);
    else this.byThird.set(third, new Set([bill]));
  }

  remove(bill: Bill): void {
    this.unindex(bill.id);
    this.byId.delete(bill.id);
  }

  clear(): void {
    this.byId.clear();
    this.byNumber.clear();
    this.byThird.clear();
    this.questions.length = 0;
    this.serial = 0;
  }

  /** Restores the bills of an earlier run; new bills get higher ids. */
  restore(bills: readonly Bill[]): void {
    for (const bill of bills) {
      this.put(bill);
      this.nextId = Math.max(this.nextId, bill.id + 1);
      for (const row of bill.rows) this.nextRowId = Math.max(this.nextRowId, row.id + 1);
    }
  }

  note(bill: Bill, operation: string): void {
    bill.history.push({ operation, at: this.now() });
  }

  /** Changes a bill as a person does inside Kingdee, without an API. @throws Error if the bill or the value is unknown. */
  change(number: string, change: BillChange, value?: string): Bill {
    const bill = this.byNumber.get(number);
    if (!bill) throw new Error(`no such bill: ${number}`);
    if (change === 'delete') this.remove(bill);
    else if (change === 'unaudit') bill.status = 'D';
    else if (change === 'paid') bill.paid = true;
    else if (change === 'cancel') bill.cancelled = true;
    else if (change === 'payee') this.setPayee(bill, value ?? '');
    else if (change === 'account') setAccount(bill, value ?? '');
    else if (change === 'lock') bill.locks = Number(value ?? '1');
    else if (change === 'finish-workflow' || change === 'audit') {
      bill.inWorkflow = false;
      bill.status = 'C';
    } else this.setTotal(bill, value ?? '');
    this.note(bill, `site:${change}`);
    return bill;
  }

  report(): LedgerLine[] {
    return [...this.byId.values()].map((bill) => ledgerLine(bill, this.form.amount));
  }

  /** Returns the lines of `report` for one third-party number; it looks at every bill, not at an index. */
  reportOf(thirdBillNo: string): LedgerLine[] {
    return [...this.byId.values()]
      .filter((bill) => cellText(bill.cells.get('FTHIRDBILLNO')) === thirdBillNo)
      .map((bill) => ledgerLine(bill, this.form.amount));
  }

  private setPayee(bill: Bill, number: string): void {
    const unit = bill.cells.get('FCONTACTUNIT');
    if (typeof unit !== 'object' || unit === null || number === '') throw new Error(`no such payee: ${number}`);
    bill.cells.set('FCONTACTUNIT', { ...unit, number });
  }

  private setTotal(bill: Bill, value: string): void {
    const units = toUnits(value);
    const first = bill.rows[0];
    if (units === null || !first) throw new Error(`no such amount: ${value}`);
    const others = bill.rows.slice(1).reduce((sum, { cells }) => sum + amountOf(cells, this.form.amount), 0n);
    for (const key of [this.form.amount, ...this.form.sameAmount]) first.cells.set(key, fromUnits(units - others));
    for (const key of this.form.totals) bill.cells.set(key, fromUnits(units));
  }

  private unindex(id: number): void {
    const known = this.byId.get(id);
    if (!known) return;
    this.byNumber.delete(billNumber(known));
    const third = cellText(known.cells.get('FTHIRDBILLNO'));
    const others = this.byThird.get(third);
    others?.delete(known);
    if (others?.size === 0) this.byThird.delete(third);
  }
}

/** Sets the account to which the money of the first row goes. */
function setAccount(bill: Bill, account: string): void {
  const [first] = bill.rows;
  if (!first?.cells.get('FOPPOSITEBANKACCOUNT') || account === '') throw new Error(`no such account: ${account}`);
  first.cells.set('FOPPOSITEBANKACCOUNT', account);
}

export const sumOf = (rows: readonly BillRow[], key: string): bigint =>
  rows.reduce((sum, { cells }) => sum + amountOf(cells, key), 0n);

export const amountOf = (cells: Cells, key: string): bigint => toUnits(cellText(cells.get(key))) ?? 0n;

function plain(cells: Cells): Record<string, string | boolean | null> {
  const out: Record<string, string | boolean | null> = {};
  for (const [key, cell] of cells) out[key] = typeof cell === 'object' && cell !== null ? cell.number : cell;
  return out;
}

/** @param amount key of the amount field of a row. */
export function ledgerLine(bill: Bill, amount: string): LedgerLine {
  const total = sumOf(bill.rows, amount);
  return {
    id: bill.id,
    number: billNumber(bill),
    thirdBillNo: cellText(bill.cells.get('FTHIRDBILLNO')),
    status: bill.status,
    org: cellText(bill.cells.get('FPAYORGID')),
    total: fromUnits(total, 2),
    cancelled: bill.cancelled,
    paid: bill.paid,
    header: plain(bill.cells),
    rows: bill.rows.map(({ cells }) => plain(cells)),
    history: bill.history,
  };
}
