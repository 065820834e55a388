import { copyFileSync, renameSync } from 'node:fs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AuditLog } from '../audit/audit-log.js';
import { LedgerMarker } from '../audit/marker/ledger-marker.js';
import { tailOf } from '../audit/marker/ledger-tail.js';
import { changedBy, type Database } from '../database/database.js';
import { SYSTEM } from '../domain/actor.js';
import { LiveEvents } from '../event-log/live-events.js';
import { temporaryDatabase } from '../schema/temporary-database.js';
import { KeepMarker } from './keep-marker.js';
import { LedgerHolds } from './ledger-holds.js';
import { TailGuard } from './tail-guard.js';

let db: Database;
let url: string;
let drop: () => Promise<void>;
let guard: TailGuard;
let keep: KeepMarker;
let ended: string[];
beforeEach(async () => {
  ({ db, url, drop } = await temporaryDatabase());
  const holds = new LedgerHolds(db, new AuditLog(), new LiveEvents());
  const marker = new LedgerMarker(`${url.slice('sqlite:'.length)}.marker`);
  ended = [];
  keep = new KeepMarker(db, holds, marker);
  guard = new TailGuard(db, holds, keep, (sentence) => {
    ended.push(sentence.split('，可能')[0] ?? '');
  });
  await guard.onApplicationBootstrap();
});
afterEach(async () => {
  await guard.onModuleDestroy();
  await drop();
});

const write = (action: string) =>
  db.inTransaction((tx) => new AuditLog().append(tx, SYSTEM, [{ action, subjectKind: 'bill', subjectId: 'b1' }]));
const remove = (seq: number) => db.inTransaction((tx) => changedBy(tx, 'DELETE FROM audit WHERE seq >= ?', [seq]));

it('goes on while the log only grows', async () => {
  for (let i = 0; i < 5; i++) {
    await write(`action-${i}`);
    await guard.look();
  }
  expect(ended).toEqual([]);
});

it('ends when rows that were there are gone', async () => {
  await write('first');
  await write('second');
  await guard.look();
  await remove(2);
  await guard.look();
  expect(ended).toEqual(['数据库回到了更早的状态（审计第 2 条不见了）']);
});

it('ends although the older database has been written to so much that it is longer again', async () => {
  await write('first');
  await write('second');
  await guard.look();
  await db.inTransaction((tx) => changedBy(tx, "UPDATE audit SET action = 'another second' WHERE seq = 2", []));
  for (let i = 0; i < 5; i++) await write(`later-${i}`);
  await guard.look();
  expect(ended).toHaveLength(1);
});

it('ends when the log goes back in the middle of a look', async () => {
  await write('first');
  await write('second');
  await guard.look();
  // Between the look for the row and the reading of the end: a backup is put back table by table.
  const { read } = db;
  const query = read.query.bind(read);
  const gone = vi.spyOn(read, 'query').mockImplementation(async (sql, parameters) => {
    const rows: unknown = await query(sql, parameters);
    if (/FROM audit WHERE seq = \?/.test(sql)) await remove(1);
    return rows;
  });
  await guard.look();
  gone.mockRestore();
  await guard.look();
  expect(ended).toEqual([
    '数据库回到了更早的状态（恢复标记记着审计第 2 条，库里没有）',
    '数据库回到了更早的状态（审计第 2 条不见了）',
  ]);
});

it('ends when another file has been put in the place of the open one', async () => {
  const file = url.slice('sqlite:'.length);
  copyFileSync(file, `${file}.copy`);
  renameSync(file, `${file}.away`);
  renameSync(`${file}.copy`, file);
  await guard.look();
  expect(ended).toEqual(['数据库文件被换成了另一个']);
});

it('ends when a row is gone that only the marker had seen: somebody was told of a decision since the last look', async () => {
  await write('first');
  await guard.look();
  await write('approve');
  await keep.catchUp();
  await remove(2);
  await guard.look();
  expect(ended).toEqual(['数据库回到了更早的状态（恢复标记记着审计第 2 条，库里没有）']);
});

it('ends where the whole log is gone that the marker knows of', async () => {
  await guard.look();
  await write('approve');
  await keep.catchUp();
  await remove(1);
  await guard.look();
  expect(ended).toHaveLength(1);
});

it('a call does not leave where the database went back, and what it was sealed with is looked for from then on', async () => {
  await write('push-intended');
  expect(await guard.seal()).toBe(true);
  await remove(1);
  expect(await guard.seal()).toBe(false);
  expect(ended).toHaveLength(1);
});

it('two looks at once remember what the one that saw more has seen', async () => {
  await write('first');
  const { read } = db;
  const query = read.query.bind(read);
  let isFirst = true;
  const slow = vi.spyOn(read, 'query').mockImplementation(async (sql, parameters) => {
    const rows: unknown = await query(sql, parameters);
    if (isFirst && /ORDER BY seq DESC/.test(sql)) {
      isFirst = false;
      // While this one has read its end of the log, another row is written and seen.
      await write('second');
      await guard.look();
    }
    return rows;
  });
  await guard.look();
  slow.mockRestore();
  await remove(2);
  await guard.look();
  expect(ended).toHaveLength(1);
});

it('a release in the middle of a look ends nothing: an administrator has looked at what the marker is ahead of', async () => {
  await write('first');
  await write('second');
  await keep.catchUp();
  await remove(1);
  const holds = new LedgerHolds(db, new AuditLog(), new LiveEvents());
  await db.inTransaction((tx) => holds.begin(tx, 'ahead', {}, SYSTEM));
  await holds.remember(await tailOf(db.read));
  const started = new TailGuard(db, holds, keep, (sentence) => {
    ended.push(sentence);
  });
  const { read } = db;
  const query = read.query.bind(read);
  let isReleased = false;
  const slow = vi.spyOn(read, 'query').mockImplementation(async (sql, parameters) => {
    const rows: unknown = await query(sql, parameters);
    // The epoch has been read, and the administrator's release is stored before the next read.
    if (!isReleased && /WHERE released_at IS NOT NULL ORDER BY/.test(sql)) {
      isReleased = true;
      const ids = (await holds.open()).map(({ id }) => id);
      await db.inTransaction((tx) => holds.release(tx, ids, SYSTEM));
    }
    return rows;
  });
  expect(await started.look()).toBe(true);
  slow.mockRestore();
  expect([isReleased, ended]).toEqual([true, []]);
  // The marker is one of the new epoch, and notices the next backup.
  await write('third');
  expect(await started.look()).toBe(true);
  await remove(1);
  expect(await started.look()).toBe(false);
});
