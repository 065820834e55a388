import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SYSTEM } from '../access/actor.js';
import { changedBy, type Database } from '../database/database.js';
import { temporaryDatabase } from '../database/temporary-database.js';
import { AuditLog } from './audit-log.js';
import { AuditSealer } from './audit-sealer.js';
import { verifyAudit } from './verify-audit.js';

let db: Database;
let drop: () => Promise<void>;
let sealer: AuditSealer;

beforeEach(async () => {
  ({ db, drop } = await temporaryDatabase());
  sealer = new AuditSealer(db);
});
afterEach(() => drop());

const append = (count: number) =>
  db.inTransaction((tx) =>
    new AuditLog().append(
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
  expect(await verifyAudit(db)).toEqual({ sealed: 453, unsealed: 0, tail: null, broken: [] });
});

it('names the tail that is not sealed yet', async () => {
  await append(5);
  await sealer.sealAll();
  await append(2);
  expect(await verifyAudit(db)).toEqual({ sealed: 5, unsealed: 2, tail: { from: 6, to: 7 }, broken: [] });
});

it('names a row that was changed afterwards, and the break that a deleted row leaves', async () => {
  await append(10);
  await sealer.sealAll();
  await change("UPDATE audit SET actor = 'somebody' WHERE seq = 4");
  expect((await verifyAudit(db)).broken).toContain(4);
  await change("UPDATE audit SET actor = 'system' WHERE seq = 4");
  expect((await verifyAudit(db)).broken).toEqual([]);
  await change('DELETE FROM audit WHERE seq = 7');
  expect((await verifyAudit(db)).broken).not.toEqual([]);
});

it('chains a row that came late, with a lower seq, behind those sealed before it', async () => {
  await append(6);
  await change('UPDATE audit SET seq = 100 WHERE seq = 6');
  await sealer.sealAll();
  await change('UPDATE audit SET seq = 50, hash = NULL, prev_hash = NULL WHERE seq = 100');
  await append(1);
  await sealer.sealAll();
  await append(2);
  await sealer.sealAll();
  expect((await verifyAudit(db)).broken).toEqual([]);
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
  expect((await verifyAudit(db)).broken).toEqual([]);
});
