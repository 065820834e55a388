import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../root.js';
import { SERVER_BUNDLE } from './server-main.js';

const DIST = join(ROOT, 'server/dist');

/** `bundle-<process>-<anything>`: what a killed run has left is known by its process, which is gone. */
const NAMED = 'bundle-';

let folder: string | null = null;

/** What is shipped, made of the sources as they are: specs start it hundreds of times. What is preloaded reaches into single modules. */
export async function setup(): Promise<void> {
  removeLeftOvers();
  // As deep below the workspace as its modules are, which look for files beside them.
  folder = mkdtempSync(join(DIST, `${NAMED}${process.pid}-`));
  try {
    const { bundleServer } = (await import(pathToFileURL(join(ROOT, 'scripts/bundle.mjs')).href)) as {
      bundleServer(dir: string): Promise<void>;
    };
    await bundleServer(folder);
  } catch (error) {
    // Nobody is asked to tear down what was never set up.
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
    // Somebody else's process is one as well.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

export async function teardown(): Promise<void> {
  if (folder) rmSync(folder, { recursive: true, force: true });
}
