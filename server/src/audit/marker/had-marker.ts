import type { Database } from '../../database/database.js';

/** Subject of the audit rows that say that a marker was begun. */
export const MARKER = 'marker';

/** Tells whether the log says that this database has had a marker. */
export async function hadMarker(db: Pick<Database, 'query'>): Promise<boolean> {
  const begun = "SELECT seq FROM audit WHERE subject_id = ? AND subject_kind = 'ledger' LIMIT 1";
  return (await db.query(begun, [MARKER])).length > 0;
}
