import { afterEach, expect, it, vi } from 'vitest';
import type { Database } from '../../database/database.js';
import type { LedgerHolds } from '../../hold/ledger-holds.js';
import { KnownHistory } from './known-history.js';

afterEach(() => vi.useRealTimers());

/** A process that started at `now` on a database whose newest rows are these. */
async function startedAt(
  now: number,
  newest: { bill: unknown; message: unknown } = { bill: null, message: null },
  lastHeldAt: number | null = null,
) {
  vi.useFakeTimers({ now, toFake: ['Date'] });
  const listeners: ((error: unknown) => void)[] = [];
  const database = { query: async () => [newest], onFailure: (each: (error: unknown) => void) => listeners.push(each) };
  const history = new KnownHistory(database as unknown as Database, { lastHeldAt } as LedgerHolds);
  const before = history.of({ id: 'any', createdAt: now + 10, finishedAt: 1 });
  await history.onModuleInit();
  const fail = (error: unknown) => {
    for (const tell of listeners) tell(error);
  };
  return { history, before, database, fail };
}

it('knows nothing until it has looked, then what came into being since', async () => {
  const { history, before } = await startedAt(1_000);
  expect(before).toBe(false);
  expect(history.of({ id: 'a', createdAt: 1_000, finishedAt: 1 })).toBe(false);
  expect(history.of({ id: 'a', createdAt: 1_001, finishedAt: 1 })).toBe(true);
});

it('knows no row that it found, though it was written by a machine whose clock is ahead', async () => {
  const { history } = await startedAt(1_000, { bill: '5000', message: 6_000 });
  expect(history.of({ id: 'a', createdAt: 5_000, finishedAt: 1 })).toBe(false);
  expect(history.startedAfter(6_000)).toBe(false);
  expect(history.of({ id: 'b', createdAt: 6_001, finishedAt: 1 })).toBe(true);
});

it('learns about a bill by asking Kingdee', async () => {
  const { history } = await startedAt(1_000);
  history.learn(['a']);
  expect(history.of({ id: 'a', createdAt: 1, finishedAt: 1 })).toBe(true);
  expect(history.of({ id: 'b', createdAt: 1, finishedAt: 1 })).toBe(false);
});

it('knows nothing of an approval that was finished before the database was last held, though it was collected anew since', async () => {
  const hour = 3_600_000;
  const { history } = await startedAt(2 * hour, { bill: null, message: null }, hour);
  const collected = { id: 'a', createdAt: 3 * hour };
  expect(history.of({ ...collected, finishedAt: hour - 1 })).toBe(false);
  expect(history.of({ ...collected, finishedAt: 2 * hour })).toBe(true);
  history.learn(['a']);
  expect(history.of({ ...collected, finishedAt: hour - 1 })).toBe(true);
});

it('knows nothing any more after the database was away: another server may have taken over without its last second', async () => {
  const { history, database, fail } = await startedAt(1_000);
  const known = { id: 'a', createdAt: 1_500, finishedAt: 1 };
  vi.setSystemTime(2_000);
  history.learn(['b']);
  fail(new Error('a bill that cannot be read'));
  expect(history.of(known)).toBe(true);
  const query = database.query;
  let isAway = true;
  database.query = async () => {
    if (isAway) throw new Error('still away');
    return query();
  };
  fail(Object.assign(new Error('read ECONNRESET'), { fatal: true }));
  expect(history.of({ ...known, createdAt: 1_000_000 })).toBe(false);
  isAway = false;
  await expect.poll(() => history.of({ ...known, createdAt: 1_000_000 })).toBe(true);
  expect(history.of(known)).toBe(false);
  expect(history.of({ id: 'b', createdAt: 1, finishedAt: 1 })).toBe(false);
});
