import { spawn } from 'node:child_process';
import Libsql from 'libsql';
import { type EntityManager, QueryFailedError } from 'typeorm';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { temporaryDatabase } from '../../schema/temporary-database.js';
import { changedBy, type Database } from '../database.js';
import { databaseTroubleOf } from '../database-away.js';

let db: Database;
let url: string;
let drop: () => Promise<void>;
beforeEach(async () => {
  ({ db, url, drop } = await temporaryDatabase());
});
afterEach(() => drop());

const note = (subject: string) =>
  db.inTransaction((tx) => tx.query("INSERT INTO event (kind, subject, at) VALUES ('bill', ?, 1)", [subject]));
const noted = async () => {
  const rows = await db.query<{ subject: string }>('SELECT subject FROM event ORDER BY id');
  return rows.map(({ subject }) => subject);
};

it('is committed, and seen by the reading connection, when it is told to be done', async () => {
  for (const subject of ['a', 'b', 'c']) {
    await note(subject);
    expect((await noted()).at(-1)).toBe(subject);
  }
});

it('shares one commit among pieces of work that wait together', async () => {
  const commits = await countCommits(() => Promise.all(Array.from({ length: 12 }, (_, i) => note(`n${i}`))));
  expect(await noted()).toHaveLength(12);
  expect(commits).toBeLessThan(4);
});

it('lets everything else in the program go on between the commits of a long queue', async () => {
  let turns = 0;
  let ticking = setImmediate(function tick() {
    turns += 1;
    ticking = setImmediate(tick);
  });
  const seen = new Set<number>();
  const work = (subject: string) =>
    db.inTransaction(async (tx) => {
      seen.add(turns);
      await tx.query("INSERT INTO event (kind, subject, at) VALUES ('bill', ?, 1)", [subject]);
    });
  await Promise.all(Array.from({ length: 160 }, (_, i) => work(`n${i}`)));
  clearImmediate(ticking);
  // Sixteen to a commit, and a turn of the event loop before the next.
  expect(seen.size).toBeGreaterThanOrEqual(10);
});

it('rolls back only the work that fails, wherever it stands in the queue', async () => {
  for (const bad of [0, 1, 3]) {
    const results = await Promise.allSettled(
      [0, 1, 2, 3].map((i) =>
        db.inTransaction(async (tx) => {
          await tx.query("INSERT INTO event (kind, subject, at) VALUES ('bill', ?, 1)", [`${bad}-${i}`]);
          if (i === bad) throw new Error('refused');
        }),
      ),
    );
    expect(results.map(({ status }) => status === 'rejected')).toEqual([0, 1, 2, 3].map((i) => i === bad));
    const kept = (await noted()).filter((subject) => subject.startsWith(`${bad}-`));
    expect(kept).toEqual([0, 1, 2, 3].filter((i) => i !== bad).map((i) => `${bad}-${i}`));
  }
});

