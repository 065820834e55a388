import { QueryClient, QueryObserver } from '@tanstack/vue-query';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { effectScope } from 'vue';
import { onLive, useLive } from './useLive.js';

/** The stream of the page, which says what a spec wants it to. */
class Stream {
  static open: Stream | null = null;
  static readonly CLOSED = 2;
  readonly readyState = 1;
  private readonly hear = new Map<string, (message: { data: string }) => void>();
  constructor() {
    Stream.open = this;
  }
  addEventListener(kind: string, listener: (message: { data: string }) => void): void {
    this.hear.set(kind, listener);
  }
  say(kind: string): void {
    this.hear.get(kind)?.({ data: JSON.stringify({ id: '1', kind, subject: 'b', at: Date.now() }) });
  }
  onerror = () => {};
  close(): void {}
}

let told: number[];
let asked: number[];
/** Keys of what was called out of date, as it was. */
let outdated: string[];
/** Until when the list of tables is being read. */
let tables: Promise<void>;
let stop: () => void;
beforeEach(() => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
  vi.stubGlobal('EventSource', Stream);
  told = [];
  const scope = effectScope();
  const queries = new QueryClient();
  asked = [];
  outdated = [];
  tables = Promise.resolve();
  vi.spyOn(queries, 'invalidateQueries').mockImplementation(async (filters) => {
    const key = typeof filters === 'object' ? String(filters.queryKey) : '';
    outdated.push(key);
    if (key === 'groups') asked.push(Date.now());
    if (key === 'mapping,tables') await tables;
  });
  scope.run(() => {
    useLive(queries);
    onLive(() => void told.push(Date.now()));
  });
  stop = () => scope.stop();
});
afterEach(() => {
  stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** For so long, so often. @returns when each was said. */
async function say(ms: number, everyMs: number): Promise<number[]> {
  const said: number[] = [];
  for (let at = 0; at < ms; at += everyMs) {
    Stream.open?.say('bill');
    said.push(Date.now());
    await vi.advanceTimersByTimeAsync(everyMs);
  }
  await vi.advanceTimersByTimeAsync(1_000);
  return said;
}
/** How long what was said waited for the next telling. */
const waits = (said: readonly number[]) => said.map((at) => Math.min(...told.filter((t) => t >= at)) - at);

it('what is heard after a while of silence is told soon', async () => {
  await say(1, 1);
  expect(told).toEqual([1_800_000_000_200]);
});

it('a run that began before its bill came does not use up the turn of the list', async () => {
  Stream.open?.say('run');
  await vi.advanceTimersByTimeAsync(350);
  Stream.open?.say('bill');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(told).toEqual([1_800_000_000_550]);
});

it('while bills keep coming one by one each is told within half a second', async () => {
  expect(Math.max(...waits(await say(10_000, 130)))).toBeLessThanOrEqual(500);
});

it('numbers of groups stand for nine tenths of a second, to be read and pressed, and are up to date in the end', async () => {
  const said = await say(10_000, 130);
  const gaps = asked.slice(1).map((at, i) => at - (asked[i] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(900);
  expect(Math.max(...gaps)).toBeLessThan(1_000);
  expect(asked.at(-1)).toBeGreaterThanOrEqual(said.at(-1) ?? 0);
});

it('while hundreds come pages are refreshed once a second', async () => {
  await say(10_000, 3);
  expect(told.length).toBeLessThanOrEqual(12);
});

it('which tables there are is read before what stands in them: a removed one is not asked for again', async () => {
  let read = () => {};
  tables = new Promise((done) => {
    read = done;
  });
  Stream.open?.say('mapping');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(outdated).toContain('mapping,tables');
  expect(outdated).not.toContain('mapping');
  read();
  await vi.advanceTimersByTimeAsync(1);
  expect(outdated).toContain('mapping');
});

/** Reads of one bill, with a stream that says what happened to it. @returns how often it was read, and how to read it. */
async function aBill(read: () => Promise<string>) {
  stop();
  const scope = effectScope();
  const queries = new QueryClient();
  const queryFn = vi.fn(read);
  scope.run(() => useLive(queries));
  const observer = new QueryObserver(queries, { queryKey: ['bill', 'b'], queryFn, retry: false });
  const unsubscribe = observer.subscribe(() => {});
  await vi.advanceTimersByTimeAsync(1_000);
  queryFn.mockClear();
  stop = () => {
    unsubscribe();
    scope.stop();
  };
  return { queryFn, readAgain: () => void queries.invalidateQueries({ queryKey: ['bill'] }) };
}

it('what was read since it was heard of is not read a second time', async () => {
  const { queryFn, readAgain } = await aBill(async () => 'read');
  Stream.open?.say('bill');
  await vi.advanceTimersByTimeAsync(50);
  readAgain();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(queryFn).toHaveBeenCalledTimes(1);
});

it('what happened while it was being read, or just after, is read', async () => {
  const { queryFn, readAgain } = await aBill(async () => 'read');
  readAgain();
  await vi.advanceTimersByTimeAsync(50);
  Stream.open?.say('bill');
  await vi.advanceTimersByTimeAsync(50);
  readAgain();
  await vi.advanceTimersByTimeAsync(50);
  Stream.open?.say('bill');
  await vi.advanceTimersByTimeAsync(3_000);
  expect(queryFn).toHaveBeenCalledTimes(3);
});

it('what could not be read since it was heard of is read again', async () => {
  let lost = false;
  const { queryFn, readAgain } = await aBill(() =>
    lost ? Promise.reject(new Error('lost')) : Promise.resolve('read'),
  );
  lost = true;
  Stream.open?.say('bill');
  await vi.advanceTimersByTimeAsync(50);
  readAgain();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(queryFn).toHaveBeenCalledTimes(2);
});

it('a server that does not answer is found to be lost, however slowly it fails', async () => {
  stop();
  const scope = effectScope();
  const queries = new QueryClient();
  const queryFn = () => new Promise<never>((_, refuse) => setTimeout(() => refuse(new Error('timed out')), 8_000));
  queries.setQueryData(['status'], 'well');
  const status = new QueryObserver(queries, { queryKey: ['status'], queryFn, retry: false });
  const unsubscribe = status.subscribe(() => {});
  scope.run(() => useLive(queries));
  Stream.open?.onerror();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(status.getCurrentResult().error).toEqual(new Error('timed out'));
  unsubscribe();
  scope.stop();
});
