import type { LiveEvent } from '@dingdee/shared/status';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Database, insertTuples } from '../database/database.js';
import { LiveEvents } from '../event-log/live-events.js';
import { temporaryDatabase } from '../schema/temporary-database.js';
import { LiveFeed } from './live-feed.js';

let db: Database;
let drop: () => Promise<void>;
let feed: LiveFeed;
/** Events of this process; `emit` writes like another process. */
let ours: LiveEvents;

beforeEach(async () => {
  ({ db, drop } = await temporaryDatabase());
  ours = new LiveEvents();
  feed = new LiveFeed(db, ours);
});
afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  feed.close();
  await new Promise((resolve) => setTimeout(resolve, 20));
  await drop();
});

const emit = (...subjects: string[]) => db.inTransaction((tx) => new LiveEvents().emit(tx, 'bill', subjects));
function page() {
  const heard: string[] = [];
  let ended = false;
  const listener = {
    hear: (events: readonly LiveEvent[]) => void heard.push(...events.map(({ subject }) => subject)),
    recheck: () => undefined,
    end: () => {
      ended = true;
    },
  };
  return { listener, heard, ended: () => ended };
}

it('tells every open page of a change once, within a second, though it reads the last seconds again and again', async () => {
  const [a, b] = [page(), page()];
  feed.listen(a.listener);
  feed.listen(b.listener);
  await emit('bill-1', 'bill-2');
  await vi.waitFor(() => expect(a.heard).toContain('bill-2'), 1_500);
  await emit('bill-3');
  await vi.waitFor(() => expect(a.heard).toContain('bill-3'), 1_500);
  expect(a.heard).toEqual(['bill-1', 'bill-2', 'bill-3']);
  expect(b.heard).toEqual(a.heard);
});

it('tells of what this process wrote as soon as it can be read, not at the next look', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  /** Lets database answers arrive while the fake time stands still. */
  const turns = async () => {
    for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
  };
  const { listener, heard } = page();
  feed.listen(listener);
  await vi.advanceTimersByTimeAsync(0);
  await turns();
  // Long after the last poll, as is usual for pages.
  vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 60_000);
  await db.inTransaction((tx) => ours.emit(tx, 'bill', ['at-once']));
  await vi.advanceTimersByTimeAsync(0);
  await turns();
  expect(heard).toEqual(['at-once']);
  await expect(
    db.inTransaction(async (tx) => {
      await ours.emit(tx, 'bill', ['rolled-back']);
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  const read = vi.spyOn(db, 'query');
  await vi.advanceTimersByTimeAsync(0);
  await turns();
  expect(read).not.toHaveBeenCalled();
});

it('tells of a row that becomes visible after one with a higher id', async () => {
  const { listener, heard } = page();
  await db.inTransaction((tx) =>
    insertTuples(tx, 'event', ['id', 'kind', 'subject', 'at'], [[10, 'bill', 'first', Date.now()]]),
  );
  feed.listen(listener);
  await vi.waitFor(() => expect(heard).toContain('first'), 1_500);
  await db.inTransaction((tx) =>
    insertTuples(tx, 'event', ['id', 'kind', 'subject', 'at'], [[9, 'bill', 'late', Date.now()]]),
  );
  await vi.waitFor(() => expect(heard).toContain('late'), 1_500);
});

it('reads nothing while nobody listens', async () => {
  const stop = feed.listen(page().listener);
  stop();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const query = vi.spyOn(db, 'query');
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(query).not.toHaveBeenCalled();
});

it('gives a page that comes back what it missed, and tells it to read all where that is too much or too old', async () => {
  await emit('a', 'b', 'c');
  expect((await feed.since(1)).map(({ subject }) => subject)).toEqual(['b', 'c']);
  await emit(...Array.from({ length: 600 }, (_, i) => `n${i}`));
  expect((await feed.since(1)).map(({ kind }) => kind)).toEqual(['bills']);
  await db.inTransaction((tx) => tx.query('DELETE FROM event WHERE id <= 590'));
  expect((await feed.since(3)).map(({ kind }) => kind)).toEqual(['bills']);
});

it('ends every stream when it closes, and a new one at once', () => {
  const [a, b] = [page(), page()];
  feed.listen(a.listener);
  feed.close();
  feed.listen(b.listener);
  expect([a.ended(), b.ended(), feed.size]).toEqual([true, true, 0]);
});
