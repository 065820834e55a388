import { AsyncResource } from 'node:async_hooks';
import { afterEach, expect, it } from 'vitest';
import { Database, placeholders } from '../../server/src/database/database.js';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import {
  collectAndApprove,
  commentsSettled,
  confirmPush,
  logErrors,
  mustBeOnce,
  newApprovals,
  orderSettled,
  setSwitches,
  startOffice,
} from './batch.js';
import { closeAll } from './own-process.js';
import { freshDatabase, onMariaDb } from './stack.js';

/** More pieces of work at once than the pool has connections. */
const AT_ONCE = 40;
const closing: (() => Promise<unknown>)[] = [];
afterEach(() => closeAll(...closing.splice(0).reverse()));

async function opened(): Promise<Database> {
  const { url, drop } = await freshDatabase();
  closing.push(drop);
  const source = await openDataSource(dataSourceOptions(url));
  closing.push(() => source.destroy());
  await source.query('CREATE TABLE counted (id int PRIMARY KEY, n int NOT NULL)');
  await source.query('INSERT INTO counted (id, n) VALUES (1, 0)');
  if (onMariaDb) return new Database(source, source);
  const reader = await openDataSource(dataSourceOptions(url, 'read'));
  closing.push(() => reader.destroy());
  return new Database(source, reader);
}

const count = async (db: Database): Promise<number> =>
  Number((await db.query<{ n: unknown }>('SELECT n FROM counted WHERE id = 1'))[0]?.n);

it('a list of no values matches no row, and its opposite every row, in a read and in a write', async () => {
  const db = await opened();
  const none = placeholders([]);
  expect(await db.query(`SELECT id FROM counted WHERE id IN (${none})`)).toEqual([]);
  expect(await db.query(`SELECT id FROM counted WHERE id NOT IN (${none})`)).toHaveLength(1);
  await db.inTransaction((tx) => tx.query(`UPDATE counted SET n = 5 WHERE id IN (${none})`));
  expect(await count(db)).toBe(0);
  await db.inTransaction((tx) => tx.query(`DELETE FROM counted WHERE id NOT IN (${none})`));
  expect(await db.query('SELECT id FROM counted')).toEqual([]);
});

it('a read inside a write takes no second connection: more writes at once than the pool is large all end', async () => {
  const db = await opened();
  const all = Array.from({ length: AT_ONCE }, (_, id) =>
    db.inTransaction(async (tx) => {
      await tx.query('INSERT INTO counted (id, n) VALUES (?, 0)', [id + 10]);
      return count(db);
    }),
  );
  expect(await Promise.all(all)).toHaveLength(AT_ONCE);
});

it('a read inside a write sees what the write has done, and a read beside it only what is committed', async () => {
  const db = await opened();
  const beside = AsyncResource.bind(() => count(db));
  const seen = await db.inTransaction(async (tx) => {
    await tx.query('UPDATE counted SET n = 7 WHERE id = 1');
    return [await count(db), await beside()];
  });
  expect([...seen, await count(db)]).toEqual([7, 0, 7]);
});

it('work that a write has left behind reads and writes on its own once the write is over', async () => {
  const db = await opened();
  let later: Promise<number> = Promise.resolve(-1);
  await db.inTransaction(async (tx) => {
    await tx.query('UPDATE counted SET n = 1 WHERE id = 1');
    // As a wake does: begun inside, going on after the commit.
    later = new Promise((resolve) => setTimeout(resolve, 50)).then(() =>
      db.inTransaction(async (own) => {
        await own.query('UPDATE counted SET n = n + 1 WHERE id = 1');
        return count(db);
      }),
    );
  });
  expect([await later, await count(db)]).toEqual([2, 2]);
});

it('more calls to Kingdee at once than the pool began with: forty bills go through, and people are answered meanwhile', async () => {
  // The spec writes to its database beside it.
  const run = await startOffice({ world: 'process', settings: { KINGDEE_CONCURRENCY: '12', KINGDEE_BATCH: '1' } });
  closing.push(() => run.stack.close());
  const batch = newApprovals(run, { count: 40, seed: 401 });
  await collectAndApprove(run);
  setSwitches(run, { kingdee: { latencyMs: 400 } });
  const order = await confirmPush(run);
  await Promise.all(Array.from({ length: 20 }, () => run.office.reviewer.get('/api/bills?stage=review')));
  await orderSettled(run, order);
  await commentsSettled(run);
  mustBeOnce(run, batch);
  expect(logErrors(run)).toEqual([]);
});
