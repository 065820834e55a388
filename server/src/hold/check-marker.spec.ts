import { rmSync, writeFileSync } from 'node:fs';
import type { EntityManager } from 'typeorm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AuditLog } from '../audit/audit-log.js';
import { LedgerMarker, markerFile } from '../audit/marker/ledger-marker.js';
import { SettingsError } from '../config/settings.js';
import { changedBy, type Database } from '../database/database.js';
import { SYSTEM } from '../domain/actor.js';
import { LiveEvents } from '../event-log/live-events.js';
import { temporaryDatabase } from '../schema/temporary-database.js';
import { CheckMarker } from './check-marker.js';
import { KeepMarker } from './keep-marker.js';
import { LedgerHolds } from './ledger-holds.js';

let db: Database;
let file: string;
let drop: () => Promise<void>;
const audit = new AuditLog();
beforeEach(async () => {
  const temporary = await temporaryDatabase();
  ({ db, drop } = temporary);
  file = markerFile(temporary.url, undefined);
});
afterEach(() => drop());

/** The parts of a process that starts now, with a marker in this place. */
async function start(place: string | LedgerMarker = file, vouched = false) {
  const holds = new LedgerHolds(db, audit, new LiveEvents());
  const marker = typeof place === 'string' ? new LedgerMarker(place) : place;
  const keep = new KeepMarker(db, holds, marker);
  const heartbeat = { id: 'process', vouched: async () => vouched, vouch: async (_: EntityManager) => undefined };
  await new CheckMarker(db, audit, holds, keep, marker, heartbeat).run();
  return { holds, keep, marker };
}
const write = (action: string) =>
  db.inTransaction((tx) => audit.append(tx, SYSTEM, [{ action, subjectKind: 'bill', subjectId: 'b' }]));
const causes = async () => (await new LedgerHolds(db, audit, new LiveEvents()).open()).map(({ cause }) => cause);
const change = (sql: string) => db.inTransaction((tx) => changedBy(tx, sql, []));
/** Back to the state of a backup in which these rows were not yet. */
const loseFrom = (seq: number) => change(`DELETE FROM audit WHERE seq >= ${seq}`);

/** A day of work, of which the marker knows the end. */
async function worked(): Promise<void> {
  await write('first');
  const { keep } = await start();
  for (const action of ['approve', 'push', 'exclude']) await write(action);
  await keep.catchUp();
}

it('holds nothing on a fresh database, nor at the first start of a version that has a marker', async () => {
  await start();
  rmSync(file);
  await change('DELETE FROM audit');
  await write('of the version before');
  await start();
  expect(await causes()).toEqual([]);
});

it('holds nothing after a first start that was killed on its way, wherever that was', async () => {
  for (const killedAt of [1, 2]) {
    rmSync(file, { force: true });
    await change('DELETE FROM audit');
    const dying = new LedgerMarker(file);
    let writes = 0;
    dying.write = async (...mark) => {
      writes += 1;
      if (writes === killedAt) throw new Error('killed');
      await LedgerMarker.prototype.write.apply(dying, mark);
    };
    await expect(start(dying)).rejects.toThrow('killed');
    await start();
    expect(await causes()).toEqual([]);
    await write('approve');
    rmSync(file);
    await start();
    expect(await causes()).toEqual(['lost']);
    await change('DELETE FROM ledger_hold');
  }
});

it('holds nothing after an ordinary stop, nor when the process was killed before its marker was written', async () => {
  await worked();
  await write('committed, and killed at once');
  await start();
  expect(await causes()).toEqual([]);
});

it('holds everything when rows that the marker knows of are gone, and says from where to where', async () => {
  await worked();
  await loseFrom(4);
  const { holds } = await start();
  const [hold] = await holds.open();
  expect(hold).toMatchObject({ cause: 'ahead', by: '钉蝶', detail: { marker: { seq: 5 }, head: { seq: 3 } } });
});

it('holds everything although the older database has been written to so much that it is longer again', async () => {
  await worked();
  await change("UPDATE audit SET action = 'something else' WHERE seq = 5");
  for (let i = 0; i < 5; i++) await write(`later-${i}`);
  await start();
  expect(await causes()).toEqual(['ahead']);
});

it('holds everything when a row below the last one is missing, as in a copy that was made before a slow transaction ended', async () => {
  await worked();
  await change('DELETE FROM audit WHERE seq = 4');
  await start();
  expect(await causes()).toEqual(['ahead']);
});

it('holds everything where the database is another one, empty or not', async () => {
  await worked();
  await change('DELETE FROM audit');
  await start();
  expect(await causes()).toEqual(['ahead']);
});

it('holds everything where there was a marker and is none, or something else: the database may be a backup on a new machine', async () => {
  await worked();
  rmSync(file);
  await start();
  expect(await causes()).toEqual(['lost']);
});

