import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A bill that was withdrawn and pushed anew is watched anew: what was learned of one bill in Kingdee says nothing about the next. */
export class WatchedIds1805000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    // Plain SQL that every database has: TypeORM would copy the whole table on SQLite.
    await q.query('ALTER TABLE kingdee_watch ADD COLUMN kingdee_id varchar(40)');
    await q.query("DELETE FROM kingdee_watch WHERE bill_id IN (SELECT b.id FROM bill b WHERE b.reached = 'none')");
    await q.query(
      'UPDATE kingdee_watch SET kingdee_id = (SELECT b.kingdee_id FROM bill b WHERE b.id = kingdee_watch.bill_id)',
    );
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE kingdee_watch DROP COLUMN kingdee_id');
  }
}
