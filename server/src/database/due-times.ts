import type { EntityManager } from 'typeorm';
import type { Settings } from '../config/settings.js';
import { changedBy } from './database.js';

/** Clocks of processes differ a little. */
const SLACK_MS = 60_000;

/** A column with a time that something waits for. */
export interface DueTime {
  column: string;
  /** SQL: rows that wait for it. */
  where: string;
  /** The longest that anything is put off to, ms. */
  longest: number;
  /** What lies beyond that comes to this, ms from now: at once for work, its full time for a right or a lease. */
  comesTo: number;
}

/** Such columns of one table, as the room that owns the table offers them. */
export interface DueTimes {
  table: string;
  columns(settings: Settings): readonly DueTime[];
  /** @param now Unix ms. @returns how many rows waited for a time that cannot be. */
  cap(tx: EntityManager, settings: Settings, now: number): Promise<number>;
}

/** Work that is put off by `longest` ms at most. */
export const workDue = (column: string, where: string, longest: number): DueTime => ({
  column,
  where,
  longest: longest + SLACK_MS,
  comesTo: 0,
});

/** A right or a lease that lasts `longest` ms at most. */
export const rightEnds = (column: string, where: string, longest: number): DueTime => ({
  ...workDue(column, where, longest),
  comesTo: longest,
});

/** For the owner of `table`. */
export const dueTimesOf = (table: string, columns: DueTimes['columns']): DueTimes => ({
  table,
  columns,
  async cap(tx, settings, now) {
    let capped = 0;
    for (const { column, where, longest, comesTo } of columns(settings))
      capped += await changedBy(tx, `UPDATE ${table} SET ${column} = ? WHERE ${where} AND ${column} > ?`, [
        now + comesTo,
        now + longest,
      ]);
    return capped;
  },
});
