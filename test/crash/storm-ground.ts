import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mysql from 'mysql2/promise';
import { type Running, type SandboxLine, spawnSandbox } from '../bench/processes.js';
import { fillTables, type Office, openOffice } from '../flow/office.js';
import { type OwnRedis, startRedis } from '../flow/redis.js';
import { freePort, MARKERS } from '../flow/stack.js';
import { type DatabaseKind, mariaDatabase, type OwnDatabase, type OwnMariaDb, ownMariaDb } from './databases.js';
import { KillableServer } from './killable-server.js';
import { showNumbers } from './numbers-shown.js';
import { SandboxControl } from './sandbox-control.js';
import type { Ground } from './schedule.js';

/** Parts that a storm needs once: stand-ins, servers, and an office set up in a database that is copied for each schedule. */
export interface StormGround {
  ground: Ground;
  control: SandboxControl;
  servers: readonly KillableServer[];
  office: Office;
  database: OwnMariaDb | null;
  redis: OwnRedis | null;
  freshCopy(): Promise<OwnDatabase>;
  close(): Promise<void>;
}

/** Returns the parts of a storm: one server process on SQLite; two servers with a Redis on MariaDB. */
export const groundOf = (kind: DatabaseKind): Ground =>
  kind === 'mariadb' ? { servers: 2, database: true, redis: true } : { servers: 1, database: false, redis: false };

export async function prepareGround(kind: DatabaseKind): Promise<StormGround> {
  const closing: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const each of closing.reverse()) await each();
  };
  try {
    const sandbox = await spawnSandbox({ SANDBOX_APPROVALS: '0', SANDBOX_QPS: '0', SANDBOX_CLEAN: 'on' });
    closing.push(() => sandbox.stop());
    const control = new SandboxControl(sandbox.line);
    const ground = groundOf(kind);
    const database = ground.database ? await ownMariaDb() : null;
    if (database) closing.push(() => database.stop());
    const redis = ground.redis ? await startRedis() : null;
    if (redis) closing.push(() => redis.close());
    const servers = await makeServers(sandbox, ground.servers, redis);
    closing.push(async () => {
      for (const server of servers) await server.end('SIGKILL');
    });
    const template = database ? mariaTemplate(database.url) : sqliteTemplate();
    closing.push(() => template.drop());
    const office = await setUp(await template.open(), servers, control, sandbox.line);
    return {
      ground,
      control,
      servers,
      office,
      database,
      redis,
      freshCopy: () => template.copy(),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function makeServers(
  { line }: Running & { line: SandboxLine },
  count: number,
  redis: OwnRedis | null,
): Promise<KillableServer[]> {
  const settings = {
    KINGDEE_BATCH: '2',
    KINGDEE_CONCURRENCY: '2',
    // The last look comes slightly earlier than in proportion, so that a schedule ends within 10 s.
    SETTLE_DELAYS_MS: '50,300,1200,4000',
    ...(redis === null ? {} : { REDIS_URL: redis.url }),
  };
  const servers: KillableServer[] = [];
  for (let i = 0; i < count; i++) servers.push(new KillableServer(await freePort(), line, settings));
  return servers;
}

/** Sets up an office whose people call any server that is ready, as through a proxy. */
async function setUp(
  databaseUrl: string,
  servers: readonly KillableServer[],
  control: SandboxControl,
  line: SandboxLine,
): Promise<Office> {
  const [first] = servers;
  if (!first) throw new Error('no server');
  await first.start({ DATABASE_URL: databaseUrl });
  const place = {
    get url() {
      return (servers.find((server) => server.ready) ?? first).url;
    },
    log: () => servers.map((server) => server.log()).join('\n'),
    sandbox: { dingtalk: line.dingtalk, issueCode: (userid: string) => control.issueCode(userid) },
  };
  const office = await openOffice(place);
  await fillTables(office);
  // Each process has its own marker, and the copies include all of them.
  for (const server of servers.slice(1)) await server.start({ DATABASE_URL: databaseUrl });
  for (const server of servers) await server.end('SIGTERM');
  await showNumbers(databaseUrl, line, office.schemeId);
  return office;
}

/** A database that is set up once and copied often. */
interface Template {
  open(): Promise<string>;
  copy(): Promise<OwnDatabase>;
  drop(): Promise<void>;
}

function sqliteTemplate(): Template {
  const folder = mkdtempSync(join(tmpdir(), 'dingdee-storm-'));
  const file = join(folder, 'template.db');
  let copies = 0;
  return {
    open: async () => `sqlite:${file}`,
    copy: async () => {
      copies += 1;
      const own = join(folder, String(copies));
      mkdirSync(own);
      // The marker is copied too, as when a whole folder moves: without it the copy would be held as a backup.
      for (const part of ['', '-wal', '.marker'])
        if (existsSync(file + part)) copyFileSync(file + part, join(own, `storm.db${part}`));
      return {
        url: `sqlite:${join(own, 'storm.db')}`,
        drop: async () => rmSync(own, { recursive: true, force: true }),
      };
    },
    drop: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

function mariaTemplate(serverUrl: string): Template {
  const name = `dd_storm_${process.pid}`;
  let template: OwnDatabase | null = null;
  let copies = 0;
  return {
    open: async () => {
      template = await mariaDatabase(serverUrl, name);
      return template.url;
    },
    copy: async () => {
      copies += 1;
      const own = await mariaDatabase(serverUrl, `${name}_${copies}`);
      await copyTables(serverUrl, name, `${name}_${copies}`);
      const dropMarker = copyMarker(name, `${name}_${copies}`);
      return {
        url: own.url,
        drop: async () => {
          dropMarker();
          await own.drop();
        },
      };
    },
    drop: async () => template?.drop(),
  };
}

/** Copies each process's marker, at the path of `markerSetting`. @returns a function that removes the copies. */
function copyMarker(from: string, to: string): () => void {
  const copies = readdirSync(MARKERS).filter((file) => file.startsWith(`${from}-`));
  const made = copies.map((file) => join(MARKERS, file.replace(from, to)));
  for (const [i, file] of copies.entries()) copyFileSync(join(MARKERS, file), made[i] ?? '');
  return () => {
    for (const file of made) rmSync(file, { force: true });
  };
}

/** Copies all tables with their keys, foreign keys and rows. */
async function copyTables(serverUrl: string, from: string, to: string): Promise<void> {
  const url = new URL(serverUrl);
  url.pathname = `/${to}`;
  const connection = await mysql.createConnection(url.toString().replace(/^mariadb:/, 'mysql:'));
  try {
    await connection.query('SET FOREIGN_KEY_CHECKS = 0');
    await connection.query(`ALTER DATABASE ${to} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
    const [tables] = await connection.query<mysql.RowDataPacket[]>(`SHOW TABLES FROM ${from}`);
    for (const row of tables) {
      const table = String(Object.values(row)[0]);
      const [[made]] = await connection.query<mysql.RowDataPacket[]>(`SHOW CREATE TABLE ${from}.${table}`);
      await connection.query(String(made?.['Create Table']));
      await connection.query(`INSERT INTO ${to}.${table} SELECT * FROM ${from}.${table}`);
    }
  } finally {
    await connection.end();
  }
}
