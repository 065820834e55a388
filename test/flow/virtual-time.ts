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
 * Import this module before anything else in a spec that would mostly wait: server, stand-ins and spec share a clock that moves to the next
 * due entry as soon as no work is pending, from a Monday at ten in Beijing (docs/decisions/0146-specs-in-virtual-time.md). With
 * FLOW_WORLD=process, on MariaDB and with FLOW_TIME=real nothing is changed: the spec runs in real time.
 */
const MONDAY = Date.parse('2026-10-26T10:00:00+08:00');
/** Latency of each chunk between two ends of a connection, in virtual ms. */
const LATENCY = { least: 1, most: 20 };

const SEED = Number(process.env.FLOW_SEED || 1);

let chance = drawFrom(SEED);
let ways = drawFrom(SEED);
const clock = new VirtualClock(MONDAY);
let driver: VirtualDriver | null = null;

/** Starts a new world within one spec: Monday at ten again, no due entries, and latencies and random numbers from this seed. */
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
  // The modules of a first start load in real time, so virtual time begins after it.
  whenStarted(() => drives.begin());
}

/** Number of timers and pieces of connections that fell due so far. */
export const firedSoFar = (): number => clock.fired;

/** Stretches intervals shorter than `ms` to `ms` once nothing was sent for `ms`. */
export function lookSeldom(ms: number): void {
  clock.calmAfterMs = ms;
}

/** Makes `ms` pass like a stopped process: clocks go on, and every timer waits as long as before. */
export function standStill(ms: number): void {
  clock.standStill(ms);
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000 };

/** Waits for the given time, in virtual time if the spec has it. @param time such as '10 min'. */
export function pass(time: string): Promise<void> {
  const [, number, unit = ''] = /^([\d.]+) (ms|s|min|h)$/.exec(time) ?? [];
  if (number === undefined) throw new Error(`no time: ${time}`);
  driver?.begin();
  return new Promise((resolve) => setTimeout(resolve, Number(number) * (UNITS[unit] ?? 1)));
}

export { inVirtualTime };
