import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../database/database.js';
import { temporaryDatabase } from '../schema/temporary-database.js';
import { PeriodSums } from './period-sums.js';
import { type DifferentBill, SimulationStore } from './simulation-store.js';
import { KEPT_MS, sweepSimulations } from './simulation-times.js';

let db: Database;
let store: SimulationStore;
let drop: () => Promise<void>;
beforeAll(async () => {
  const opened = await temporaryDatabase();
  ({ db, drop } = opened);
  store = new SimulationStore(db);
});
afterAll(() => drop?.());

const sums = new PeriodSums(0).told;
const begin = (schemeId: string) =>
  db.inTransaction((tx) =>
    store.begin(tx, {
      schemeId,
      version: 1,
      draft: false,
      tables: 'cited',
      from: '2026-10-01',
      to: '2026-10-31',
      total: 9,
      by: 'u',
      sums,
    }),
  );
const bill = (n: number): DifferentBill => ({
  billId: `b${n}`,
  kind: n % 2 === 0 ? 'differs' : 'stopped',
  before: 15_680n,
  after: null,
  told: { reasons: [], changes: [], more: 0 },
});

describe('runs of a scheme', () => {
  it('are one at a time, beside those of other schemes; one whose process is silent makes room', async () => {
    const first = await begin('s1');
    await expect(begin('s1')).rejects.toMatchObject({ code: 'simulation/running' });
    await begin('s2');
    await db.inTransaction((tx) => tx.query('UPDATE simulation SET lease_until = 0 WHERE id = ?', [first.id]));
    expect((await store.get(first.id)).state).toBe('failed');
    const next = await begin('s1');
    expect((await store.latest('s1'))?.id).toBe(next.id);
    // A holder that returns late writes nothing any more.
    expect(await store.note(first, { done: 5, sums }, [bill(1)], 0)).toBe(false);
    expect((await store.bills(first.id, { limit: 10 })).total).toBe(0);
  });

  it('end with what was found when somebody stops them: what is written after that meets nothing', async () => {
    const held = await begin('s3');
    expect(await store.note(held, { done: 4, sums }, [bill(0), bill(1)], 0)).toBe(true);
    await store.stop(held.id);
    expect(await store.note(held, { done: 6, sums }, [bill(2)], 2, 'done')).toBe(false);
    const { state, done } = await store.get(held.id);
    expect([state, done, (await store.bills(held.id, { limit: 10 })).total]).toEqual(['stopped', 4, 2]);
    await begin('s3');
  });

  it('give their bills page by page in the order in which they were found', async () => {
    const held = await begin('s4');
    await store.note(held, { done: 3, sums }, [bill(0), bill(1), bill(2)], 0);
    await store.note(held, { done: 9, sums }, [bill(3), bill(4)], 3, 'done');
    const page = await store.bills(held.id, { kind: 'differs', limit: 2 });
    expect([page.total, page.rows.map(({ billId }) => billId)]).toEqual([3, ['b0', 'b2']]);
    const rest = await store.bills(held.id, { kind: 'differs', cursor: String(page.rows[1]?.seq), limit: 2 });
    expect(rest.rows.map(({ billId, before, after }) => [billId, before, after])).toEqual([['b4', 15_680n, null]]);
  });

  it('are deleted with their bills when their time is over, and at once when the next one has begun; never while they run', async () => {
    const before = await store.latest('s4');
    if (!before) throw new Error('no run');
    const next = await begin('s4');
    await sweepSimulations(db, Date.now() + 1);
    await expect(store.get(before.id)).rejects.toMatchObject({ code: 'simulation/not-found' });
    expect((await store.bills(before.id, { limit: 10 })).total).toBe(0);
    // The process renews its lease as long as it runs.
    const late = Date.now() + 2 * KEPT_MS;
    await db.inTransaction((tx) => tx.query('UPDATE simulation SET lease_until = ? WHERE id = ?', [late + 1, next.id]));
    await sweepSimulations(db, late);
    expect((await store.get(next.id)).state).toBe('running');
    await store.giveUp(next, 'stopped');
    await sweepSimulations(db, Date.now() + 2 * KEPT_MS);
    await expect(store.get(next.id)).rejects.toMatchObject({ code: 'simulation/not-found' });
  });
});
