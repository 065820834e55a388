import 'reflect-metadata';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import libsql from 'libsql';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { Settings } from '../config/settings.js';
import { dialectOf } from '../database/dialect.js';
import { ENTITIES } from './entities.js';
import { ImmediateSqlite } from './immediate-sqlite.js';
import { MIGRATIONS } from './migrations.js';
import { StatementNotes } from './statement-notes.js';

/** Connections for everything but calls to Kingdee: people, intake, write-back, the sweeps. */
const CONNECTIONS_BESIDE = 10;

interface SqliteHandle {
  pragma(statement: string): unknown;
}

/**
 * @param url mysql://user:pw@host:3306/db · mariadb://… · sqlite:./data/dingdee.db
 * @param use 'write' is the one connection that inTransaction queues on; 'read' is query-only and never sees uncommitted rows (SQLite).
 * @param places most calls to Kingdee at the same time: each writes its intent and its answer, and people must not wait behind them (MySQL).
 */
export function dataSourceOptions(url: string, use: 'write' | 'read' = 'write', places = 0): DataSourceOptions {
  const basis = {
    entities: ENTITIES,
    migrations: use === 'write' ? MIGRATIONS : [],
    synchronize: false,
    logging: false,
    logger: new StatementNotes(),
  };
  const scheme = url.split(':')[0];
  if (scheme === 'mysql' || scheme === 'mariadb') {
    return {
      ...basis,
      type: scheme,
      url,
      charset: 'utf8mb4_bin',
      timezone: 'Z',
      supportBigNumbers: true,
      bigNumberStrings: false,
      poolSize: places + CONNECTIONS_BESIDE,
      isolationLevel: 'READ COMMITTED',
    };
  }
  const database = url.slice('sqlite:'.length);
  if (use === 'write') mkdirSync(dirname(database), { recursive: true });
  const pragmas =
    use === 'write'
      ? [
          'busy_timeout = 5000',
          'synchronous = FULL',
          'foreign_keys = ON',
          'cache_size = -16000',
          // Number of pages of 4 KiB; reached only if WalCheckpoints does not keep up.
          'wal_autocheckpoint = 16000',
        ]
      : // Half of the writer's cache: base data and mapping tables are searched in memory, and reading them once would fill any cache.
        ['busy_timeout = 5000', 'query_only = ON', 'cache_size = -8000'];
  return {
    ...basis,
    type: 'better-sqlite3',
    database,
    driver: use === 'write' ? ImmediateSqlite : libsql,
    enableWAL: use === 'write',
    prepareDatabase: (handle: SqliteHandle) => {
      for (const pragma of pragmas) handle.pragma(pragma);
    },
  };
}

/** Returns the options of the connections that all writers share: enough for all concurrent calls to Kingdee and for people beside them. */
export const writerOptions = ({
  DATABASE_URL,
  KINGDEE_CONCURRENCY,
}: Pick<Settings, 'DATABASE_URL' | 'KINGDEE_CONCURRENCY'>): DataSourceOptions =>
  dataSourceOptions(DATABASE_URL, 'write', KINGDEE_CONCURRENCY);

/** Opens a data source. SQLite does not know the type LONGTEXT but stores it as text, so the name is added to the driver's types. */
export async function openDataSource(options: DataSourceOptions): Promise<DataSource> {
  const source = new DataSource(options);
  if (dialectOf(source) === 'sqlite') source.driver.supportedDataTypes.push('longtext');
  return source.initialize();
}
