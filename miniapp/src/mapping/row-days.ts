import { mappingWords as words } from './words.js';

/** Choice of a person in the dialog of a row; `fromDay`: "" for all days. */
export interface RowChoice {
  key: string;
  targetNumber: string;
  orgNumbers: readonly string[];
  fromDay: string;
}

/** The row in front of the person; `id` is absent for a value without a row. */
export interface ShownRow {
  id?: string;
  current: string | null;
  fromDay: string;
}

/**
 * Returns what is written: another target with another day is a row beside the shown one, which stays for the other bills; another day alone moves the
 * shown row. Either way the row stays one for the same applicant, department or form (`edits`).
 */
export function rowWritten({ id, current, fromDay }: ShownRow, { targetNumber, fromDay: day }: RowChoice) {
  const edits = id === undefined ? {} : { edits: id };
  if (day === fromDay) return { ...dayOf(day), was: current, ...edits };
  const moves = id !== undefined && targetNumber === current;
  return { ...dayOf(day), was: null, ...edits, ...(moves ? { instead: id } : {}) };
}

/** Returns what the day that was typed means for the shown row. */
export function dayMeans(
  { current, fromDay }: Omit<ShownRow, 'id'>,
  { chosen, day }: { chosen: string | null; day: string },
): string {
  if (current === null && day !== '') return words.only(day);
  if (current === null || day === fromDay) return words.fromDayHint;
  if (chosen === current) return day === '' ? words.movesToAll : words.moves(day);
  if (day === '') return words.standsForAll;
  return day < fromDay ? words.standsUntil(day, fromDay) : words.stands(day);
}

const dayOf = (day: string): { fromDay?: string } => (day === '' ? {} : { fromDay: day });
