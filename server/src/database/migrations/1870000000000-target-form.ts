import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which form a bill's content is made for, and under which it was last sent: it is asked about, submitted, watched and withdrawn under that
 * one, whatever its scheme names today. Each receipt says how that save was sent. Until now there was the payment bill alone. Plain SQL, as
 * TypeORM would build the tables anew on SQLite.
 */
export class TargetForm1870000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query("ALTER TABLE bill ADD COLUMN target_form varchar(30) NOT NULL DEFAULT 'AP_PAYBILL'");
    await q.query('ALTER TABLE bill ADD COLUMN sent_form varchar(30) NULL');
    // What was sent until now was a payment bill, whatever it will be mapped for from now on.
    await q.query(`UPDATE bill SET sent_form = 'AP_PAYBILL' WHERE sent_form IS NULL
      AND (reached <> 'none' OR EXISTS (SELECT 1 FROM push_receipt r WHERE r.bill_id = bill.id AND r.step = 'save'))`);
    await q.query("ALTER TABLE push_receipt ADD COLUMN target_form varchar(30) NOT NULL DEFAULT 'AP_PAYBILL'");
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE push_receipt DROP COLUMN target_form');
    await q.query('ALTER TABLE bill DROP COLUMN sent_form');
    await q.query('ALTER TABLE bill DROP COLUMN target_form');
  }
}
