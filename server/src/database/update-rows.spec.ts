import { afterEach, beforeEach, expect, it } from 'vitest';
import { temporaryDatabase } from '../schema/temporary-database.js';
import type { Database } from './database.js';
import { type RowChange, updateVersioned } from './update-rows.js';

let db: Database;
let drop: () => Promise<void>;
beforeEach(async () => {
  ({ db, drop } = await temporaryDatabase());
  await db.inTransaction(async (tx) => {
    await tx.query(
      'CREATE TABLE thing (id TEXT PRIMARY KEY, version INT, lease_token TEXT, name TEXT, note TEXT, fen BIGINT)',
    );
    for (const [id, version, lease] of [
      ['a', 1, 'ours'],
      ['b', 1, 'ours'],
      ['c', 2, 'ours'],
      ['d', 1, 'theirs'],
    ])
      await tx.query("INSERT INTO thing VALUES (?, ?, ?, 'old', NULL, 0)", [id, version, lease]);
  });
});
afterEach(() => drop());

const change = (changes: readonly RowChange[]) =>
  db.inTransaction(async (tx) => [...(await updateVersioned(tx, 'thing', changes))].sort());
const rows = () => db.query<{ id: string; version: number; name: string }>('SELECT * FROM thing ORDER BY id');

it('gives each row its own values, whatever its version', async () => {
  const set = (name: string, fen: number | null) => ({ name, note: 'same', fen });
  const changed = await change([
    { id: 'a', version: 1, set: set('for a', 11) },
    { id: 'b', version: 1, set: set('for b', null) },
    { id: 'c', version: 2, set: set('for c', 2 ** 53 - 1) },
  ]);
  expect(changed).toEqual(['a', 'b', 'c']);
  expect(await rows()).toMatchObject([
    { id: 'a', version: 2, name: 'for a', note: 'same', fen: 11 },
    { id: 'b', version: 2, name: 'for b', note: 'same', fen: null },
    { id: 'c', version: 3, name: 'for c', note: 'same', fen: 2 ** 53 - 1 },
    { id: 'd', version: 1, name: 'old' },
  ]);
});

it('leaves a row alone that has changed since, is under another lease or is not there, and the others go on', async () => {
  const set = { name: 'new' };
  const changed = await change([
    { id: 'a', version: 1, lease: 'ours', set },
    { id: 'b', version: 7, lease: 'ours', set },
    { id: 'd', version: 1, lease: 'ours', set },
    { id: 'nowhere', version: 1, lease: 'ours', set },
  ]);
  expect(changed).toEqual(['a']);
  expect((await rows()).map(({ name }) => name)).toEqual(['new', 'old', 'old', 'old']);
});

it('asks the same of a single row', async () => {
  expect(await change([{ id: 'a', version: 2, set: { name: 'new' } }])).toEqual([]);
  expect(await change([{ id: 'd', version: 1, lease: 'ours', set: { name: 'new' } }])).toEqual([]);
  expect(await change([{ id: 'd', version: 1, lease: 'theirs', set: { name: 'new' } }])).toEqual(['d']);
});

it('changes a row that is named twice once, by what was said first', async () => {
  const changed = await change([
    { id: 'a', version: 1, set: { name: 'first' } },
    { id: 'a', version: 1, set: { name: 'second' } },
    { id: 'b', version: 1, set: { note: 'other columns' } },
  ]);
  expect(changed).toEqual(['a', 'b']);
  expect(await rows()).toMatchObject([
    { version: 2, name: 'first' },
    { version: 2, note: 'other columns' },
    { version: 2 },
    { version: 1 },
  ]);
});

it('does not name a column of an index that has its value already in all rows', async () => {
  await db.inTransaction(async (tx) => {
    await tx.query('CREATE TABLE named (id TEXT)');
    // SQLite fires it for a column that a statement names, whatever its value.
    await tx.query('CREATE TRIGGER names AFTER UPDATE OF name ON thing BEGIN INSERT INTO named VALUES (NEW.id); END');
  });
  const set = (name: string | null, fen: number) => ({ name, fen });
  const both = (one: string | null, two: string | null, version: number, indexed: readonly string[]) =>
    db.inTransaction(async (tx) =>
      updateVersioned(
        tx,
        'thing',
        [
          { id: 'a', version, set: set(one, version) },
          { id: 'b', version, set: set(two, version) },
        ],
        indexed,
      ),
    );
  const named = () => db.query<{ id: string }>('SELECT id FROM named ORDER BY id');
  expect((await both('old', 'old', 1, ['name'])).size).toBe(2);
  expect(await named()).toEqual([]);
  expect((await both('old', 'new', 2, ['name'])).size).toBe(2);
  expect(await named()).toEqual([{ id: 'a' }, { id: 'b' }]);
  expect((await both('old', null, 3, ['name'])).size).toBe(2);
  expect((await both('old', null, 4, ['name'])).size).toBe(2);
  expect(await named()).toHaveLength(4);
  expect((await both('old', null, 5, [])).size).toBe(2);
  expect(await named()).toHaveLength(6);
  expect(await rows()).toMatchObject([
    { id: 'a', version: 6, name: 'old', fen: 5 },
    { id: 'b', version: 6, name: null, fen: 5 },
    { id: 'c', version: 2 },
    { id: 'd', version: 1 },
  ]);
});
