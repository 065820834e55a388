import { tmpdir } from 'node:os';
import { goAhead } from './own-clock.js';
import { isStarting, usualWorld, whenStarted } from './server-here.js';
import { chanceFrom, drawFrom } from './virtual-chance.js';
import { goBy, inVirtualTime, VirtualClock } from './virtual-clock.js';
import { VirtualDriver } from './virtual-driver.js';
import { filesAtOnce } from './virtual-files.js';
import { databasesDie } from './virtual-life.js';
import { connectWithin } from './virtual-sockets.js';

/**
 * Imported before anything else by a spec that would mostly wait: server, stand-ins and spec share a clock that moves on to whatever is
 * due next as soon as nothing else is under way, from a Monday at ten in Beijing (docs/decisions/0146-specs-in-virtual-time.md). With
 * FLOW_WORLD=process, on MariaDB and with FLOW_TIME=real nothing is changed: the spec runs in real time.
 */
const MONDAY = Date.parse('2026-10-26T10:00:00+08:00');
/** Of every chunk between two ends of a connection, in virtual ms. */
const LATENCY = { least: 1, most: 20 };

const SEED = Number(process.env.FLOW_SEED || 1);

let chance = drawFrom(SEED);
let ways = drawFrom(SEED);
const clock = new VirtualClock(MONDAY);
let driver: VirtualDriver | null = null;

/** Between two worlds of one spec: Monday at ten again, nothing due any more, and what ways take and what is drawn comes of this seed. */
export function startOver(seed: number): void {
  driver?.end();
  chance = drawFrom(seed);
  ways = drawFrom(~seed);
  clock.startOver(MONDAY);
}

if (usualWorld() === 'here' && process.env.FLOW_TIME !== 'real') {
  const machine = Date.now.bind(Date);
  startOver(SEED);
  goAhead(() => clock.now - machine());
  const drives = new VirtualDriver(clock);
  driver = drives;
  goBy(clock);
  connectWithin({
    clock,
    latency: () => LATENCY.least + Math.floor(ways() * (LATENCY.most - LATENCY.least + 1)),
  });
  filesAtOnce(tmpdir());
  const names = drawFrom(SEED ^ 0x5bd1e995);
  chanceFrom(
    () => chance(),
    () => (isStarting ? names() : chance()),
  );
  databasesDie();
  // What a first start loads takes real time.
  whenStarted(() => drives.begin());
}

/** From here on what looks again and again whether there is something to do looks this seldom, once nothing was sent for as long. */
export function lookSeldom(ms: number): void {
  clock.calmAfterMs = ms;
}

/** Everything stands still so long, as a process that is stopped: clocks go on, and whatever waits waits as long as before. */
export function standStill(ms: number): void {
  clock.standStill(ms);
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000 };

/** Waits so long, in virtual time where the spec has it. @param time such as '10 min'. */
export function pass(time: string): Promise<void> {
  const [, number, unit = ''] = /^([\d.]+) (ms|s|min|h)$/.exec(time) ?? [];
  if (number === undefined) throw new Error(`no time: ${time}`);
  driver?.begin();
  return new Promise((resolve) => setTimeout(resolve, Number(number) * (UNITS[unit] ?? 1)));
}

export { inVirtualTime };
