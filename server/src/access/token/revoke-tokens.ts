import type { EntityManager } from 'typeorm';
import { changedBy } from '../../database/database.js';

/**
 * Revokes all valid tokens in the caller's transaction: from now on they read nothing.
 * @param maker only tokens of this person; null: of everybody. @returns the detail for the log: { tokens: "集团报表 dd_…abcd" }; empty if none was valid.
 */
export async function revokeTokens(tx: EntityManager, maker: string | null): Promise<{ tokens?: string[] }> {
  const whose = maker === null ? '' : ' AND created_by = ?';
  const of = maker === null ? [] : [maker];
  const now = Date.now();
  const held: { name: string; tail: string }[] = await tx.query(
    `SELECT name, tail FROM api_token WHERE revoked_at IS NULL AND expires_at > ?${whose} ORDER BY created_at, id`,
    [now, ...of],
  );
  await changedBy(tx, `UPDATE api_token SET revoked_at = ? WHERE revoked_at IS NULL AND expires_at > ?${whose}`, [
    now,
    now,
    ...of,
  ]);
  return held.length === 0 ? {} : { tokens: held.map(({ name, tail }) => `${name} dd_…${tail}`) };
}
