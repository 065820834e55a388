// Imported first: modules loaded after it see the shifted clock.
import './clock-shift.js';
import { writeSync } from 'node:fs';
import { watchBoundaries } from './boundary-watch.js';
import { dieAfterAct } from './migration-kills.js';
import { takeOut } from './sabotage.js';

/**
 * Preloaded into a real server: node --import …/crash/hooks.js server/dist/main.js.
 * CRASH_AT=<boundary>:<n> kills the process at its n-th passage of that boundary, CRASH_AFTER_ACT=<n> after the n-th act of its migrations.
 * The server itself has no code for this.
 */
const [boundary, nth] = (process.env.CRASH_AT ?? '').split(':');
let passages = 0;

function passing(name: string): void {
  if (name !== boundary) return;
  passages += 1;
  if (passages < Number(nth)) return;
  die(name);
}

function die(where: string): never {
  writeSync(2, `crash-hook ${where}\n`);
  process.kill(process.pid, 'SIGKILL');
  // The signal may come slightly later than this line; nothing else may happen before it.
  for (;;);
}

const act = Number(process.env.CRASH_AFTER_ACT ?? 0);
if (act > 0) dieAfterAct(act, () => die(`act ${act}`));
// The safety is removed first, so that the boundaries around it are still passed.
await takeOut(process.env.CRASH_WITHOUT ?? '');
await watchBoundaries(passing);
