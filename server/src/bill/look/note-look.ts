import { Injectable } from '@nestjs/common';
import { changedBy, Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';

/** Time for which a look（看过）is kept, in ms: afterwards nobody remembers the content. */
const KEPT_MS = 90 * 86_400_000;

/** Records what each person has seen of which bill: no decision, only for the list to show what has changed since. */
@Injectable()
export class NoteLook {
  constructor(private readonly db: Database) {}

  /** @param version version on the screen; if the bill has another one by now, or is unknown, nothing is recorded. */
  async looked(id: string, version: number, { userId }: Actor): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const [bill]: { mark: string }[] = await tx.query(
        `SELECT COALESCE(content_hash, '') AS mark FROM bill WHERE id = ? AND version = ?`,
        [id, version],
      );
      if (!bill) return;
      const now = Date.now();
      const values = [bill.mark, now, userId, id];
      const there = await changedBy(
        tx,
        'UPDATE bill_look SET content_mark = ?, at = ? WHERE user_id = ? AND bill_id = ?',
        values,
      );
      if (there === 0)
        await tx.query('INSERT INTO bill_look (content_mark, at, user_id, bill_id) VALUES (?, ?, ?, ?)', values);
    });
  }
}

/** Deletes looks that are older than 90 days. @param now Unix ms */
export async function sweepLooks(db: Database, now: number): Promise<void> {
  for (;;) {
    const [edge] = await db.query<{ at: unknown }>(
      'SELECT at FROM bill_look WHERE at < ? ORDER BY at LIMIT 1 OFFSET 1999',
      [now - KEPT_MS],
    );
    await db.inTransaction((tx) =>
      tx.query('DELETE FROM bill_look WHERE at <= ?', [edge ? Number(edge.at) : now - KEPT_MS - 1]),
    );
    if (!edge) return;
  }
}
