import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import { migrate } from '../../server/src/schema/migrate.js';
import { onServer, TEMPLATE } from './copy-template.js';

const MEMORY = '/dev/shm';
const ENOUGH_BYTES = 2 * 2 ** 30;

let folder: string | null = null;
let usual: string | undefined;

/**
 * The migrations take seconds, and most files need a database of their own, some one for each test: they run once, and their result is
 * copied. What is about migrations or first starts still begins with an empty one. Everything temporary of the run is in one folder, in
 * memory where there is room for it.
 */
export async function setup(): Promise<void> {
  usual = process.env.TMPDIR;
  folder = mkdtempSync(join(hasRoom() ? MEMORY : tmpdir(), 'dingdee-flow-'));
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

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= ENOUGH_BYTES;
  } catch {
    return false;
  }
}

export async function teardown(): Promise<void> {
  const [server, name] = [process.env.TEST_DATABASE_URL, process.env[TEMPLATE]];
  if (server && name) await onServer(server, (connection) => connection.query(`DROP DATABASE ${name}`));
  if (usual === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = usual;
  if (folder) rmSync(folder, { recursive: true, force: true });
}
