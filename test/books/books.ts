import { type PlainDatabase, plainDatabase } from '../bench/plain-database.js';
import type { RunningOffice } from '../flow/batch.js';
import type { Bill, KingdeeLedger } from '../sandbox/kingdee/ledger.js';

type Row = Record<string, unknown>;

/** One payment as all three have it: an approval that DingTalk named, a bill of the ledger, a bill of Kingdee. */
export interface Payment {
  instanceId: string;
  billId: string;
  approvalId: string;
  /** Ours, which is Kingdee's as well. */
  billNo: string;
  /** On which its approval finished, Beijing; its business date too. */
  day: string;
  fen: bigint;
}

/** What a day adds up to on one side: bills (or approvals) and 分. */
export interface Sum {
  n: number;
  fen: bigint;
}
export type SumOfDays = ReadonlyMap<string, Sum>;

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const DAY_MS = 86_400_000;
const AT_ONCE = 2000;
const dayOf = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10);
export const toYuan = (fen: bigint): string => `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`;
export const toFen = (yuan: string): bigint => BigInt(yuan.replace('.', ''));
/** A number that nobody but us would give. */
export const ourNumber = (serial: number): string => {
  let text = '';
  for (let rest = serial; text.length < 8; rest = Math.floor(rest / 32)) text = CROCKFORD[rest % 32] + text;
  return `DDB0000000${text}`;
};

/** Books of three sides in which nothing differs yet. What is changed in them is changed through `change`, `kingdee` and the database. */
export class Books {
  readonly payments: Payment[] = [];
  /** Of which nothing was changed yet. */
  readonly untouched: Payment[] = [];

  private constructor(
    readonly days: readonly string[],
    readonly kingdee: KingdeeLedger,
    readonly db: PlainDatabase,
    private readonly originals: readonly Original[],
  ) {}

  /**
   * Copies bills that went the whole way until there are `count` of them, over the days up to yesterday: by SQL, and past Kingdee's API.
   * @param run its bills are all booked.
   */
  static async over({ stack }: RunningOffice, count: number, dayCount: number): Promise<Books> {
    const db = await plainDatabase(stack.databaseUrl);
    const { ledger } = stack.sandbox.state.kingdee;
    const originals = await originalsOf(db, ledger);
    const days = Array.from({ length: dayCount }, (_, at) => dayOf(Date.now() - (dayCount - at) * DAY_MS));
    const books = new Books(days, ledger, db, originals);
    for (let start = 0; start < count; start += AT_ONCE)
      await books.add(
        Array.from({ length: Math.min(count - start, AT_ONCE) }, (_, at) => days[(start + at) % days.length] ?? ''),
      );
    // What they were copied from, and what was never agreed, are no part of the books.
    for (const { inKingdee } of originals) ledger.remove(inKingdee);
    await db.query("DELETE FROM bill_content WHERE bill_id NOT LIKE 'book-%'");
    for (const table of ['bill', 'approval', 'listed_approval'])
      await db.query(`DELETE FROM ${table} WHERE process_instance_id NOT LIKE 'book-%'`);
    return books;
  }

  /** A payment more on each of these days, as all three have it. */
  async add(onDays: readonly string[]): Promise<Payment[]> {
    const copies = onDays.map((day, at) => {
      const serial = this.payments.length + at;
      const original = this.originals[serial % this.originals.length];
      if (!original) throw new Error('nothing to copy');
      return copyOf(original, serial, day, this.kingdee);
    });
    for (const table of ['bill', 'bill_content', 'approval', 'listed_approval'] as const)
      await this.db.insert(
        table,
        copies.map(({ rows }) => rows[table]),
      );
    const made = copies.map(({ payment }) => payment);
    this.payments.push(...made);
    this.untouched.push(...made);
    return made;
  }

  /** Changes one row of ours, past the program. */
  async change(table: string, key: Readonly<Record<string, string>>, set: string): Promise<void> {
    await this.db.query(`UPDATE ${table} SET ${set} WHERE ${where(key)}`);
  }

  async forget(table: string, key: Readonly<Record<string, string>>): Promise<void> {
    await this.db.query(`DELETE FROM ${table} WHERE ${where(key)}`);
  }

  /** Kingdee's bill of a payment. @throws Error where it is gone. */
  heldOf({ billNo }: Payment): Bill {
    const found = this.kingdee.numbered(billNo);
    if (!found) throw new Error(`Kingdee has no ${billNo}`);
    return found;
  }

  /** Another bill beside one of Kingdee's, with these cells otherwise. */
  putBeside(own: Bill, cells: Readonly<Record<string, string>>): Bill {
    const beside: Bill = {
      ...own,
      id: this.kingdee.takeId(),
      cells: new Map([...own.cells, ...Object.entries(cells)]),
      rows: own.rows.map((row) => ({ id: this.kingdee.takeRowId(), cells: new Map(row.cells) })),
      history: [],
    };
    this.kingdee.put(beside);
    return beside;
  }

  /** What Kingdee itself holds, day by day: under a key or number of ours on the day of its approval, anything else on its own date. */
  inKingdee(): SumOfDays {
    const known = new Map(
      this.payments.flatMap(({ instanceId, billNo, day }) => [[instanceId, day] as const, [billNo, day] as const]),
    );
    const sums = new Map<string, Sum>();
    for (const { number, thirdBillNo, header, total, cancelled } of this.kingdee.report()) {
      if (cancelled) continue;
      const day = known.get(thirdBillNo) ?? known.get(number) ?? String(header.FDATE).slice(0, 10);
      // Another currency is counted and not added.
      add(sums, day, header.FCURRENCYID === 'PRE001' ? toFen(total) : 0n);
    }
    return sums;
  }

