import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '../database/database.js';
import { dataSourceOptions, openDataSource } from './data-source.js';
import { MIGRATED_TEMPLATE } from './migrated-template.js';

/** Creates a separate migrated SQLite file for specs. */
export async function temporaryDatabase(): Promise<{ db: Database; url: string; drop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'dingdee-spec-'));
  const file = join(folder, 'spec.db');
  const url = `sqlite:${file}`;
  const template = process.env[MIGRATED_TEMPLATE];
  if (template) copyFileSync(template, file);
  const writer = await openDataSource(dataSourceOptions(url));
  if (!template) await writer.runMigrations();
  const reader = await openDataSource(dataSourceOptions(url, 'read'));
  const drop = async (): Promise<void> => {
    await reader.destroy();
    await writer.destroy();
    rmSync(folder, { recursive: true, force: true });
  };
  return { db: new Database(writer, reader), url, drop };
}
