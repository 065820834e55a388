import type { MigrationInterface, QueryRunner } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** What of a bill belongs to one order alone: that it goes on though the order is stopped, that a later order has it, how it ended here. */
export class OrderOutcomes1808100000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    // Plain SQL that every database has: TypeORM would copy the whole table on SQLite.
    const { type } = columnKinds(q).bool('flag');
    await q.query(`ALTER TABLE push_item ADD COLUMN goes_on ${type} NOT NULL DEFAULT 0`);
    await q.query(`ALTER TABLE push_item ADD COLUMN passed_on ${type} NOT NULL DEFAULT 0`);
    await q.query('ALTER TABLE push_item ADD COLUMN ended varchar(10) NULL');
    // Those that were left out at a confirmation stayed with the order before.
    const later: { order_id: string; bill_id: string }[] = await q.query(
      `SELECT i.order_id, i.bill_id FROM push_item i JOIN push_order o ON o.id = i.order_id
        WHERE EXISTS (SELECT 1 FROM push_item j JOIN push_order n ON n.id = j.order_id
          WHERE j.bill_id = i.bill_id AND j.not_sent IS NULL AND n.created_at > o.created_at)`,
    );
    for (const { order_id, bill_id } of later)
      await q.query('UPDATE push_item SET passed_on = 1 WHERE order_id = ? AND bill_id = ?', [order_id, bill_id]);
    await q.query(
      `UPDATE push_item SET ended = 'failed' WHERE not_sent IS NULL AND (passed_on = 1 OR bill_id IN
        (SELECT id FROM bill WHERE state_kind IN ('needs-mapping', 'ready', 'approved')))
        AND bill_id IN (SELECT bill_id FROM push_receipt WHERE step = 'save' AND outcome = 'refused')`,
    );
    // An approval that a mapping after a refusal should have made void.
    await q.query(
      `UPDATE bill SET approved_by = NULL, approved_at = NULL, approved_hash = NULL
        WHERE state_kind IN ('collected', 'needs-mapping', 'ready', 'held') AND approved_hash IS NOT NULL`,
    );
  }

  async down(q: QueryRunner): Promise<void> {
    for (const column of ['goes_on', 'passed_on', 'ended'])
      await q.query(`ALTER TABLE push_item DROP COLUMN ${column}`);
  }
}
