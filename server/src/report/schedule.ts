import type { ReportPeriod } from '@dingdee/shared/report';
import { beijingClock, beijingDate, beijingMonth, DAY_MS, dayStart, monthStart } from '../domain/beijing-time.js';

/** Days and time of a report. */
export interface Schedule {
  /** 1 Monday … 7 Sunday. */
  days: readonly number[];
  /** "08:30", Beijing. */
  time: string;
}

/** Returns the weekday in Beijing, 1 Monday … 7 Sunday. */
const weekday = (at: number): number => new Date(`${beijingDate(at)}T00:00:00Z`).getUTCDay() || 7;
const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** Returns the first due time after `after`, Unix ms. */
export function nextDue({ days, time }: Schedule, after: number): number {
  const today = dayStart(beijingDate(after));
  for (let ahead = 0; ahead <= 7; ahead++) {
    const at = today + ahead * DAY_MS + minutes(time) * 60_000;
    if (at > after && days.includes(weekday(at))) return at;
  }
  throw new Error('a schedule without a day');
}

/** True if the time is on the schedule; a wrong clock may have stored a time that is not. */
export const isTime = ({ days, time }: Schedule, at: number): boolean =>
  beijingClock(at).slice(11) === `${time}:00.000` && days.includes(weekday(at));

/** Returns the covered days as of `at`, both included; null: all days. */
export function daysOf(period: ReportPeriod, at: number): { from: string; to: string } | null {
  const today = dayStart(beijingDate(at));
  const back = (days: number): string => beijingDate(today - days * DAY_MS);
  switch (period) {
    case 'yesterday':
      return { from: back(1), to: back(1) };
    case 'seven-days':
      return { from: back(7), to: back(1) };
    case 'week': {
      const monday = weekday(at) - 1;
      return { from: back(monday + 7), to: back(monday + 1) };
    }
    case 'month':
      return { from: `${beijingMonth(at)}-01`, to: beijingDate(at) };
    case 'last-month': {
      const end = monthStart(beijingMonth(at)) - DAY_MS;
      return { from: `${beijingMonth(end)}-01`, to: beijingDate(end) };
    }
    case 'all':
      return null;
  }
}
