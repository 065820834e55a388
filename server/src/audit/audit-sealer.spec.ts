import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { changedBy, type Database } from '../database/database.js';
import { SYSTEM } from '../domain/actor.js';
import { temporaryDatabase } from '../schema/temporary-database.js';
import { AuditLog } from './audit-log.js';
import { AuditSealer } from './audit-sealer.js';
import { AuditKey } from './chain/audit-key.js';
import { verifyAudit } from './chain/verify-audit.js';

let db: Database;
let drop: () => Promise<void>;
let sealer: AuditSealer;
const key = new AuditKey('spec-secret-0123456789');
const noMarker = { read: async () => null };
/** Verifies the log; its row 1 records the begin of sealing. */
const verify = () => verifyAudit(db, key);

beforeEach(async () => {
  ({ db, drop } = await temporaryDatabase());
  sealer = new AuditSealer(db, key, noMarker);
  await sealer.sealAll();
});
afterEach(() => drop());

const append = (count: number) =>
  db.inTransaction((tx) =>
    new AuditLog(key).append(
      tx,
      SYSTEM,
      Array.from({ length: count }, (_, i) => ({
        action: 'collect',
        subjectKind: 'bill' as const,
        subjectId: `bill-${i}`,
        to: 'collected',
        detail: { amount: '12.30', note: `“引号”与 emoji 🙂 ${i}` },
      })),
    ),
  );
const change = (sql: string) => db.inTransaction((tx) => changedBy(tx, sql, []));

it('seals every row in one unbroken chain, over many batches', async () => {
  await append(450);
  expect(await sealer.sealAll()).toBe(450);
  await append(3);
  await sealer.sealAll();
  expect(await verify()).toMatchObject({ sealed: 454, unsealed: 0, tail: null, broken: [], faults: [] });
});

it('names the tail that is not sealed yet', async () => {
  await append(5);
  await sealer.sealAll();
  await append(2);
  expect(await verify()).toMatchObject({
    sealed: 6,
    unsealed: 2,
    tail: { from: 7, to: 8 },
    broken: [],
    faults: [],
  });
});

it('names a row that was changed afterwards, and the break that a deleted row leaves', async () => {
  await append(10);
  await sealer.sealAll();
  await change("UPDATE audit SET actor = 'somebody' WHERE seq = 4");
  expect((await verify()).broken).toContain(4);
  await change("UPDATE audit SET actor = 'system' WHERE seq = 4");
  expect((await verify()).broken).toEqual([]);
  await change('DELETE FROM audit WHERE seq = 7');
  expect((await verify()).broken).not.toEqual([]);
});

it('stops at an unsealed row below the head, and names it: rows come in order here', async () => {
  await append(6);
  await sealer.sealAll();
  await change('UPDATE audit SET hash = NULL, prev_hash = NULL WHERE seq = 4');
  await append(1);
  await expect(sealer.sealAll()).rejects.toThrow(/第 4 条/);
  expect((await verify()).unsealed).toBe(2);
});

it('takes a log from before the key as it finds it, whatever hashes it has, and a row says so', async () => {
  await change('DELETE FROM audit_head');
  await change('DELETE FROM audit');
  await append(300);
  await change("UPDATE audit SET mark = NULL, prev_hash = 'old', hash = 'old' WHERE seq < 290");
  await new AuditSealer(db, key, noMarker).sealAll();
  expect(await verify()).toMatchObject({ sealed: 301, unsealed: 0, broken: [], faults: [], adopted: 301 });
  const [row] = await db.query<{ detail: string }>("SELECT detail FROM audit WHERE action = 'seal-begun'");
  expect(JSON.parse(row?.detail ?? '')).toMatchObject({ generation: 1, rows: 300 });
});

it('says that another APP_SECRET sealed it, and seals nothing with this one', async () => {
  await append(3);
  await sealer.sealAll();
  const other = new AuditKey('another-secret-0123456789');
  await append(1);
  await expect(new AuditSealer(db, other, noMarker).sealAll()).rejects.toThrow(/APP_SECRET/);
  expect((await verifyAudit(db, other)).faults).toEqual([{ kind: 'other-key' }]);
});

it('is not taken for changed while it is sealed on: what was the tail on one page is followed on the next', async () => {
  await append(1_990);
  await sealer.sealAll();
  await append(40);
  const query = db.query.bind(db);
  const reading = vi.spyOn(db, 'query').mockImplementation(async (sql, parameters) => {
    const rows = await query(sql, parameters);
    reading.mockRestore();
    await sealer.sealAll();
    return rows as never[];
  });
  expect((await verify()).broken).toEqual([]);
});

it('says when it stops how far the log is sealed and with which seal, in the log of the process: no database tool reaches it', async () => {
  await append(2);
  await sealer.sealAll();
  const said = vi.spyOn(Logger.prototype, 'log').mockImplementation(() => undefined);
  await sealer.onModuleDestroy();
  const [head] = await db.query<{ hash: string }>('SELECT hash FROM audit_head');
  const seal = head?.hash.slice(0, 32).replace(/(.{8})(?=.)/g, '$1-');
  expect(said.mock.calls).toEqual([[`审计已封存 3 条，到第 3 条，封条 ${seal}`]]);
  said.mockRestore();
});
