import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SendBy } from '../../server/src/connectors/call-times.js';
import { LeasedSlots } from '../../server/src/connectors/kingdee/transport/leased-slots.js';
import { KingdeeUnavailableError } from '../../server/src/connectors/target.js';
import { Database } from '../../server/src/database/database.js';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import { freshDatabase } from './stack.js';

const PROCESSES = 3;
let databases: Database[];
let close: () => Promise<void>;
let databaseUrl: string;

beforeAll(async () => {
  const { url, drop } = await freshDatabase('migrated');
  databaseUrl = url;
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

const sendUntil = (): SendBy => SendBy.within(30_000);

function one(): Database {
  const [database] = databases;
  if (!database) throw new Error('no database');
  return database;
}

/** What a process of its own runs: it takes a place and is in its call until it dies. */
const IN_A_CALL = `
const [url, count, leaseMs] = process.argv.slice(1);
const { dataSourceOptions, openDataSource } = await import(process.env.SERVER + 'schema/data-source.js');
const { Database } = await import(process.env.SERVER + 'database/database.js');
const { LeasedSlots } = await import(process.env.SERVER + 'connectors/kingdee/transport/leased-slots.js');
const { SendBy } = await import(process.env.SERVER + 'connectors/call-times.js');
const source = await openDataSource(dataSourceOptions(url));
const slots = new LeasedSlots(new Database(source, source), Number(count), Number(leaseMs));
await slots.within(() => { console.log('in'); return new Promise(() => setInterval(() => undefined, 1000)); }, SendBy.within(30000));
`;

async function processInACall(count: number, leaseMs: number): Promise<{ die(): Promise<void> }> {
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', IN_A_CALL, databaseUrl, String(count), String(leaseMs)],
    {
      env: { ...process.env, SERVER: new URL('../../server/dist/', import.meta.url).href },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  await once(child.stdout, 'data');
  return {
    die: async () => {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
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

  it('count the call of a process that was killed in it until its longest time has passed: the others never fill its place', async () => {
    const [count, leaseMs] = [3, 4_000];
    const other = await processInACall(count, leaseMs);
    const heard = performance.now();
    await other.die();
    const calls: { at: number; beside: number }[] = [];
    let now = 0;
    const call = async (): Promise<void> => {
      now += 1;
      calls.push({ at: performance.now(), beside: now });
      await sleep(40);
      now -= 1;
    };
    const ours = databases.slice(0, 2).map((db) => new LeasedSlots(db, count, leaseMs));
    // Both survivors as busy as they may be, until well after.
    const end = heard + leaseMs + 3_000;
    await Promise.all(
      ours.flatMap((slots) =>
        Array.from({ length: 4 }, async () => {
          while (performance.now() < end) await slots.within(call, sendUntil());
        }),
      ),
    );
    const most = (from: number, to: number) =>
      Math.max(0, ...calls.filter(({ at }) => at >= from && at < to).map(({ beside }) => beside));
    // It took its place a moment before it was heard of.
    expect(most(heard, heard + leaseMs - 1_000)).toBe(count - 1);
    expect(most(heard + leaseMs, end)).toBe(count);
  });

  it('of a process that died are not taken before its longest call has ended, and are taken then', async () => {
    const slots = new LeasedSlots(one(), 1, 60_000);
    await slots.within(async () => undefined, sendUntil());
    const lease = (until: string) =>
      one().inTransaction((tx) =>
        tx.query(`UPDATE kingdee_slot SET lease_token = 'dead', lease_until = UNIX_TIMESTAMP(NOW(3)) * 1000 ${until}`),
      );
    await lease('+ 60000');
    await expect(slots.within(async () => undefined, SendBy.within(300))).rejects.toThrow(KingdeeUnavailableError);
    await lease('- 1');
    await expect(slots.within(async () => 'sent', SendBy.within(300))).resolves.toBe('sent');
  });
});
