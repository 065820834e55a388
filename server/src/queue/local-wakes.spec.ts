import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Database, WrittenKind } from '../database/database.js';
import { joined } from '../database/running-transaction.js';
import { temporaryDatabase } from '../schema/temporary-database.js';
import { LocalWakes } from './local-wakes.js';

let db: Database;
let drop: () => Promise<void>;
beforeEach(async () => {
  ({ db, drop } = await temporaryDatabase());
});
afterEach(() => drop());

const insert = "INSERT INTO write_check (id, padding, at) VALUES ('spec', '', 1)";

it('work runs in no context of whoever wakes it', async () => {
  const storage = new AsyncLocalStorage<string>();
  const wakes = new LocalWakes();
  const seen: unknown[] = [];
  wakes.on('push', async () => void seen.push(storage.getStore()));
  await storage.run('a request', () => wakes.finish('push'));
  expect(seen).toEqual([undefined]);
});

it('a wake from within a transaction waits for its commit, and its work belongs to no transaction', async () => {
  const wakes = new LocalWakes();
  const seen: { inside: boolean; rows: number }[] = [];
  wakes.on('push', async () => {
    const rows = await db.query("SELECT id FROM write_check WHERE id = 'spec'");
    seen.push({ inside: joined() !== undefined, rows: rows.length });
  });
  await db.inTransaction(async (tx) => {
    await tx.query(insert);
    wakes.wake('push');
    expect(seen).toEqual([]);
  });
  await wakes.close();
  expect(seen).toEqual([{ inside: false, rows: 1 }]);
});

it('a transaction that is rolled back wakes nobody', async () => {
  const wakes = new LocalWakes();
  let runs = 0;
  wakes.on('push', async () => void runs++);
  const work = db.inTransaction(async () => {
    wakes.wake('push');
    throw new Error('no');
  });
  await expect(work).rejects.toThrow('no');
  await wakes.close();
  expect(runs).toBe(0);
});

it('the database tells of transactions that wrote, and of no others', async () => {
  const told: WrittenKind[] = [];
  db.onWritten((kind) => told.push(kind));
  await db.inTransaction((tx) => tx.query('SELECT id FROM write_check'));
  expect(told).toEqual([]);
  await db.inTransaction((tx) => tx.query(insert));
  await db.inTransaction((tx) => tx.query("UPDATE write_check SET at = 2 WHERE id = 'spec'"), 'records');
  await db.inTransaction(async (tx) => {
    await db.inTransaction((inner) => inner.query("DELETE FROM write_check WHERE id = 'spec'"));
    expect(told.length).toBe(2);
    await tx.query('SELECT 1');
  });
  expect(told).toEqual(['work', 'records', 'work']);
  const failing = db.inTransaction(async (tx) => {
    await tx.query(insert);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(told.length).toBe(3);
});

it('a written row is looked at without a wake, and what was broken off is tried again', async () => {
  const wakes = new LocalWakes({ onWritten: db.onWritten.bind(db), onBeat: () => undefined });
  let runs = 0;
  let breaksOff = false;
  wakes.on('push', async () => {
    runs += 1;
    if (!breaksOff) return;
    breaksOff = false;
    throw new Error('broken off');
  });
  // Without a write the next look would come after fifteen times as long.
  wakes.whenDue('push', { withinMs: 500, nextDue: async () => null });
  await expect.poll(() => runs, { timeout: 20_000 }).toBeGreaterThanOrEqual(1);
  const before = runs;
  breaksOff = true;
  await db.inTransaction((tx) => tx.query(insert));
  await expect.poll(() => runs, { timeout: 20_000 }).toBeGreaterThanOrEqual(before + 2);
  await wakes.close();
});
