import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dataSourceOptions, openDataSource } from '../../server/src/database/data-source.js';
import { Database } from '../../server/src/database/database.js';
import { KingdeeUnavailableError } from '../../server/src/kingdee/kingdee.client.js';
import { LeasedSlots } from '../../server/src/kingdee/leased-slots.js';
import { freshDatabase } from './stack.js';

const PROCESSES = 3;
let databases: Database[];
let close: () => Promise<void>;

beforeAll(async () => {
  const { url, drop } = await freshDatabase();
  const sources = await Promise.all(Array.from({ length: PROCESSES }, () => openDataSource(dataSourceOptions(url))));
  await sources[0]?.runMigrations({ transaction: 'each' });
  databases = sources.map((source) => new Database(source, source));
  close = async () => {
    for (const source of sources) await source.destroy();
    await drop();
  };
});
afterAll(() => close());
beforeEach(() => one().inTransaction((tx) => tx.query('DELETE FROM kingdee_slot')));

const sendUntil = (): number => performance.now() + 30_000;

function one(): Database {
  const [database] = databases;
  if (!database) throw new Error('no database');
  return database;
}

describe('places for calls to Kingdee', () => {
  it('are never more than KINGDEE_CONCURRENCY over three processes, and everybody gets one', async () => {
    const [count, leaseMs] = [4, 60_000];
    let [now, most, made] = [0, 0, 0];
    const call = async (): Promise<void> => {
      now += 1;
      most = Math.max(most, now);
      await sleep(15);
      now -= 1;
      made += 1;
    };
    const processes = databases.map((db) => new LeasedSlots(db, count, leaseMs));
    await Promise.all(processes.flatMap((slots) => Array.from({ length: 30 }, () => slots.within(call, sendUntil()))));
    expect([made, most]).toEqual([90, count]);
    expect(await one().query('SELECT slot FROM kingdee_slot WHERE lease_token IS NOT NULL')).toEqual([]);
  });

  it('are given back when the call fails', async () => {
    const slots = new LeasedSlots(one(), 1, 60_000);
    for (let i = 0; i < 3; i++)
      await expect(
        slots.within(async () => {
          throw new Error('no answer');
        }, sendUntil()),
      ).rejects.toThrow('no answer');
  });

  it('of a process that died are not taken before its longest call has ended, and are taken then', async () => {
    const slots = new LeasedSlots(one(), 1, 60_000);
    await slots.within(async () => undefined, sendUntil());
    const lease = (until: string) =>
      one().inTransaction((tx) =>
        tx.query(`UPDATE kingdee_slot SET lease_token = 'dead', lease_until = UNIX_TIMESTAMP(NOW(3)) * 1000 ${until}`),
      );
    await lease('+ 60000');
    await expect(slots.within(async () => undefined, performance.now() + 300)).rejects.toThrow(KingdeeUnavailableError);
    await lease('- 1');
    await expect(slots.within(async () => 'sent', performance.now() + 300)).resolves.toBe('sent');
  });
});
