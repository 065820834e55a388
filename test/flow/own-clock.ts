/** A Friday morning at the end of a long month: most of what the stand-in makes of the last 30 days is of this one. */
const MORNING = '2026-10-30T10:00:00+08:00';

/** How far ahead of the machine's the clock of this process is, ms. */
let offset = (): number => 0;

/** What is started from here on has a clock so far ahead of the machine's as `of` says when it starts. */
export function goAhead(of: () => number): void {
  offset = of;
}

/** The wall clock alone: timers and what runs on performance.now() go on as they are. */
function shiftDate(byMs: number): void {
  const Real = Date;
  const now = (): number => Real.now() + byMs;
  globalThis.Date = new Proxy(Real, {
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget) as object,
    apply: () => new Real(now()).toString(),
    get: (target, name) => (name === 'now' ? now : (Reflect.get(target, name) as unknown)),
  });
}
const shifting = (byMs: number): string => `(${shiftDate.toString()})(${byMs});`;

/**
 * For a spec in which today, this month or an hour counts: from here on its clock, that of its stand-ins, of every server and command
 * that it starts and of every page that it opens goes on from this instant, wherever the machine's stands (at-ten.ts).
 * On MariaDB nothing is set: there the database's clock counts, which is the machine's.
 */
export function ownClock(from = MORNING): void {
  if (process.env.TEST_DATABASE_URL) return;
  const [before, byMs] = [offset, Date.parse(from) - Date.now()];
  shiftDate(byMs);
  offset = () => before() + byMs;
}

/** NODE_OPTIONS of a process that is started with these, and has the clock of the spec. */
export function withOwnClock(options = ''): string {
  const byMs = offset();
  if (byMs === 0) return options;
  return `${options} --import=data:text/javascript,${encodeURIComponent(shifting(byMs))}`.trim();
}

/**
 * What a page runs before anything else, so that it has the clock of the spec; null where that is the machine's. The browser itself is
 * started without libfaketime (scripts/test-dates.mjs), under which it takes a minute to start and loses its processes.
 */
export function pageClock(): string | null {
  const [, preloaded = '0'] = /^([+-]\d+)s$/.exec(process.env.FAKETIME ?? '') ?? [];
  const byMs = offset() + Number(preloaded) * 1000;
  return byMs === 0 ? null : shifting(byMs);
}
