/** Beijing has had no summer time since 1991: its clock is eight hours ahead, all year. */
const AHEAD_MS = 8 * 3_600_000;

/** Unix ms → "2026-11-27T10:31:05.000" as Beijing's clock shows it. */
export const beijingClock = (at: number): string => new Date(at + AHEAD_MS).toISOString().slice(0, -1);

/** Unix ms → "2026-11-27" */
export function beijingDate(at: number): string {
  const day = Math.floor((at + AHEAD_MS) / DAY_MS);
  let date = dates.get(day);
  if (date === undefined) {
    date = beijingClock(at).slice(0, 10);
    if (dates.size >= MOST_DATES) dates.clear();
    dates.set(day, date);
  }
  return date;
}

export const DAY_MS = 86_400_000;
/** Cache by days since 1970: most requests are for days of this year. */
const dates = new Map<number, string>();
const MOST_DATES = 5000;

/** Unix ms → "2026-11" */
export const beijingMonth = (at: number): string => beijingClock(at).slice(0, 7);

/** "2026-11-27" → Unix ms at which that day begins in Beijing; NaN if it is no day. */
export const dayStart = (date: string): number => Date.parse(`${date}T00:00:00+08:00`);

/** Returns whether a text is a day that exists: no 30 February. */
export const isDay = (text: string): boolean => {
  const at = dayStart(text);
  return !Number.isNaN(at) && beijingDate(at) === text;
};

/**
 * "2026-11" → Unix ms at which that month begins in Beijing.
 * @param later number of months to add.
 */
export function monthStart(month: string, later = 0): number {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return Date.UTC(year, number - 1 + later, 1) - AHEAD_MS;
}

/**
 * Returns when the Beijing month of `at` begins, in Unix ms.
 * @param later number of months to add.
 */
export function monthOf(at: number, later = 0): number {
  const date = new Date(at + AHEAD_MS);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later, 1) - AHEAD_MS;
}

/** "10:31" of today, "11-24 10:31" of another day. */
export function whenInWords(at: number, now = Date.now()): string {
  const then = beijingClock(at);
  const time = then.slice(11, 16);
  return beijingDate(at) === beijingDate(now) ? time : `${then.slice(5, 10)} ${time}`;
}
