import type { EntityManager } from 'typeorm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Department } from '../access/department/department.entity.js';
import { BillLock, BillLookup } from '../bill/ledger/bill.entity.js';
import { BillAccount } from '../bill/ledger/bill-account.entity.js';
import type { Database } from '../database/database.js';
import { insertRows, type NewRow, tableOf } from '../database/rows.js';
import { ENTITIES } from './entities.js';
import { temporaryDatabase } from './temporary-database.js';

let db: Database;
let drop: () => Promise<void>;
beforeEach(async () => {
  ({ db, drop } = await temporaryDatabase());
});
afterEach(() => drop());

const lock = { bill_id: 'b', path: 'header.payee', value: '甲', actor: 'u', at: 1 };

it('every entity has its columns under the names of its properties, so that the types of rows are those of the table', async () => {
  expect(ENTITIES.length).toBeGreaterThan(80);
  for (const entity of ENTITIES) {
    const { name, columns } = tableOf(entity);
    const there = await db.query<{ name: string }>(`SELECT name FROM pragma_table_info('${name}')`);
    expect([...columns.keys()].sort(), name).toEqual(there.map((column) => column.name).sort());
  }
});

it('what a row leaves out is NULL or the default of its column, also beside rows that name it', async () => {
  await db.inTransaction(async (tx) => {
    await insertRows(tx, BillLock, [lock, { ...lock, path: 'a', row_lines: '1,2' }]);
    await insertRows(tx, Department, [
      { dept_key: 'k1', name: '一', changed_at: 1, path: '总部/一' },
      { name: '二', asked_at: 5, dept_key: 'k2', changed_at: 2 },
    ]);
  });
  expect(await db.query('SELECT path, row_lines FROM bill_lock ORDER BY path')).toEqual([
    { path: 'a', row_lines: '1,2' },
    { path: 'header.payee', row_lines: null },
  ]);
  expect(
    await db.query('SELECT dept_key, path, seen_with, changes, asked_at FROM department ORDER BY dept_key'),
  ).toEqual([
    { dept_key: 'k1', path: '总部/一', seen_with: '', changes: 0, asked_at: 0 },
    { dept_key: 'k2', path: '', seen_with: '', changes: 0, asked_at: 5 },
  ]);
});

it('a call is one statement text, in whatever order its rows name their columns', async () => {
  const texts: string[] = [];
  const tx = { query: async (sql: string) => texts.push(sql) } as unknown as EntityManager;
  await insertRows(tx, BillAccount, [{ bill_id: 'b', account_key: 'k' }]);
  await insertRows(tx, BillAccount, [{ account_key: 'k', bill_id: 'b', booked: undefined }]);
  expect(texts).toEqual(Array(2).fill('INSERT INTO bill_account (bill_id, account_key) VALUES (?, ?)'));
});

it('分 is stored exactly, a yes or no as 1 or 0, and what no column holds is refused', async () => {
  const look = { bill_id: 'b', table_code: 't', key_label: '', org_number: '', hit: true };
  await db.inTransaction((tx) =>
    insertRows(tx, BillLookup, [
      { ...look, lookup_key: 'k', amount_fen: 2n ** 53n - 1n },
      { ...look, lookup_key: 'l', hit: false },
    ]),
  );
  expect(await db.query('SELECT hit, CAST(amount_fen AS CHAR) AS fen FROM bill_lookup ORDER BY lookup_key')).toEqual([
    { hit: 1, fen: '9007199254740991' },
    { hit: 0, fen: null },
  ]);
  const insert = (more: object) =>
    db.inTransaction((tx) =>
      insertRows(tx, BillLookup, [{ ...look, lookup_key: 'm', ...more } as typeof look & { lookup_key: string }]),
    );
  await expect(insert({ amount_fen: 2n ** 53n })).rejects.toThrow(RangeError);
  await expect(insert({ key_label: { toString: () => 'x' } })).rejects.toThrow(TypeError);
  await expect(insert({ amount: 1n })).rejects.toThrow('bill_lookup has no column amount');
});

/** Held by the compiler alone: each line below would store a wrong row. */
export async function doesNotCompile(tx: EntityManager, locks: readonly { path: string }[]): Promise<void> {
  const { at: _, ...timeless } = lock;
  // @ts-expect-error a column is missing
  await insertRows(tx, BillLock, [timeless]);
  const mapped = locks.map(({ path }) => ({ ...timeless, path }));
  // @ts-expect-error a column is missing in rows that come out of a map
  await insertRows(tx, BillLock, mapped);
  // @ts-expect-error two values are swapped: an instant where a text belongs
  await insertRows(tx, BillLock, [{ ...lock, at: lock.path, path: lock.at }]);
  // @ts-expect-error no such column
  await insertRows(tx, BillLock, [{ ...lock, row_line: '1' }]);
  const more = locks.map(({ path }) => ({ ...lock, path, why: '' }));
  // @ts-expect-error no such column, out of a map
  await insertRows(tx, BillLock, more);
  // @ts-expect-error money is never a number
  const _money: NewRow<BillLookup>['amount_fen'] = 1;
  // @ts-expect-error values by their place
  await insertRows(tx, BillLock, [['b', 'header.payee', '甲', 'u', 1]]);
}
