import { type DataSource, QueryFailedError } from 'typeorm';
import { expect, it } from 'vitest';
import { Database } from './database.js';

/** A MariaDB that ends the work so often by this error before it lets it through. */
function refusing(errno: number, times: number): { db: Database; begun: () => number } {
  let begun = 0;
  const writer = {
    options: { type: 'mysql' },
    transaction: async (work: (tx: unknown) => Promise<unknown>) => {
      begun += 1;
      if (begun <= times) throw new QueryFailedError('UPDATE bill', [], Object.assign(new Error('refused'), { errno }));
      return work({});
    },
  } as unknown as DataSource;
  return { db: new Database(writer, writer), begun: () => begun };
}
const done = async () => 'done';

it('a deadlock is over by itself: the work is repeated eight times before anybody hears of it', async () => {
  const { db, begun } = refusing(1213, 8);
  expect(await db.inTransaction(done)).toBe('done');
  expect(begun()).toBe(9);
});

it.each([
  ['a lock that is waited for fifty seconds', 1205, 4],
  ['a key that is really taken', 1062, 4],
  ['a sentence that the database does not understand', 1064, 1],
])('%s is told after as many tries as can help', async (_, errno, tries) => {
  const { db, begun } = refusing(errno, 99);
  await expect(db.inTransaction(done)).rejects.toThrow('refused');
  expect(begun()).toBe(tries);
});
