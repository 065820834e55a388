import { readInt } from '../database/columns.js';
import { type Database, placeholders } from '../database/database.js';
import { beijingDate } from '../domain/beijing-time.js';
import { billSubject, type CloseMonth, type DayRun } from './close-month.js';

/**
 * Returns days whose newest statement is outdated: a bill that was under way has gone on, or a bill has been added. The pack's sums would
 * differ from its own work list, and the first look after the signatures would show a change.
 */
export async function outdatedDays(
  db: Pick<Database, 'query' | 'dialect'>,
  { start, end }: CloseMonth,
  runs: readonly DayRun[],
): Promise<ReadonlySet<string>> {
  if (runs.length === 0) return new Set();
  const ids = runs.map(({ id }) => id);
  const inRuns = `(${placeholders(ids)})`;
  const wentOn = await db.query<{ day: string }>(
    `SELECT DISTINCT r.day FROM statement_run r JOIN statement_entry e ON e.run_id = r.id JOIN bill b ON b.id = e.bill_id
     WHERE r.id IN ${inRuns} AND r.open_n > 0 AND e.open_n = 1 AND b.state_since >= r.created_at`,
    ids,
  );
  // The order of the joins is needed: else SQLite checks every bill.
  const came = await db.query<{ at: unknown }>(
    `SELECT DISTINCT a.finished_at AS at FROM scheme c CROSS JOIN approval a ON a.scheme_id = c.id AND a.finished_at >= ? AND a.finished_at < ?
       CROSS JOIN bill b ON b.approval_id = a.id
     WHERE ${billSubject(db.dialect)} NOT IN (SELECT e.subject FROM statement_entry e WHERE e.run_id IN ${inRuns})`,
    [start, end, ...ids],
  );
  return new Set([...wentOn.map(({ day }) => day), ...came.map(({ at }) => beijingDate(readInt(at)))]);
}
