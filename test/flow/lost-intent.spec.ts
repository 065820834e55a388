import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AuditLog } from '../../server/src/audit/audit-log.js';
import { LedgerMarker } from '../../server/src/audit/marker/ledger-marker.js';
import type { Database } from '../../server/src/database/database.js';
import { SYSTEM } from '../../server/src/domain/actor.js';
import { LiveEvents } from '../../server/src/event-log/live-events.js';
import { CheckMarker } from '../../server/src/hold/check-marker.js';
import { KeepMarker } from '../../server/src/hold/keep-marker.js';
import { LedgerHolds } from '../../server/src/hold/ledger-holds.js';
import { TailGuard } from '../../server/src/hold/tail-guard.js';
import { copyDatabase, type DatabaseCopy } from './database-copy.js';
import { migratedDatabase, type OpenedDatabase, openDatabase } from './intake-parts.js';
import { billNow, NotedKingdee, pushParts, putPushing } from './push-parts.js';

/** A database that fails over to a replica: what was committed in its last second is gone, and a call of that second is on its way. */
let opened: OpenedDatabase;
let replica: OpenedDatabase | null = null;
let copy: DatabaseCopy | null = null;
let folder: string;
beforeEach(async () => {
  opened = await migratedDatabase();
  folder = mkdtempSync(join(tmpdir(), 'dingdee-marker-'));
});
afterEach(async () => {
  await replica?.close();
  replica = null;
  await copy?.drop();
  copy = null;
  await opened.close();
  rmSync(folder, { recursive: true, force: true });
});

const audit = new AuditLog();
/** A process of this machine that starts now. */
async function start(db: Database, kingdee: NotedKingdee) {
  const holds = new LedgerHolds(db, audit, new LiveEvents());
  const marker = new LedgerMarker(join(folder, 'marker'));
  const keep = new KeepMarker(db, holds, marker);
  const heartbeat = { id: 'process', vouched: async () => false, vouch: async () => undefined };
  await new CheckMarker(db, audit, holds, keep, marker, heartbeat).run();
  const ended: string[] = [];
  const guard = new TailGuard(db, holds, keep, (sentence) => ended.push(sentence));
  await guard.look();
  return {
    ...pushParts(db, kingdee, {}, {}, guard),
    guard,
    ended,
    release: async () => {
      const ids = (await holds.open()).map((each) => each.id);
      await db.inTransaction((tx) => holds.release(tx, ids, SYSTEM));
      await guard.look();
    },
    causes: async () => (await holds.open()).map((each) => each.cause),
  };
}
const confirmAnew = (db: Database, id: string) =>
  db.inTransaction((tx) =>
    tx.query("UPDATE bill SET state_kind = 'pushing', next_attempt_at = 0, action = 'none' WHERE id = ?", [id]),
  );
const saves = ({ calls }: NotedKingdee) => calls.filter((call) => call.startsWith('save'));

it('holds everything where the intent of a call that left is lost: nothing is sent a second time while the first is on its way', async () => {
  const { db } = opened;
  const kingdee = new NotedKingdee();
  const first = await start(db, kingdee);
  const { id, draft } = await putPushing(db, 'one');
  await db.inTransaction((tx) =>
    audit.append(tx, SYSTEM, [{ action: 'confirm-push', subjectKind: 'bill', subjectId: id }]),
  );
  await first.guard.look();
  copy = await copyDatabase(opened.url);
  // It left, and arrives when somebody has given up waiting: until then Kingdee holds nothing.
  kingdee.instead = async () => {
    throw new Error('the process is gone');
  };
  await expect(first.push.run()).rejects.toThrow('gone');
  expect(saves(kingdee)).toHaveLength(1);

  replica = await openDatabase(copy.url);
  const second = await start(replica.db, kingdee);
  await second.push.run();
  expect(saves(kingdee)).toHaveLength(1);
  expect(await second.causes()).toEqual(['ahead']);
  expect(await billNow(replica.db, id)).toMatchObject({ state_kind: 'pushing' });

  // Released, it goes back to a person; confirmed anew, Kingdee is asked first, and holds it by now.
  kingdee.instead = async () => null;
  await second.release();
  await second.push.run();
  expect(await billNow(replica.db, id)).toMatchObject({ state_kind: 'approved' });
  kingdee.take(draft);
  await confirmAnew(replica.db, id);
  await second.push.run();
  expect(saves(kingdee)).toHaveLength(1);
  expect(await billNow(replica.db, id)).toMatchObject({ state_kind: 'in-doubt' });
  expect(kingdee.bills).toHaveLength(1);
});
