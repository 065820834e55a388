import type { EntityManager } from 'typeorm';
import type { Settings } from '../config/settings.js';
import { changedBy } from './database.js';

/** Allowance for the differences between the clocks of processes. */
const SLACK_MS = 60_000;

/** A column with a due time, at which a row becomes due or ends. */
export interface DueTime {
  column: string;
  /** SQL condition for the rows to which the due time applies. */
  where: string;
  /** The longest time from now that the column may hold, in ms. */
  longest: number;
  /** The replacement for a time beyond `longest`, in ms from now: 0 for work, the full duration for a right or a lease. */
  comesTo: number;
}

/** The due-time columns of one table; the room that owns the table provides them. */
export interface DueTimes {
  table: string;
  columns(settings: Settings): readonly DueTime[];
  /** Shortens due times that are too far ahead to be correct. @param now Unix ms. @returns the number of rows changed. */
  cap(tx: EntityManager, settings: Settings, now: number): Promise<number>;
}

/** Describes a due time of work that is postponed by at most `longest` ms. */
export const workDue = (column: string, where: string, longest: number): DueTime => ({
  column,
  where,
  longest: longest + SLACK_MS,
  comesTo: 0,
});

/** Describes the end of a right or a lease that lasts at most `longest` ms. */
export const rightEnds = (column: string, where: string, longest: number): DueTime => ({
  ...workDue(column, where, longest),
  comesTo: longest,
});

/** Builds the due times of a table; the room that owns `table` calls it. */
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
