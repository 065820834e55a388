import { expect, it } from 'vitest';
import { temporaryDatabase } from '../../schema/temporary-database.js';
import { WalSync } from './wal-sync.js';

/** A disk that works when told. */
function slowDisk() {
  const jobs: { finish: (error?: Error) => void }[] = [];
  const sync = () =>
    new Promise<void>((resolve, reject) => {
      jobs.push({ finish: (error) => (error ? reject(error) : resolve()) });
    });
  return { jobs, wal: new WalSync(sync) };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

it('tells nobody before the disk has answered', async () => {
  const { jobs, wal } = slowDisk();
  let told = false;
  const waiting = wal.done().then(() => {
    told = true;
  });
  await turn();
  expect(told).toBe(false);
  jobs[0]?.finish();
  await waiting;
  expect(told).toBe(true);
});

it('serves all who wait by one sync, but nobody by one that began before they came', async () => {
  const { jobs, wal } = slowDisk();
  const told: string[] = [];
  const wait = (name: string) => wal.done().then(() => told.push(name));
  const all = [wait('first')];
  await turn();
  all.push(wait('second'), wait('third'));
  jobs[0]?.finish();
  await turn();
  expect(told).toEqual(['first']);
  expect(jobs).toHaveLength(2);
  jobs[1]?.finish();
  await Promise.all(all);
  expect(told).toEqual(['first', 'second', 'third']);
});

it('says that it failed to those it failed for, and serves the next', async () => {
  const { jobs, wal } = slowDisk();
  const lost = wal.done();
  await turn();
  const next = wal.done();
  jobs[0]?.finish(new Error('EIO'));
  await expect(lost).rejects.toThrow('EIO');
  await turn();
  jobs[1]?.finish();
  await expect(next).resolves.toBeUndefined();
});

it('is what a write to a SQLite file waits for', async () => {
  const { db, drop } = await temporaryDatabase();
  try {
    const [{ synchronous } = { synchronous: 0 }] = await db.inTransaction(async (tx) => {
      await tx.query("INSERT INTO event (kind, subject, at) VALUES ('bill', 'a', 1)");
      return (await tx.query('PRAGMA synchronous')) as { synchronous: number }[];
    });
    expect(synchronous).toBe(1);
    expect(await db.query('SELECT subject FROM event')).toEqual([{ subject: 'a' }]);
  } finally {
    await drop();
  }
});
