import type { EntityManager } from 'typeorm';
import type { SendBy } from '../../connectors/call-times.js';
import { type Database, placeholders } from '../../database/database.js';
import { DATABASE_NOW } from '../../database/database-clock.js';

/**
 * The last questions before a call leaves. Whether its intent is sealed outside the database: one that goes back afterwards is then known
 * to have lost it. And where several processes share the work, whether the lease of its bills is still the call's, by the database's own
 * clock: whoever stood still may have been taken for dead meanwhile, whatever the clocks of its own machine say.
 * @param sealed false where the database went back already.
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

/** Bills that are being pushed stay leased until `until`, Unix ms, while the lease is still this one. @returns those of which it is. */
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
