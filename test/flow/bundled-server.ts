import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../root.js';
import { SERVER_BUNDLE } from './server-main.js';

const DIST = join(ROOT, 'server/dist');

/** Prefix of the folder `bundle-<process>-<anything>`: the process number shows which folders a killed run has left. */
const NAMED = 'bundle-';

let folder: string | null = null;

/**
 * Bundles the server as it is shipped, because specs start it hundreds of times. Preloaded modules reach into single modules and do not use
 * the bundle. Both projects of a run share one.
 */
export async function setup(): Promise<void> {
  if (process.env[SERVER_BUNDLE]) return;
  removeLeftOvers();
  // At the same depth below the workspace as the server's modules, which look for files beside them.
  folder = mkdtempSync(join(DIST, `${NAMED}${process.pid}-`));
  try {
    const { bundleServer } = (await import(pathToFileURL(join(ROOT, 'scripts/bundle.mjs')).href)) as {
      bundleServer(dir: string): Promise<void>;
    };
    await bundleServer(folder);
  } catch (error) {
    // Vitest does not call teardown after a failed setup.
    await teardown();
    throw error;
  }
  process.env[SERVER_BUNDLE] = folder;
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
    // A process of another user is running as well.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

export async function teardown(): Promise<void> {
  if (folder) rmSync(folder, { recursive: true, force: true });
}