it('tells nobody that work is done when the commit fails, and goes on afterwards', async () => {
  // What SQLite does by itself when the disk is full: the whole transaction is gone.
  const share = () =>
    Promise.allSettled([
      note('lost'),
      db.inTransaction(async (tx) => {
        await tx.query('ROLLBACK');
        throw new Error('disk full');
      }),
      note('behind it'),
    ]);
  let results = await share();
  // On a busy machine the first may have its commit to itself: then it is done, and says so.
  for (let tries = 0; results[0]?.status === 'fulfilled' && tries < 20; tries++) {
    expect(await noted()).toContain('lost');
    await db.inTransaction((tx) => tx.query('DELETE FROM event'));
    results = await share();
  }
  expect(results.slice(0, 2).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await note('later');
  const kept = await noted();
  expect(kept).not.toContain('lost');
  expect(kept.includes('behind it')).toBe(results[2]?.status === 'fulfilled');
  expect(kept.at(-1)).toBe('later');
});

it('tells everybody whose work is lost with it why the database gave up, and not that a savepoint is gone', async () => {
  const full = new QueryFailedError(
    'INSERT',
    [],
    Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' }),
  );
  const share = () =>
    Promise.allSettled([
      note('lost'),
      db.inTransaction(async (tx) => {
        await tx.query('ROLLBACK');
        throw full;
      }),
    ]);
  let results = await share();
  for (let tries = 0; results[0]?.status === 'fulfilled' && tries < 20; tries++) results = await share();
  for (const result of results) expect(result.status === 'rejected' && databaseTroubleOf(result.reason)).toBe('full');
});

it('refuses at once when the connection is gone', async () => {
  const { db: closed, drop: close } = await temporaryDatabase();
  const source = await closed.inTransaction(async (tx) => tx.dataSource);
  await close();
  expect(source.isInitialized).toBe(false);
  await expect(closed.inTransaction((tx) => tx.query('SELECT 1'))).rejects.toThrow();
  await expect(closed.inTransaction((tx) => tx.query('SELECT 1'))).rejects.toThrow();
});

it('joins an inner call to the outer one', async () => {
  await expect(
    db.inTransaction(async (tx) => {
      await note('inner');
      expect(await changedBy(tx, "UPDATE event SET subject = 'outer' WHERE subject = 'inner'", [])).toBe(1);
      throw new Error('all of it');
    }),
  ).rejects.toThrow('all of it');
  expect(await noted()).toEqual([]);
});

async function countCommits(work: () => Promise<unknown>): Promise<number> {
  let commits = 0;
  const { queryRunner } = await db.inTransaction(async (tx) => tx);
  if (!queryRunner) throw new Error('no query runner');
  const original = queryRunner.query.bind(queryRunner) as (sql: string, ...rest: unknown[]) => Promise<unknown>;
  const spy = vi.spyOn(queryRunner, 'query').mockImplementation((sql: string, ...rest: unknown[]) => {
    if (sql === 'COMMIT') commits += 1;
    return original(sql, ...rest);
  });
  await work();
  spy.mockRestore();
  return commits;
}

it('writes again after another program has held the file for longer than we wait', async () => {
  await db.inTransaction((tx) => tx.query('PRAGMA busy_timeout = 50'));
  await note('before');
  const other = new Libsql(url.slice('sqlite:'.length));
  other.exec("BEGIN IMMEDIATE; UPDATE event SET subject = 'theirs'");
  const readThenWrite = () =>
    db.inTransaction(async (tx) => {
      const rows: { id: number }[] = await tx.query('SELECT id FROM event');
      await tx.query('UPDATE event SET at = 2 WHERE id = ?', [rows[0]?.id]);
    });
  await expect(readThenWrite()).rejects.toThrow('locked');
  other.exec('COMMIT');
  other.close();
  await note('afterwards');
  await readThenWrite();
  expect(await noted()).toEqual(['theirs', 'afterwards']);
});

it('reads and then writes while another program writes the same file: each waits for the other, and none is refused', async () => {
  await note('0');
  const other = spawn(process.execPath, ['-e', COUNTS_UP, url.slice('sqlite:'.length)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise((resolve) => other.once('close', resolve));
  const subject = async (tx: EntityManager) => {
    const [row]: { subject: string }[] = await tx.query('SELECT subject FROM event');
    return Number(row?.subject);
  };
  while (other.exitCode === null && (await db.inTransaction(subject)) === 0)
    await new Promise((resolve) => setTimeout(resolve, 5));
  for (let n = 0; n < 40; n++)
    await db.inTransaction(async (tx) => {
      const before = await subject(tx);
      await new Promise((resolve) => setTimeout(resolve, 4));
      await tx.query('UPDATE event SET subject = ?', [String(before + 1)]);
    });
  expect(await ended).toBe(0);
  expect(await noted()).toEqual(['240']);
});

/** Another program: 200 times one more, as a shell or a command beside the server writes. */
const COUNTS_UP = `
  const db = new (require('libsql'))(process.argv[1]);
  db.pragma('busy_timeout = 5000');
  const wait = new Int32Array(new SharedArrayBuffer(4));
  for (let n = 0; n < 200; n++) {
    db.exec('BEGIN IMMEDIATE; UPDATE event SET subject = CAST(subject AS INTEGER) + 1; COMMIT');
    Atomics.wait(wait, 0, 0, 2);
  }
`;