  /** What our own table holds, day by day. */
  async inLedger(): Promise<SumOfDays> {
    const sums = new Map<string, Sum>();
    for (const { finished_at, base_fen } of await this.db.query('SELECT finished_at, base_fen FROM bill'))
      add(sums, dayOf(Number(finished_at)), base_fen == null ? 0n : BigInt(String(base_fen)));
    return sums;
  }

  /** What DingTalk named, day by day. */
  async named(): Promise<SumOfDays> {
    const sums = new Map<string, Sum>();
    for (const { day, total_fen } of await this.db.query('SELECT day, total_fen FROM listed_approval'))
      add(sums, String(day), total_fen == null ? 0n : BigInt(String(total_fen)));
    return sums;
  }
}

function add(sums: Map<string, Sum>, day: string, fen: bigint): void {
  const so = sums.get(day) ?? { n: 0, fen: 0n };
  sums.set(day, { n: so.n + 1, fen: so.fen + fen });
}

const where = (key: Readonly<Record<string, string>>): string =>
  Object.entries(key)
    .map(([column, value]) => `${column} = '${value}'`)
    .join(' AND ');

/** A bill that went the whole way, with what belongs to it in every table and in Kingdee. */
interface Original {
  bill: Row;
  content: Row;
  approval: Row;
  listed: Row;
  inKingdee: Bill;
}

async function originalsOf(db: PlainDatabase, ledger: KingdeeLedger): Promise<Original[]> {
  const by = async (table: string, key: string) =>
    new Map((await db.query(`SELECT * FROM ${table}`)).map((row) => [row[key], row] as const));
  const [contents, approvals, listed] = [
    await by('bill_content', 'bill_id'),
    await by('approval', 'id'),
    await by('listed_approval', 'process_instance_id'),
  ];
  const bills = await db.query("SELECT * FROM bill WHERE state_kind = 'written-back' ORDER BY id");
  return bills.flatMap((bill) => {
    const [content, approval] = [contents.get(bill.id), approvals.get(bill.approval_id)];
    const named = listed.get(bill.process_instance_id);
    const inKingdee = ledger.numbered(String(bill.bill_no));
    return content && approval && named && inKingdee ? [{ bill, content, approval, listed: named, inKingdee }] : [];
  });
}

interface Draft {
  billNo: string;
  thirdBillNo: string;
  total: string;
  header: Record<string, string>;
  rows: { amount: string }[];
}

/** @param at no two copies pay the same sum. */
function copyOf(
  { bill, content, approval, listed, inKingdee }: Original,
  at: number,
  day: string,
  ledger: KingdeeLedger,
) {
  const serial = String(at).padStart(7, '0');
  const finished = Date.parse(`${day}T09:00:00+08:00`) + (at % 36_000) * 1000;
  const fen = BigInt(String(bill.base_fen)) + BigInt(at);
  const payment: Payment = {
    instanceId: `book-${serial}`,
    billId: `book-bill-${serial}`,
    approvalId: `book-approval-${serial}`,
    billNo: ourNumber(at),
    day,
    fen,
  };
  const { instanceId, billId, approvalId, billNo } = payment;
  const { rows: lines, ...draft } = JSON.parse(String(content.draft)) as Draft;
  const [first = { amount: '0.00' }, ...others] = lines;
  const cells = new Map([
    ...inKingdee.cells,
    ['FBillNo', billNo] as const,
    ['FTHIRDBILLNO', instanceId] as const,
    ['FDATE', `${day}T00:00:00`] as const,
  ]);
  const own: Bill = {
    ...inKingdee,
    id: ledger.takeId(),
    cells,
    rows: inKingdee.rows.map((row) => ({ id: ledger.takeRowId(), cells: new Map(row.cells) })),
    history: [],
  };
  ledger.put(own);
  ledger.change(billNo, 'amount', toYuan(fen));
  own.history.length = 0;
  const same = { process_instance_id: instanceId, finished_at: finished };
  return {
    payment,
    rows: {
      bill: {
        ...bill,
        ...same,
        id: billId,
        approval_id: approvalId,
        bill_no: billNo,
        third_bill_no: instanceId,
        business_id: `${day.replaceAll('-', '')}0900${serial.padStart(9, '0')}`,
        base_fen: String(fen),
        amount_minor: String(fen),
        business_date: day,
        kingdee_id: String(own.id),
        kingdee_no: billNo,
        state_since: finished + 3_600_000,
      },
      bill_content: {
        ...content,
        bill_id: billId,
        draft: JSON.stringify({
          ...draft,
          billNo,
          thirdBillNo: instanceId,
          total: toYuan(fen),
          header: { ...draft.header, businessDate: day },
          rows: [{ ...first, amount: toYuan(toFen(first.amount) + BigInt(at)) }, ...others],
        }),
      },
      approval: { ...approval, ...same, id: approvalId, raw: '{}' },
      listed_approval: { ...listed, ...same, day, total_fen: String(fen) },
    },
  };
}
