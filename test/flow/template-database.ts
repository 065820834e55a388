import { mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import { migrate } from '../../server/src/schema/migrate.js';
import { isRunning } from './bundled-server.js';
import { onServer, TEMPLATE } from './copy-template.js';

const MEMORY = '/dev/shm';
const ENOUGH_BYTES = 2 * 2 ** 30;
/** Prefix of the run's folder, before the process number: it shows which folders a killed run has left. */
const NAMED = 'dingdee-flow-run-';

let folder: string | null = null;
let usual: string | undefined;

/**
 * Runs the migrations once and keeps the result as a template for copies: they take seconds, and most files need their own database, some
 * one for each test. Specs about migrations or first starts still begin with an empty database. All temporary files of the run are in one
 * folder, in memory if there is room for it.
 */
export async function setup(): Promise<void> {
  if (process.env[TEMPLATE]) return;
  usual = process.env.TMPDIR;
  const place = hasRoom() ? MEMORY : tmpdir();
  removeLeftOvers(place);
  folder = mkdtempSync(join(place, `${NAMED}${process.pid}-`));
  process.env.TMPDIR = folder;
  const server = process.env.TEST_DATABASE_URL;
  if (!server) {
    const file = join(folder, 'template.db');
    await makeMigrated(`sqlite:${file}`);
    process.env[TEMPLATE] = file;
    return;
  }
  const name = `dd_template_${process.pid}`;
  await onServer(server, (connection) => connection.query(`CREATE DATABASE ${name}`));
  const url = new URL(server);
  url.pathname = `/${name}`;
  await makeMigrated(url.toString());
  process.env[TEMPLATE] = name;
}

async function makeMigrated(url: string): Promise<void> {
  const source = await openDataSource(dataSourceOptions(url));
  await migrate(source);
  await source.destroy();
}

function removeLeftOvers(place: string): void {
  for (const name of readdirSync(place)) {
    const pid = new RegExp(`^${NAMED}(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(place, name), { recursive: true, force: true });
  }
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= ENOUGH_BYTES;
  } catch {
    return false;
  }
}

export async function teardown(): Promise<void> {
  if (folder === null) return;
  const [server, name] = [process.env.TEST_DATABASE_URL, process.env[TEMPLATE]];
  if (server && name) await onServer(server, (connection) => connection.query(`DROP DATABASE ${name}`));
  if (usual === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = usual;
  rmSync(folder, { recursive: true, force: true });
}
