import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditAlarmError } from '../../server/src/audit/audit-alarm.js';
import { AuditLog } from '../../server/src/audit/audit-log.js';
import { AuditSealer } from '../../server/src/audit/audit-sealer.js';
import { AuditKey } from '../../server/src/audit/chain/audit-key.js';
import { LedgerMarker } from '../../server/src/audit/marker/ledger-marker.js';
import { LiveEvents } from '../../server/src/event-log/live-events.js';
import { CheckMarker } from '../../server/src/hold/check-marker.js';
import { KeepMarker } from '../../server/src/hold/keep-marker.js';
import { LedgerHolds } from '../../server/src/hold/ledger-holds.js';
import type { Finding } from '../../server/src/ops/finding.js';
import { resealLog } from '../../server/src/ops/reseal-command.js';
import { verifyLog } from '../../server/src/ops/verify-log.js';
import { chainAnew, type Hand, type Scene, setScene, TAMPERINGS, workOn } from './audit-tamperings.js';
import { migratedDatabase, type OpenedDatabase } from './intake-parts.js';

/** Somebody who can write to the database, and not to the server's disk, rewrites the past. */
const SECRET = 'tampering-secret-0123456789';
const key = new AuditKey(SECRET);
const audit = new AuditLog(key);
let opened: OpenedDatabase;
let folder: string;
let file: string;
let scene: Scene;

/** The parts of a server that the log passes through, started now. */
async function server(with_ = key) {
  const { db } = opened;
  const log = new AuditLog(with_);
  const holds = new LedgerHolds(db, log, new LiveEvents());
  const marker = new LedgerMarker(file);
  const keep = new KeepMarker(db, holds, marker);
  const heartbeat = { id: 'process', vouched: async () => false, vouch: async () => undefined };
  await new CheckMarker(db, log, holds, keep, marker, heartbeat).run();
  const sealer = new AuditSealer(db, with_, marker);
  let alarm: AuditAlarmError | null = null;
  /** What happens within the next seconds. @returns what the sealer stopped at. */
  const goOn = async () => {
    try {
      await sealer.sealAll();
    } catch (error) {
      if (!(error instanceof AuditAlarmError)) throw error;
      alarm = error;
    }
    await keep.advance();
    return alarm;
  };
  return { goOn, work: () => workOn(db, log) };
}

async function findings(with_ = key): Promise<Finding[]> {
  const found: Finding[] = [];
  await verifyLog(opened.db, with_, new LedgerMarker(file), found);
  return found;
}

beforeAll(async () => {
  opened = await migratedDatabase();
  folder = mkdtempSync(join(tmpdir(), 'dingdee-tampering-'));
  file = join(folder, 'marker');
  const first = await server();
  await first.goOn();
  scene = await setScene(opened.db, audit, first.goOn);
});
afterAll(async () => {
  await opened?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The day after the scene: a server runs, a hand changes the database under it, it goes on, and is started again. */
async function theDayAfter(tamper: (hand: Hand) => Promise<void>): Promise<void> {
  await scene.putBack();
  writeFileSync(file, scene.marker);
  const running = await server();
  await running.goOn();
  await tamper(scene.hand);
  await running.goOn();
  await running.work();
  await running.goOn();
  const again = await server();
  await again.goOn();
  await again.work();
  await again.goOn();
}

it('a day on which nobody touches it is verified without a finding', async () => {
  scene.marker = readFileSync(file, 'utf8');
  await theDayAfter(async () => undefined);
  expect(await findings()).toEqual([]);
});

describe('is named by verify, although the server ran and was started again since', () => {
  it.each(TAMPERINGS.map((each) => [each.what, each] as const))('%s', async (_, { tamper, rules }) => {
    await theDayAfter(tamper);
    const found = (await findings()).map(({ rule }) => rule);
    for (const rule of rules) expect(found).toContain(rule);
  });

  it('and there are at least twenty of them', () => expect(TAMPERINGS.length).toBeGreaterThanOrEqual(20));
});

describe('the sealer', () => {
  it('never seals an edited row again: it stops there and says which one', async () => {
    await scene.putBack();
    writeFileSync(file, scene.marker);
    const running = await server();
    await running.goOn();
    const [seq] = scene.hand.seqs;
    await scene.hand.sql("UPDATE audit SET actor = 'x', hash = NULL, prev_hash = NULL WHERE seq = ?", [seq]);
    await running.work();
    expect((await running.goOn())?.message).toContain(`第 ${seq} 条`);
    const [row] = await opened.db.query<{ hash: string | null }>('SELECT hash FROM audit WHERE seq = ?', [seq]);
    expect(row?.hash).toBeNull();
  });

  it('with another APP_SECRET seals nothing, verify says so, and a resealing with both goes on without losing what was found', async () => {
    await scene.putBack();
    writeFileSync(file, scene.marker);
    const changed = 'another-secret-0123456789';
    const other = new AuditKey(changed);
    const running = await server(other);
    await running.work();
    expect((await running.goOn())?.message).toContain('APP_SECRET');
    expect((await findings(other)).map(({ rule }) => rule)).toEqual(['审计是用另一个 APP_SECRET 封存的']);
    await scene.hand.sql('UPDATE audit SET at = at + 1 WHERE seq = ?', [scene.hand.seqs[0]]);
    const marker = new LedgerMarker(file);
    const reseal = (APP_SECRET: string, before: string, args = ['换密钥']) =>
      resealLog(
        opened.db,
        new AuditLog(new AuditKey(APP_SECRET)),
        { APP_SECRET, APP_SECRET_BEFORE: before },
        marker,
        args,
      );
    expect((await reseal(changed, 'not-the-one-before-01')).ok).toBe(false);
    expect((await reseal(changed, SECRET)).ok).toBe(true);
    const after = await server(other);
    await after.goOn();
    await after.work();
    await after.goOn();
    expect(await findings(other)).toEqual([]);
    const [row] = await opened.db.query<{ detail: string }>("SELECT detail FROM audit WHERE action = 'resealed'");
    expect(JSON.parse(row?.detail ?? '{}')).toMatchObject({
      reason: '换密钥',
      findings: expect.arrayContaining([`审计记录被改动过：第 ${scene.hand.seqs[0]} 条`]),
    });
    // The old secret is lost: it goes on, and the row says that nothing was verified.
    expect((await reseal('third-secret-0123456789', 'not-the-one-before-01', ['--unverified', '丢了'])).ok).toBe(true);
    const third = new AuditKey('third-secret-0123456789');
    await (await server(third)).goOn();
    expect(await findings(third)).toEqual([]);
    await chainAnew(scene.hand, scene.hand.seqs[2] ?? 0);
    expect(await findings(third)).not.toEqual([]);
  });
});
