import { copyFileSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import mysql, { type RowDataPacket } from 'mysql2/promise';

/** Copy of a database as a backup makes it, while the server runs. */
export interface DatabaseCopy {
  url: string;
  /** Changes rows of the copy, with checks and foreign keys off. No text in the SQL may contain a semicolon. */
  change(sql: string): Promise<void>;
  /** Restores the copy in place of the database; may be called several times. */
  restore(): Promise<void>;
  drop(): Promise<void>;
}

export function copyDatabase(url: string): Promise<DatabaseCopy> {
  return url.startsWith('sqlite:') ? copySqlite(url.slice('sqlite:'.length)) : copyMysql(new URL(url));
}

async function copySqlite(file: string): Promise<DatabaseCopy> {
  const folder = mkdtempSync(join(tmpdir(), 'dingdee-copy-'));
  const copy = join(folder, 'copy.db');
  const source = new Libsql(file);
  source.exec(`VACUUM INTO '${copy}'`);
  source.close();
  return {
    url: `sqlite:${copy}`,
    change: async (sql) => {
      const database = new Libsql(copy);
      database.exec('PRAGMA foreign_keys = OFF');
      database.exec('PRAGMA ignore_check_constraints = ON');
      database.exec(sql);
      database.close();
    },
    restore: async () => {
      copyFileSync(copy, `${file}.restored`);
      for (const rest of ['-wal', '-shm']) rmSync(`${file}${rest}`, { force: true });
      renameSync(`${file}.restored`, file);
    },
    drop: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

let copies = 0;

async function copyMysql(url: URL): Promise<DatabaseCopy> {
  const name = url.pathname.slice(1);
  const copy = `${name}_${++copies}`;
  const run = async <T>(work: (connection: mysql.Connection) => Promise<T>): Promise<T> => {
    const connection = await mysql.createConnection({
      host: url.hostname,
      port: Number(url.port || 3306),
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
    });
    try {
      await connection.query('SET foreign_key_checks = 0');
      return await work(connection);
    } finally {
      await connection.end();
    }
  };
  const tables = await run(async (connection) => {
    const [rows] = await connection.query<RowDataPacket[]>(
      'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ?',
      [name],
    );
    await connection.query(`CREATE DATABASE ${copy}`);
    const names = rows.map((row) => String(row.name));
    for (const table of names) await connection.query(`CREATE TABLE ${copy}.${table} LIKE ${name}.${table}`);
    // Plain reads see one moment and lock nothing; the server continues to write.
    await run(async (reading) => {
      await reading.query('START TRANSACTION WITH CONSISTENT SNAPSHOT');
      for (const table of names) {
        const [found] = await reading.query<RowDataPacket[][]>({
          sql: `SELECT * FROM ${name}.${table}`,
          rowsAsArray: true,
        });
        for (let start = 0; start < found.length; start += 200)
          await connection.query(`INSERT INTO ${copy}.${table} VALUES ?`, [found.slice(start, start + 200)]);
      }
    });
    return names;
  });
  return {
    url: Object.assign(new URL(url), { pathname: `/${copy}` }).toString(),
    change: (sql) =>
      run(async (connection) => {
        await connection.query(`USE ${copy}`);
        await connection.query('SET check_constraint_checks = 0');
        for (const statement of sql.split(';').filter((each) => each.trim() !== '')) await connection.query(statement);
      }),
    restore: () =>
      run(async (connection) => {
        for (const table of tables) {
          await connection.query(`TRUNCATE TABLE ${name}.${table}`);
          await connection.query(`INSERT INTO ${name}.${table} SELECT * FROM ${copy}.${table}`);
        }
      }),
    drop: () => run(async (connection) => void (await connection.query(`DROP DATABASE ${copy}`))),
  };
}
