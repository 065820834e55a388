import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import mysql from 'mysql2/promise';
import { ROOT } from '../root.js';

export type DatabaseKind = 'sqlite' | 'mariadb';

/** A separate database, and the function that drops it. */
export interface OwnDatabase {
  url: string;
  drop(): Promise<void>;
}

interface OwnServer {
  url: string;
  stop(): Promise<void>;
}

/** A separate MariaDB server, which may be killed and started again. */
export interface OwnMariaDb extends OwnServer {
  kill(): Promise<void>;
  start(): Promise<void>;
}

const START_MARIADB = pathToFileURL(join(ROOT, 'scripts/mariadb.mjs'));

/** Parses a comma-separated list. @throws Error that names an unknown kind. */
export function kindsOf(list: string): DatabaseKind[] {
  return list.split(',').map((kind) => {
    if (kind !== 'sqlite' && kind !== 'mariadb') throw new Error(`no such database: ${kind}`);
    return kind;
  });
}

/**
 * Makes a file, or a database on the server that TEST_DATABASE_URL names or that is started for it.
 * @param purpose part of the database name.
 */
export async function ownDatabase(kind: DatabaseKind, purpose: string): Promise<OwnDatabase> {
  if (kind === 'sqlite') return sqliteDatabase();
  const server = await mariaDbServer();
  const database = await mariaDatabase(server.url, `dd_${purpose}_${process.pid}`);
  return {
    url: database.url,
    drop: async () => {
      await database.drop();
      await server.stop();
    },
  };
}

/** Returns the server that TEST_DATABASE_URL names, or starts one in a temporary folder. */
async function mariaDbServer(): Promise<OwnServer> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return { url: given, stop: async () => undefined };
  return ownMariaDb();
}

export async function ownMariaDb(): Promise<OwnMariaDb> {
  const { startMariaDb } = (await import(START_MARIADB.href)) as { startMariaDb(): Promise<OwnMariaDb> };
  return startMariaDb();
}

function sqliteDatabase(): OwnDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'dingdee-crash-'));
  return {
    url: `sqlite:${join(folder, 'crash.db')}`,
    drop: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Makes an empty database. @param server URL of a MariaDB or MySQL server whose user may create databases. */
export async function mariaDatabase(server: string, name: string): Promise<OwnDatabase> {
  const url = new URL(server);
  const run = async (sql: string): Promise<void> => {
    const connection = await mysql.createConnection({
      host: url.hostname,
      port: Number(url.port || 3306),
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
    });
    try {
      await connection.query(sql);
    } finally {
      await connection.end();
    }
  };
  await run(`DROP DATABASE IF EXISTS ${name}`);
  await run(`CREATE DATABASE ${name}`);
  url.pathname = `/${name}`;
  return { url: url.toString(), drop: () => run(`DROP DATABASE ${name}`) };
}
