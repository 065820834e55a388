import { join } from 'node:path';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../root.js';

/**
 * Preloaded into a server: node --import …/months/virtual-clock.js. Its clock is the machine's, moved ahead by MONTHS_CLOCK ms and later
 * by what the parent says. What the server does every so often (two seconds and more apart) follows that clock; single waits, as
 * those of the network, do not. After each move it answers once no worker has anything to do.
 */
export interface Moved {
  /** When the next of what is done every so often is due by the moved clock, Unix ms; what is due every minute or oftener is left out. */
  nextAt: number | null;
}

const SHORTEST_MS = 2_000;
const OFTEN_MS = 60_000;

let offset = Number(process.env.MONTHS_CLOCK ?? '0');

const Real = Date;
const now = (): number => Real.now() + offset;
globalThis.Date = new Proxy(Real, {
  construct: (target, given, newTarget) =>
    Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget) as object,
  apply: () => new Real(now()).toString(),
  get: (target, name) => (name === 'now' ? now : (Reflect.get(target, name) as unknown)),
});
const uptime = performance.now.bind(performance);
performance.now = () => uptime() + offset;

/** One setInterval that follows the moved clock. */
class Repeated {
  nextAt: number;

  constructor(
    private readonly work: () => void,
    readonly ms: number,
  ) {
    // As if all had begun on the hour: one move is enough for what is as often.
    this.nextAt = ms * (1 + Math.floor(now() / ms));
  }

  /** Once, however often it would have been: as on a machine that slept. */
  fireIfDue(at: number): void {
    if (this.nextAt > at) return;
    this.nextAt += this.ms * (1 + Math.floor((at - this.nextAt) / this.ms));
    this.work();
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return false;
  }
}

const repeated = new Set<Repeated>();
const realSetInterval = globalThis.setInterval;
const realClearInterval = globalThis.clearInterval;
globalThis.setInterval = ((work: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => {
  if (ms < SHORTEST_MS) return realSetInterval(work, ms, ...args);
  const one = new Repeated(() => work(...args), ms);
  repeated.add(one);
  return one;
}) as unknown as typeof setInterval;
globalThis.clearInterval = ((one: unknown) => {
  if (one instanceof Repeated) repeated.delete(one);
  else realClearInterval(one as NodeJS.Timeout);
}) as typeof clearInterval;

/** Workers that are at work. */
let busy = 0;
interface Workers {
  run(...args: unknown[]): Promise<void>;
}
const { LocalWakes } = (await import(pathToFileURL(join(ROOT, 'server/dist/queue/local-wakes.js')).href)) as {
  LocalWakes: { prototype: Workers };
};
const work = LocalWakes.prototype.run;
LocalWakes.prototype.run = async function (this: Workers, ...args) {
  busy += 1;
  try {
    await work.apply(this, args);
  } finally {
    busy -= 1;
  }
};

async function untilQuiet(): Promise<void> {
  for (let calm = 0; calm < 3; ) {
    if (busy > 0) {
      calm = 0;
      await sleep(1);
    } else {
      calm += 1;
      await turn();
    }
  }
}

process.on('message', (message: { offset: number }) => {
  offset = Math.max(offset, message.offset);
  const at = now();
  for (const one of [...repeated]) one.fireIfDue(at);
  void untilQuiet().then(() => {
    const due = [...repeated].filter(({ ms }) => ms > OFTEN_MS).map(({ nextAt }) => nextAt);
    process.send?.({ nextAt: due.length === 0 ? null : Math.min(...due) } satisfies Moved);
  });
});
// The parent ends it by a signal: the channel alone keeps nothing alive.
process.channel?.unref();
