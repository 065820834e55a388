import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LookTimer } from './look-timer.js';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

it('looks once for many changes, within the given time, and never without one', async () => {
  const look = vi.fn(async () => undefined);
  const timer = new LookTimer(look, 500, null);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(look).not.toHaveBeenCalled();
  for (let i = 0; i < 10; i++) timer.soon();
  await vi.advanceTimersByTimeAsync(499);
  timer.soon();
  expect(look).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(look).toHaveBeenCalledTimes(1);
  await timer.stop();
});

it('looks now and then where changes may come untold', async () => {
  const look = vi.fn(async () => undefined);
  const timer = new LookTimer(look, 500, 5_000);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(look).toHaveBeenCalledTimes(4);
  await timer.stop();
  timer.soon();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(look).toHaveBeenCalledTimes(4);
});

it('looks do not overlap, and a change during a long one is looked at after it', async () => {
  let end: () => void = () => undefined;
  const look = vi.fn(
    () =>
      new Promise<void>((resolve) => {
        end = resolve;
      }),
  );
  const timer = new LookTimer(look, 500, null);
  timer.soon();
  await vi.advanceTimersByTimeAsync(500);
  timer.soon();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(look).toHaveBeenCalledTimes(1);
  end();
  await vi.advanceTimersByTimeAsync(500);
  expect(look).toHaveBeenCalledTimes(2);
  end();
  await timer.stop();
});

it('a look belongs to no context of the change', async () => {
  const storage = new AsyncLocalStorage<string>();
  const seen: unknown[] = [];
  const timer = new LookTimer(async () => seen.push(storage.getStore()), 500, null);
  storage.run('a transaction', () => timer.soon());
  await vi.advanceTimersByTimeAsync(500);
  expect(seen).toEqual([undefined]);
  await timer.stop();
});
