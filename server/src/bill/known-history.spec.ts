import { afterEach, expect, it, vi } from 'vitest';
import type { Database } from '../database/database.js';
import { KnownHistory } from './known-history.js';

afterEach(() => vi.useRealTimers());

/** A process that started at `now` on a database whose newest rows are these. */
async function startedAt(now: number, newest: { bill: unknown; message: unknown } = { bill: null, message: null }) {
  vi.useFakeTimers({ now });
  const history = new KnownHistory({ query: async () => [newest] } as unknown as Database);
  const before = history.of({ id: 'any', createdAt: now + 10 });
  await history.onModuleInit();
  return { history, before };
}

it('knows nothing until it has looked, then what came into being since', async () => {
  const { history, before } = await startedAt(1_000);
  expect(before).toBe(false);
  expect(history.of({ id: 'a', createdAt: 1_000 })).toBe(false);
  expect(history.of({ id: 'a', createdAt: 1_001 })).toBe(true);
});

it('knows no row that it found, though it was written by a machine whose clock is ahead', async () => {
  const { history } = await startedAt(1_000, { bill: '5000', message: 6_000 });
  expect(history.of({ id: 'a', createdAt: 5_000 })).toBe(false);
  expect(history.startedAfter(6_000)).toBe(false);
  expect(history.of({ id: 'b', createdAt: 6_001 })).toBe(true);
});

it('learns about a bill by asking Kingdee', async () => {
  const { history } = await startedAt(1_000);
  history.learn(['a']);
  expect(history.of({ id: 'a', createdAt: 1 })).toBe(true);
  expect(history.of({ id: 'b', createdAt: 1 })).toBe(false);
});