it('a token that was stopped after the backup does not read again: where the database went back all of them end', async () => {
  await worked();
  await change(
    "INSERT INTO api_token (id, hash, tail, name, datasets, orgs, full_accounts, created_by, created_at, expires_at) VALUES ('t', 'h', 'abcd', '集团报表', '[]', '[]', 0, 'boss', 1, 9999999999999)",
  );
  const { holds } = await start();
  await db.inTransaction((tx) => holds.begin(tx, 'by-hand', {}, SYSTEM));
  const revoked = () => db.query<{ at: unknown }>('SELECT revoked_at AS at FROM api_token');
  expect(await revoked()).toEqual([{ at: null }]);
  await loseFrom(4);
  await start();
  expect(Number((await revoked())[0]?.at)).toBeGreaterThan(0);
  const [begun] = await db.query<{ detail: string }>(
    "SELECT detail FROM audit WHERE action = 'hold-begun' ORDER BY seq DESC LIMIT 1",
  );
  expect(JSON.parse(begun?.detail ?? '')).toMatchObject({ cause: 'ahead', tokens: ['集团报表 dd_…abcd'] });
});

it('takes a file that is no marker for a lost one', async () => {
  await worked();
  writeFileSync(file, '{"version":1');
  await start(file, true);
  expect(await causes()).toEqual(['lost']);
});

it('holds nothing when a process joins others that keep a marker of theirs', async () => {
  await worked();
  await start(`${file}.of-another-machine`, true);
  expect(await causes()).toEqual([]);
});

it('keeps the evidence while it is held: a second restore, or a second start, changes nothing', async () => {
  await worked();
  await loseFrom(4);
  const { marker, keep } = await start();
  await write('looked around');
  await keep.catchUp();
  expect(await marker.read()).toMatchObject({ seq: 5 });
  await start();
  expect(await causes()).toEqual(['ahead']);
  await change('DELETE FROM ledger_hold');
  await loseFrom(4);
  await start();
  expect(await causes()).toEqual(['ahead']);
});

it('goes on from the restored database once it is released, and holds again when a backup of before the release comes back', async () => {
  await worked();
  await loseFrom(4);
  const { holds, keep, marker } = await start();
  const ids = (await holds.open()).map(({ id }) => id);
  await db.inTransaction((tx) => holds.release(tx, ids, SYSTEM));
  await keep.catchUp();
  const [last] = await db.query<{ seq: number }>('SELECT MAX(seq) AS seq FROM audit');
  expect(await marker.read()).toMatchObject({ seq: last?.seq, epoch: ids[0] });
  await start();
  expect(await causes()).toEqual([]);
  await change('DELETE FROM ledger_hold');
  await start();
  expect(await causes()).toEqual(['ahead']);
});

it('takes no offence at the marker of a process that was away when it was released', async () => {
  await worked();
  const away = `${file}.away`;
  const kept = new LedgerMarker(away);
  await kept.write('', { seq: 5, at: 1, print: 'gone', near: 5 });
  await loseFrom(4);
  const { holds } = await start();
  await db.inTransaction(async (tx) => {
    const ids = (await holds.open(tx)).map(({ id }) => id);
    await holds.release(tx, ids, SYSTEM);
  });
  await start(away);
  expect(await causes()).toEqual([]);
  const mark = await kept.read();
  expect(mark).not.toMatchObject({ epoch: '' });
});

it('is not released by who looked at another reason', async () => {
  const { holds } = await start();
  const begin = (cause: 'by-hand' | 'lost') => db.inTransaction((tx) => holds.begin(tx, cause, {}, SYSTEM));
  await begin('by-hand');
  const [seen] = await holds.open();
  await begin('lost');
  await expect(db.inTransaction((tx) => holds.release(tx, [seen?.id ?? ''], SYSTEM))).rejects.toThrow(/新的原因/);
  expect(await causes()).toEqual(['by-hand', 'lost']);
});

it('does not start where the marker can be neither read nor written', async () => {
  writeFileSync(`${file}.flat`, 'a file');
  await expect(start(`${file}.flat/marker`)).rejects.toThrow(SettingsError);
});

it('says since when it cannot be written, and goes on', async () => {
  const { keep } = await start();
  rmSync(file);
  const blocked = new KeepMarker(
    db,
    new LedgerHolds(db, audit, new LiveEvents()),
    new LedgerMarker(`${file}.lock/under/a/file`),
  );
  writeFileSync(`${file}.lock`, '');
  await write('somebody decides');
  await blocked.catchUp();
  expect(blocked.troubleSince).toEqual(expect.any(Number));
  await keep.catchUp();
  expect(keep.troubleSince).toBeNull();
});

it('says at once that it is stuck where the file system does not answer, keeps nobody waiting, and takes it back when it answers', async () => {
  const { holds } = await start();
  const slow = new LedgerMarker(file);
  let answers: () => void = () => undefined;
  const answer = new Promise<void>((resolve) => {
    answers = resolve;
  });
  slow.write = async (...mark) => {
    await answer;
    await LedgerMarker.prototype.write.apply(slow, mark);
  };
  const keep = new KeepMarker(db, holds, slow);
  await write('somebody decides');
  await keep.catchUp();
  expect(keep.troubleSince).toEqual(expect.any(Number));
  await keep.catchUp();
  answers();
  await expect.poll(() => keep.troubleSince).toBeNull();
});
