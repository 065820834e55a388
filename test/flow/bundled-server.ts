import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { ROOT } from '../root.js';
import { SERVER_BUNDLE } from './server-main.js';

const DIST = join(ROOT, 'server/dist');

/** `bundle-<process>-<anything>`: what a killed run has left is known by its process, which is gone. */
const NAMED = 'bundle-';

let folder: string | null = null;

/**
 * Most of a server's start is the reading of some two thousand files, and the specs start hundreds: what was built is bound to one file
 * first. The proofs start it as it is shipped.
 */
export async function setup(): Promise<void> {
  removeLeftOvers();
  // As deep below the workspace as its modules are, which look for files beside them.
  folder = mkdtempSync(join(DIST, `${NAMED}${process.pid}-`));
  try {
    await bind(folder);
  } catch (error) {
    // Nobody is asked to tear down what was never set up.
    await teardown();
    throw error;
  }
  process.env[SERVER_BUNDLE] = folder;
}

async function bind(dir: string): Promise<void> {
  const bundle = await rolldown({
    input: {
      main: join(DIST, 'main.js'),
      ops: join(DIST, 'ops/main.js'),
      // What a spec runs in its own process (server-here.ts).
      'start-server': join(DIST, 'start-server.js'),
      settings: join(DIST, 'config/settings.js'),
      'workbook-worker': join(DIST, 'mapping/excel/workbook-worker.js'),
      'export-thread': join(DIST, 'export-thread/export-thread.js'),
    },
    platform: 'node',
    external: [/^libsql/],
    // Frameworks look whether packages are there that nobody needs.
    onLog: (level, log, pass) => {
      if (log.code !== 'UNRESOLVED_IMPORT') pass(level, log);
    },
  });
  try {
    await bundle.write({ dir, format: 'esm', keepNames: true });
  } finally {
    await bundle.close();
  }
}

function removeLeftOvers(): void {
  for (const name of readdirSync(DIST)) {
    const pid = Number(/^bundle-(\d+)-/.exec(name)?.[1] ?? Number.NaN);
    if (name.startsWith(NAMED) && !(pid > 0 && isRunning(pid)))
      rmSync(join(DIST, name), { recursive: true, force: true });
  }
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is one as well.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

export async function teardown(): Promise<void> {
  if (folder) rmSync(folder, { recursive: true, force: true });
}
