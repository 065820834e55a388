import type { EntityManager } from 'typeorm';
import type { SendBy } from '../../connectors/call-times.js';
import { type Database, placeholders } from '../../database/database.js';
import { DATABASE_NOW } from '../../database/database-clock.js';

/**
 * Adds the last checks before a call is sent. First, whether its intent is sealed outside the database: a database that is put back later
 * is then known to have lost it. Second, if several processes share the work, whether the call still holds the lease of its bills, by the
 * database's own clock: a process that was suspended may have been taken for dead, whatever its own clock says.
 * @param sealed returns false if the database was put back already.
 */
export function whileHeld(
  db: Database,
  until: SendBy,
  call: { leaseToken: string; bills: readonly { id: string }[] },
  sealed: () => Promise<boolean>,
): SendBy {
  if (db.dialect === 'sqlite') return until.about(sealed);
  const ids = call.bills.map(({ id }) => id);
  return until.about(async () => {
    if (!(await sealed())) return false;
    const [row] = await db.query<{ n: unknown }>(
      `SELECT COUNT(*) AS n FROM bill WHERE lease_token = ? AND lease_until > ${DATABASE_NOW} AND id IN (${placeholders(ids)})`,
      [call.leaseToken, ...ids],
    );
    return Number(row?.n ?? 0) === ids.length;
  });
}

/**
 * Extends the lease of bills that are being pushed to `until` (Unix ms), if the lease is still this one.
 * @returns the ids that this lease still holds.
 */
export async function renewLease(
  tx: EntityManager,
  token: string,
  ids: readonly string[],
  until: number,
): Promise<Set<string>> {
  const mine = `lease_token = ? AND state_kind = 'pushing' AND id IN (${placeholders(ids)})`;
  await tx.query(`UPDATE bill SET lease_until = ? WHERE ${mine}`, [until, token, ...ids]);
  const rows: { id: string }[] = await tx.query(`SELECT id FROM bill WHERE ${mine}`, [token, ...ids]);
  return new Set(rows.map(({ id }) => id));
}
