/** A Friday morning at the end of a long month: most approvals that the stand-in makes for the last 30 days belong to this month. */
const MORNING = '2026-10-30T10:00:00+08:00';

/** Lead of this process's clock over the machine's, in ms. */
let offset = (): number => 0;

/** Sets the lead of the clock, in ms, of every process started from now on; `of` is called at its start. */
export function goAhead(of: () => number): void {
  offset = of;
}

/** Shifts the wall clock only; timers and performance.now() are unchanged. */
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
 * Sets the clock of a spec in which the day, the month or the hour counts: its own clock, that of its stand-ins and of every server,
 * command and page that it starts run on from this instant, whatever the machine's clock says (at-ten.ts). On MariaDB nothing is set: there
 * the database's clock counts, which is the machine's.
 */
export function ownClock(from = MORNING): void {
  if (process.env.TEST_DATABASE_URL) return;
  const [before, byMs] = [offset, Date.parse(from) - Date.now()];
  shiftDate(byMs);
  offset = () => before() + byMs;
}

/** Returns NODE_OPTIONS that give a started process the clock of the spec, added to `options`. */
export function withOwnClock(options = ''): string {
  const byMs = offset();
  if (byMs === 0) return options;
  return `${options} --import=data:text/javascript,${encodeURIComponent(shifting(byMs))}`.trim();
}

/**
 * Returns the script that a page runs first to get the clock of the spec; null where that is the machine's clock. The browser itself is
 * started without libfaketime (scripts/test-dates.mjs), under which it takes a minute to start and loses its processes.
 */
export function pageClock(): string | null {
  const [, preloaded = '0'] = /^([+-]\d+)s$/.exec(process.env.FAKETIME ?? '') ?? [];
  const byMs = offset() + Number(preloaded) * 1000;
  return byMs === 0 ? null : shifting(byMs);
}
