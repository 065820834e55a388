import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How each save was sent stands on its receipt: an unanswered one is looked for by that, however often the scheme has been changed since.
 * Plain SQL, as TypeORM would build the table of every receipt anew on SQLite.
 */
export class SentAs1803000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query("ALTER TABLE push_receipt ADD COLUMN numbering varchar(10) NOT NULL DEFAULT 'ours'");
    await q.query("ALTER TABLE push_receipt ADD COLUMN key_field varchar(64) NOT NULL DEFAULT 'FTHIRDBILLNO'");
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE push_receipt DROP COLUMN key_field');
    await q.query('ALTER TABLE push_receipt DROP COLUMN numbering');
  }
}
