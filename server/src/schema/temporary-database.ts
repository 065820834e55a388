import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '../database/database.js';
import { dataSourceOptions, openDataSource } from './data-source.js';

/** A migrated SQLite file of its own, for specs. */
export async function temporaryDatabase(): Promise<{ db: Database; url: string; drop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'dingdee-spec-'));
  const url = `sqlite:${join(folder, 'spec.db')}`;
  const writer = await openDataSource(dataSourceOptions(url));
  await writer.runMigrations();
  const reader = await openDataSource(dataSourceOptions(url, 'read'));
  const drop = async (): Promise<void> => {
    await reader.destroy();
    await writer.destroy();
    rmSync(folder, { recursive: true, force: true });
  };
  return { db: new Database(writer, reader), url, drop };
}
