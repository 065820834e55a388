import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../database/database.js';
import { temporaryDatabase } from '../../schema/temporary-database.js';
import { afterCursor, cursorOf, Datasets } from './datasets.js';

let db: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ db, drop } = await temporaryDatabase());
});
afterAll(() => drop?.());

const scope = { filter: {}, orgs: null, fullAccounts: false };
/** Reads a page from a hand-written place, as any client may send one. */
const from = async (dataset: 'lines' | 'audit', last: string) =>
  new Datasets(db).page(dataset, scope, afterCursor(dataset, cursorOf(dataset, last) ?? ''), 5);

it.each(['-1', '-Infinity', 'Infinity', 'NaN', '1e9', '1000000', '0x1', '1.5', ''])(
  'a page of lines begins at no place %s of a bill: from there it would count for ever',
  async (place) => {
    await expect(from('lines', `a-bill:${place}`)).rejects.toMatchObject({ code: 'bill/bad-cursor' });
  },
);

it.each(['a-bill', ':0', 'a:b:0'])('a page of lines begins behind a line of a bill, not behind %s', async (key) => {
  await expect(from('lines', key)).rejects.toMatchObject({ code: 'bill/bad-cursor' });
});

it.each(['-1', '-Infinity', 'NaN', '1e9', '1.5', '9999999999999999', 'x', ''])(
  'a page of the log begins behind a number of an entry, not behind %s',
  async (key) => {
    await expect(from('audit', key)).rejects.toMatchObject({ code: 'bill/bad-cursor' });
  },
);

it('where a page ended the next begins', async () => {
  expect(await from('lines', 'a-bill:12')).toEqual({ rows: [], last: null });
  expect(await from('audit', '12')).toEqual({ rows: [], last: null });
});
