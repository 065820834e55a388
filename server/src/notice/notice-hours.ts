import type { NoticeRules } from '@dingdee/shared/notice';
import { beijingClock, beijingDate, DAY_MS, dayStart } from '../domain/beijing-time.js';

/** A digest that is later than this has outdated figures and is left out. */
export const DIGEST_LATE_MS = 2 * 3_600_000;
const AHEAD_DAYS = 4;

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const isWeekend = (at: number): boolean => [0, 6].includes(new Date(`${beijingDate(at)}T00:00:00Z`).getUTCDay());

/** Tells whether this moment is in the rest（静默）: only doubts and troubles are sent then. @param at Unix ms */
export function atRest({ rest: { from, to, weekends } }: Pick<NoticeRules, 'rest'>, at: number): boolean {
  if (weekends && isWeekend(at)) return true;
  const [now, start, end] = [minutes(beijingClock(at).slice(11, 16)), minutes(from), minutes(to)];
  return start <= end ? now >= start && now < end : now >= start || now < end;
}

/** Returns the first digest time after `after` outside the rest; null if there is none. @returns Unix ms */
export function nextDigest({ times, rest }: Pick<NoticeRules, 'times' | 'rest'>, after: number): number | null {
  const today = dayStart(beijingDate(after));
  const sorted = times.map(minutes).sort((a, b) => a - b);
  for (let ahead = 0; ahead < AHEAD_DAYS; ahead++)
    for (const minute of sorted) {
      const at = today + ahead * DAY_MS + minute * 60_000;
      if (at > after && !atRest({ rest }, at)) return at;
    }
  return null;
}

/** Returns "09:00", or "11-30 09:00" if it is another day than `now`. */
export function clockWords(at: number, now: number): string {
  const clock = beijingClock(at);
  return beijingDate(at) === beijingDate(now) ? clock.slice(11, 16) : `${clock.slice(5, 10)} ${clock.slice(11, 16)}`;
}
