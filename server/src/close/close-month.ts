import { readInt } from '../database/columns.js';
import type { Database } from '../database/database.js';
import type { Dialect } from '../database/dialect.js';
import { beijingDate, beijingMonth, DAY_MS, dayStart, monthStart } from '../domain/beijing-time.js';
import { CloseMonthError } from './close.errors.js';

/** A month of the Beijing calendar. */
export interface CloseMonth {
  code: string;
  /** Its first day, and the first day of the next month. */
  from: string;
  before: string;
  /** The same as Unix ms. */
  start: number;
  end: number;
  /** True if the month has ended. */
  over: boolean;
  /** Its days that have ended. */
  days: readonly string[];
}

/** @throws CloseMonthError if the month has not begun, or is before DingTalk existed. */
export function closeMonthOf(code: string, now: number): CloseMonth {
  if (code > beijingMonth(now) || code < '2015-01') throw new CloseMonthError();
  const [start, end] = [monthStart(code), monthStart(code, 1)];
  const until = Math.min(end, dayStart(beijingDate(now)));
  const days: string[] = [];
  for (let at = start; at < until; at += DAY_MS) days.push(beijingDate(at));
  return { code, from: beijingDate(start), before: beijingDate(end), start, end, over: end <= now, days };
}

/** Returns this month and the months before it, the newest first. */
export const lastMonths = (now: number, count: number): string[] =>
  Array.from({ length: count }, (_, back) => beijingMonth(monthStart(beijingMonth(now), -back)));

export interface DayRun {
  id: string;
  day: string;
  /** Both sides were read completely. */
  whole: boolean;
  /** Kingdee's side was read completely. */
  answered: boolean;
  /** Unix ms. */
  endedAt: number;
}

/** SQL for the subject that a statement gives to a bill `b`. */
export const billSubject = (dialect: Dialect): string =>
  dialect === 'mysql' ? "CONCAT('bill ', b.id)" : "'bill ' || b.id";

/** Returns the newest finished statement of each day of the month; the pack's sums are made of these. */
export async function runsOfMonth(db: Pick<Database, 'query'>, { from, before }: CloseMonth): Promise<DayRun[]> {
  const rows = await db.query<Record<'id' | 'day', string> & Record<'whole' | 'answered' | 'ended_at', unknown>>(
    `SELECT r.id, r.day, CASE WHEN r.problem IS NULL AND r.proven = 1 THEN 1 ELSE 0 END AS whole,
       CASE WHEN r.problem IS NULL THEN 1 ELSE 0 END AS answered, COALESCE(r.ended_at, r.created_at) AS ended_at FROM statement_run r
     WHERE r.day >= ? AND r.day < ? AND r.state = 'done' AND NOT EXISTS (
       SELECT 1 FROM statement_run n WHERE n.day = r.day AND n.state = 'done' AND (n.created_at > r.created_at OR (n.created_at = r.created_at AND n.id > r.id)))
     ORDER BY r.day`,
    [from, before],
  );
  return rows.map(({ id, day, whole, answered, ended_at }) => ({
    id,
    day,
    whole: readInt(whole) === 1,
    answered: readInt(answered) === 1,
    endedAt: readInt(ended_at),
  }));
}
