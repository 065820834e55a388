import { readFileSync } from 'node:fs';

/**
 * Preloaded into a server: node --import …/crash/clock-shift.js. CRASH_CLOCK names a file with the error of the machine's clock in ms; it
 * is read at the start and on SIGUSR2. Only the wall clock is shifted: performance.now() continues, as on a machine whose clock is set.
 */
const file = process.env.CRASH_CLOCK;

if (file) {
  const Real = Date;
  let offset = 0;
  const read = (): void => {
    offset = Number(readFileSync(file, 'utf8').trim() || '0');
  };
  read();
  process.on('SIGUSR2', read);
  const now = (): number => Real.now() + offset;
  globalThis.Date = new Proxy(Real, {
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget) as object,
    apply: () => new Real(now()).toString(),
    get: (target, name) => (name === 'now' ? now : (Reflect.get(target, name) as unknown)),
  });
}
