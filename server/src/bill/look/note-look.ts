import { Injectable } from '@nestjs/common';
import { changedBy, Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';

/** After so long nobody remembers what it said. */
const KEPT_MS = 90 * 86_400_000;

/** What each person has seen of which bill: no decision, only for the list to say what has changed since. */
@Injectable()
export class NoteLook {
  constructor(private readonly db: Database) {}

  /** @param version what stood on the screen; where the bill is another by now, or unknown, nothing is kept. */
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

/** @param now Unix ms */
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
