import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { clock } from '../database/clock.js';
import { DueLooks } from './due-looks.js';
import type { WakeName } from './wakes.js';

const START = Date.parse('2026-11-10T10:00:00+08:00');
const MINUTE = 60_000;
let looks: DueLooks;
/** Names and ms since the start of each look. */
let seen: { name: WakeName; at: number }[];
let due: unknown;
/** What keeps a look from doing what is due. */
let works: (name: WakeName) => void;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'], now: START });
  seen = [];
  due = null;
  works = () => undefined;
  looks = new DueLooks((name) => {
    seen.push({ name, at: Date.now() - START });
    looks.begins(name);
    works(name);
    void looks.ended(name, true);
  });
});
afterEach(() => {
  looks.close();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const add = (withinMs = 2_000) => looks.add('push', { withinMs, nextDue: async () => due });
const timesOf = () => seen.map(({ at }) => at);

it('looks once after the start, then twice a minute while nothing happens', async () => {
  add();
  await vi.advanceTimersByTimeAsync(5 * MINUTE);
  expect(timesOf()).toEqual([2_000, ...Array.from({ length: 10 }, (_, i) => (i + 1) * 30_000)]);
});

it('looks at the stored due time, to the ms, and not before', async () => {
  due = START + 17_500;
  works = () => {
    if (Date.now() >= START + 17_500) due = null;
  };
  add();
  await vi.advanceTimersByTimeAsync(29_000);
  expect(timesOf()).toEqual([2_000, 17_501]);
});

it('looks within its time after a write, once for many writes', async () => {
  add();
  await vi.advanceTimersByTimeAsync(5_000);
  for (let i = 0; i < 100; i++) looks.changed();
  await vi.advanceTimersByTimeAsync(1_000);
  looks.changed();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(timesOf()).toEqual([2_000, 7_000]);
});

it('tries again every time what is due and could not be done', async () => {
  due = START - 1;
  add();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(timesOf()).toEqual([2_000, 4_000, 6_000, 8_000, 10_000]);
});

it.each(['', 'tomorrow', Number.NaN, {}])(
  'a due time %j that cannot be read makes no loop, and the longest wait holds',
  async (damaged) => {
    due = damaged;
    add();
    await vi.advanceTimersByTimeAsync(2 * MINUTE);
    expect(timesOf()).toEqual([2_000, 30_000, 60_000, 90_000, 120_000]);
  },
);

it('a due time in the far future, longer than a timer can wait, makes no loop either', async () => {
  due = START + 400 * 86_400_000;
  add();
  await vi.advanceTimersByTimeAsync(MINUTE);
  expect(timesOf()).toEqual([2_000, 30_000, 60_000]);
});

it('looks at once after the clock was set, whichever way', async () => {
  due = START + 20 * MINUTE;
  add();
  await vi.advanceTimersByTimeAsync(40_000);
  looks.all();
  await vi.advanceTimersByTimeAsync(1);
  expect(timesOf()).toEqual([2_000, 30_000, 40_001]);
});

it('a day that changes in Beijing is looked at at midnight, whatever the waits', async () => {
  vi.setSystemTime(Date.parse('2026-11-10T23:59:50+08:00'));
  const longest = 15 * 1_777;
  add(1_777);
  await vi.advanceTimersByTimeAsync(longest);
  expect(seen.map(({ at }) => at + START)).toContain(Date.parse('2026-11-11T00:00:00+08:00'));
});

it('a database that does not answer is asked again soon', async () => {
  looks.add('push', { withinMs: 2_000, nextDue: () => Promise.reject(new Error('away')) });
  await vi.advanceTimersByTimeAsync(6_000);
  expect(timesOf()).toEqual([2_000, 4_000, 6_000]);
});

it('what was late because the process stood still is made up for at the next comparison of the clocks', async () => {
  add();
  await vi.advanceTimersByTimeAsync(2_000);
  const before = seen.length;
  const uptime = performance.now();
  const real = vi.spyOn(performance, 'now').mockReturnValue(uptime + 31_000);
  looks.late();
  expect(seen.length).toBe(before + 1);
  real.mockRestore();
});

it('workers with the same wait share their looks: one timer for all', async () => {
  const names: WakeName[] = ['push', 'probe', 'writeback'];
  for (const name of names) looks.add(name, { withinMs: 2_000 });
  const timers = vi.spyOn(globalThis, 'setTimeout');
  await vi.advanceTimersByTimeAsync(10 * MINUTE);
  expect(timers.mock.calls.length).toBeLessThanOrEqual(22);
  expect(seen.slice(0, 3).map(({ name }) => name)).toEqual(names);
  expect(clock.now()).toBe(START + 10 * MINUTE);
});
