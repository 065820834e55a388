import Database from 'libsql';
import mysql from 'mysql2/promise';

type Row = Record<string, unknown>;

/** A database without our code in between: to fill it, and to measure its own time. */
export interface PlainDatabase {
  query(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** Inserts rows with the columns of the first, in one commit. */
  insert(table: string, rows: readonly Row[]): Promise<void>;
  close(): Promise<void>;
}

export async function plainDatabase(url: string): Promise<PlainDatabase> {
  return url.startsWith('sqlite:') ? sqlite(url.slice('sqlite:'.length)) : mariadb(url);
}

function sqlite(file: string): PlainDatabase {
  const db = new Database(file);
  return {
    query: (sql, parameters = []) =>
      whenFree(() => {
        const statement = db.prepare(sql);
        return (statement.reader ? statement.all(...parameters) : [statement.run(...parameters)]) as Row[];
      }),
    insert: async (table, rows) => {
      const columns = Object.keys(rows[0] ?? {});
      const one = db.prepare(`INSERT INTO ${table} (${columns.join()}) VALUES (${columns.map(() => '?').join()})`);
      await whenFree(() => db.exec('BEGIN IMMEDIATE'));
      try {
        for (const row of rows) one.run(...columns.map((column) => row[column]));
        db.exec('COMMIT');
      } catch (error) {
        db.exec('ROLLBACK');
        throw error;
      }
    },
    close: async () => {
      db.close();
    },
  };
}

/**
 * Waits without blocking until a writer has committed: a server in this process needs the thread for its commit, and SQLite's own waiting
 * (`busy_timeout`) would keep it.
 */
async function whenFree<T>(work: () => T): Promise<T> {
  for (const until = Date.now() + 60_000; ; await new Promise((resolve) => setTimeout(resolve, 5)))
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || Date.now() > until) throw error;
    }
}
const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');

async function mariadb(url: string): Promise<PlainDatabase> {
  const connection = await mysql.createConnection({
    uri: url.replace(/^mariadb:/, 'mysql:'),
    bigNumberStrings: true,
    supportBigNumbers: true,
  });
  const query = async (sql: string, parameters: readonly unknown[] = []) =>
    (await connection.query(sql, [...parameters]))[0] as Row[];
  return {
    query,
    insert: async (table, rows) => {
      const columns = Object.keys(rows[0] ?? {});
      await query('START TRANSACTION');
      for (let start = 0; start < rows.length; start += 500)
        await connection.query(`INSERT INTO ${table} (${columns.join()}) VALUES ?`, [
          rows.slice(start, start + 500).map((row) => columns.map((column) => asStored(row[column]))),
        ]);
      await query('COMMIT');
    },
    close: () => connection.end(),
  };
}

/** Returns a value as stored: JSON columns are returned parsed. */
const asStored = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !(value instanceof Date) ? JSON.stringify(value) : value;
