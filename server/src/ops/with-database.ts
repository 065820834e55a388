import { existsSync } from 'node:fs';
import { type Settings, SettingsError } from '../config/settings.js';
import { Database } from '../database/database.js';
import { dataSourceOptions, openDataSource } from '../schema/data-source.js';
import { MIGRATIONS } from '../schema/migrations.js';

/**
 * Opens the database of an installation for one command, with or without a running server, and closes it afterwards.
 * @param access 'read' if the command changes nothing.
 * @throws SettingsError if the SQLite file is missing, or the server of this version has not been started on the database yet.
 */
export async function withDatabase<T>(
  { DATABASE_URL }: Pick<Settings, 'DATABASE_URL'>,
  access: 'read' | 'write',
  act: (db: Database) => Promise<T>,
): Promise<T> {
  const missing = missingFile(DATABASE_URL);
  if (missing !== null) throw new SettingsError(`找不到数据库文件 ${missing}：请核对 DATABASE_URL。`);
  const source = await openDataSource(dataSourceOptions(DATABASE_URL, access));
  try {
    const db = new Database(source, source);
    await requireSchema(db);
    return await act(db);
  } finally {
    await source.destroy();
  }
}

/** Returns the SQLite file if it is missing: SQLite would create an empty file instead. */
function missingFile(databaseUrl: string): string | null {
  if (!databaseUrl.startsWith('sqlite:')) return null;
  const file = databaseUrl.slice('sqlite:'.length);
  return existsSync(file) ? null : file;
}

/** @throws SettingsError if the server of this version has not been started on the database yet. */
async function requireSchema(db: Database): Promise<void> {
  const done = new Set(
    await db
      .query<{ name: string }>('SELECT name FROM migrations')
      .then((rows) => rows.map(({ name }) => name))
      .catch(() => []),
  );
  if (MIGRATIONS.every(({ name }) => done.has(name))) return;
  throw new SettingsError('数据库的结构比这个版本旧，或是空库。先启动一次服务，它会自己升级，再来核对。');
}
