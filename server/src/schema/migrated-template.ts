import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataSourceOptions, openDataSource } from './data-source.js';

/** Environment variable with the path of the migrated SQLite file that specs copy. */
export const MIGRATED_TEMPLATE = 'MIGRATED_TEMPLATE';

let folder: string | null = null;

/** Runs the migrations once for all unit specs (global set-up of vitest): they take half of the waiting time of a spec with a database. */
export async function setup(): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), 'dingdee-template-'));
  const file = join(folder, 'migrated.db');
  const source = await openDataSource(dataSourceOptions(`sqlite:${file}`));
  await source.runMigrations();
  // Moves the journal into the file, so that a copy of the file alone is complete.
  await source.query('PRAGMA wal_checkpoint(TRUNCATE)');
  await source.destroy();
  process.env[MIGRATED_TEMPLATE] = file;
}

export async function teardown(): Promise<void> {
  if (folder) rmSync(folder, { recursive: true, force: true });
}
