import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../root.js';
import * as company from '../sandbox/company.js';

/** Number of bills that can be opened and approved; all others are only counted, listed, selected and summed. */
const TO_REVIEW = 3_000;
/** Rows of one statement; CHUNK is the rows of one transaction. */
const AT_ONCE = 200;
const CHUNK = 5_000;

type Row = Record<string, unknown>;
interface Source {
  query<T>(sql: string, values?: readonly unknown[]): Promise<T>;
  transaction(work: (tx: Pick<Source, 'query'>) => Promise<void>): Promise<void>;
  destroy(): Promise<void>;
}
interface DatabaseFile {
  dataSourceOptions(url: string): unknown;
  openDataSource(options: unknown): Promise<Source>;
}
const DATA_SOURCE = pathToFileURL(join(ROOT, 'server/dist/schema/data-source.js'));

/**
 * Copies the collected bills until `count` are in 待推送, and some more in 待审核 with everything that a person reads.
 * @param url database on which no server works.
 */
export async function multiply(url: string, count: number): Promise<void> {
  const { dataSourceOptions, openDataSource } = (await import(DATA_SOURCE.href)) as DatabaseFile;
  const source = await openDataSource(dataSourceOptions(url));
  try {
    const bills = await source.query<Row[]>(`SELECT * FROM bill WHERE state_kind = 'ready' ORDER BY id`);
    const contents = await source.query<Row[]>('SELECT * FROM bill_content');
    const contentOf = new Map(contents.map((row) => [row.bill_id, row]));
    const all = count + TO_REVIEW;
    for (let start = 0; start < all; start += CHUNK) {
      const copies = Array.from({ length: Math.min(CHUNK, all - start) }, (_, i) => {
        const original = bills[(start + i) % bills.length];
        if (!original) throw new Error('nothing to copy');
        return { original, copy: copyOf(original, start + i, start + i < count) };
      });
      const read = copies.filter(({ copy }) => copy.state_kind === 'ready');
      await source.transaction(async (tx) => {
        await insert(
          tx,
          'bill',
          copies.map(({ copy }) => copy),
        );
        await insert(
          tx,
          'bill_content',
          read.map(({ original, copy }) => ({ ...contentOf.get(original.id), bill_id: copy.id })),
        );
      });
    }
  } finally {
    await source.destroy();
  }
}

/** Userid of the office's reviewer, who approved the bills in 待推送. */
const REVIEWER = company.employees.find((one) => !one.admin && one.departmentNumber === 'BM000004')?.userid;

function copyOf(original: Row, i: number, approved: boolean): Row {
  return {
    ...original,
    id: `copy-${String(i).padStart(6, '0')}`,
    process_instance_id: `copied-${i}`,
    third_bill_no: `copied-${i}`,
    bill_no: `DDC${String(i).padStart(15, '0')}`,
    business_id: `2026110108${String(i).padStart(11, '0')}`,
    approval_id: `approval-${i}`,
    amount_minor: String(1_000 + i * 7),
    base_fen: String(1_000 + i * 7),
    state_since: Number(original.state_since) - (i % 500) * 60_000,
    ...(approved && {
      state_kind: 'approved',
      approved_by: REVIEWER,
      approved_hash: original.content_hash,
      approved_at: Number(original.state_since),
      action: 'push',
    }),
  };
}

async function insert(tx: Pick<Source, 'query'>, table: string, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  const one = `(${columns.map(() => '?').join(', ')})`;
  for (let start = 0; start < rows.length; start += AT_ONCE) {
    const part = rows.slice(start, start + AT_ONCE);
    await tx.query(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${part.map(() => one).join(', ')}`,
      part.flatMap((row) => columns.map((column) => row[column])),
    );
  }
}
