import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { beijingMonth } from '../../../domain/beijing-time.js';
import { temporaryDatabase } from '../../../schema/temporary-database.js';
import { CallMeter } from './call-meter.js';

let database: Awaited<ReturnType<typeof temporaryDatabase>>;
beforeEach(async () => {
  database = await temporaryDatabase();
});
afterEach(() => database.drop());

describe('CallMeter', () => {
  it('writes many calls as one batch, and adds to what is there', async () => {
    const meter = new CallMeter(database.db);
    const written = vi.spyOn(database.db, 'inTransaction');
    for (let i = 0; i < 50; i++) meter.count('detail', '/processInstances');
    meter.count('list', '/instanceIds/query');
    await meter.flush();
    expect(written).toHaveBeenCalledTimes(1);
    meter.count('detail', '/processInstances');
    await meter.beforeApplicationShutdown();
    expect(await new CallMeter(database.db).current()).toMatchObject({ used: 52, byPurpose: { detail: 51, list: 1 } });
  });

  it('counts each API of a purpose apart; what stands there from before it did stays readable', async () => {
    const { db } = database;
    const month = beijingMonth(Date.now());
    await db.inTransaction((tx) =>
      tx.query("INSERT INTO call_meter (month, purpose, used) VALUES (?, 'detail', 7)", [month]),
    );
    const meter = new CallMeter(db);
    meter.count('detail', '/processInstances');
    meter.count('detail', '/topapi/get');
    await meter.flush();
    meter.count('detail', '/processInstances');
    expect(await meter.current()).toMatchObject({ used: 10, byPurpose: { detail: 10 } });
    expect(await meter.byApi()).toEqual([
      { purpose: 'detail', api: '/processInstances', used: 2 },
      { purpose: 'detail', api: '/topapi/get', used: 1 },
    ]);
    const long = `/${'x'.repeat(300)}`;
    meter.count('list', long);
    await meter.flush();
    expect((await meter.byApi()).find(({ purpose }) => purpose === 'list')?.api).toBe(long.slice(0, 120));
  });

  it('tells calls that are not written yet as well', async () => {
    const meter = new CallMeter(database.db);
    meter.count('comment', '/comments');
    expect(await meter.current()).toMatchObject({
      month: beijingMonth(Date.now()),
      used: 1,
      byPurpose: { comment: 1 },
    });
  });

  it('tells calls that are on their way into the table, once', async () => {
    const meter = new CallMeter(database.db);
    meter.count('recheck', '/comments');
    const write = database.db.inTransaction.bind(database.db);
    let during: Promise<unknown> = Promise.resolve();
    vi.spyOn(database.db, 'inTransaction').mockImplementationOnce(async (work) => {
      during = meter.current();
      await new Promise((done) => setTimeout(done, 20));
      return write(work);
    });
    await meter.flush();
    expect(await during).toMatchObject({ used: 1 });
    expect(await meter.current()).toMatchObject({ used: 1 });
  });

  it('tells calls once that are in the table already while their write has not said so', async () => {
    const meter = new CallMeter(database.db);
    meter.count('recheck', '/comments');
    const write = database.db.inTransaction.bind(database.db);
    let during: Promise<unknown> = Promise.resolve();
    vi.spyOn(database.db, 'inTransaction').mockImplementationOnce(async (work) => {
      const written = await write(work);
      during = meter.current();
      // As long as a disk takes.
      await new Promise((resolve) => setTimeout(resolve, 30));
      return written;
    });
    await meter.flush();
    expect(await during).toMatchObject({ used: 1, byPurpose: { recheck: 1 } });
  });

  it('keeps its counts when they cannot be written', async () => {
    const meter = new CallMeter(database.db);
    meter.count('detail', '/processInstances');
    vi.spyOn(database.db, 'inTransaction').mockRejectedValueOnce(new Error('disk full'));
    await expect(meter.flush()).rejects.toThrow('disk full');
    meter.count('detail', '/processInstances');
    await meter.flush();
    expect(await meter.current()).toMatchObject({ used: 2 });
  });

  it('counts for one run what that run calls, and nothing of its neighbours', async () => {
    const meter = new CallMeter(database.db);
    const [one, two] = [{ calls: 0 }, { calls: 0 }];
    const call = async (times: number) => {
      for (let i = 0; i < times; i++) {
        await Promise.resolve();
        meter.count('detail', '/processInstances');
      }
    };
    await Promise.all([meter.within(one, () => call(3)), meter.within(two, () => call(5)), call(7)]);
    expect([one.calls, two.calls]).toEqual([3, 5]);
  });
});

it('a month begins at midnight in Beijing', () => {
  expect(beijingMonth(Date.parse('2026-02-28T15:59:59Z'))).toBe('2026-02');
  expect(beijingMonth(Date.parse('2026-02-28T16:00:00Z'))).toBe('2026-03');
});
