import { statSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { temporaryDatabase } from '../../schema/temporary-database.js';
import type { Database } from '../database.js';
import { WalCheckpoints } from './wal-checkpoints.js';

let db: Database;
let file: string;
let drop: () => Promise<void>;
let failures: unknown[];
let checkpoints: WalCheckpoints;

beforeEach(async () => {
  const own = await temporaryDatabase();
  ({ db, drop } = own);
  file = own.url.slice('sqlite:'.length);
  failures = [];
  checkpoints = new WalCheckpoints(file, (error) => failures.push(error));
});
afterEach(async () => {
  await checkpoints.close();
  await drop();
});

const size = (of: string): number => statSync(of).size;
/** Some 6 MB of rows. */
const writeMuch = () =>
  db.inTransaction(async (tx) => {
    for (let i = 0; i < 60; i++)
      await tx.query(
        "INSERT INTO approval (id, corp_id, process_instance_id, source_version, process_code, scheme_id, business_id, title, originator_userid, originator_name, status, result, biz_action, started_at, finished_at, family, raw_hash, collected_at, raw) VALUES (?, 'c', ?, 1, 'p', 's', 'b', 't', 'u', 'n', 'COMPLETED', 'agree', 'NONE', 0, 0, 'v1', 'h', 0, ?)",
        [`id-${i}-${Math.random()}`, `p-${i}-${Math.random()}`, 'x'.repeat(100_000)],
      );
  });

it('moves a large log into the main file, and what was written stays readable', async () => {
  await writeMuch();
  const before = size(file);
  expect(size(`${file}-wal`)).toBeGreaterThan(4_000_000);
  await checkpoints.run();
  expect(size(file)).toBeGreaterThan(before + 4_000_000);
  const [rows] = await db.query<{ n: number }>('SELECT COUNT(*) AS n FROM approval');
  expect(rows?.n).toBe(60);
});

it('lets the log be used again from its start instead of growing on', async () => {
  await writeMuch();
  await checkpoints.run();
  const grown = size(`${file}-wal`);
  await writeMuch();
  await checkpoints.run();
  expect(size(`${file}-wal`)).toBeLessThan(grown * 1.5);
  expect(failures).toEqual([]);
});

it('leaves a small log alone', async () => {
  const before = size(file);
  await db.inTransaction((tx) => tx.query("INSERT INTO event (kind, subject, at) VALUES ('bill', 'a', 1)"));
  await checkpoints.run();
  expect(size(file)).toBe(before);
});
