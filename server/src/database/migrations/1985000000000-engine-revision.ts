import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * With which engine a bill's content was made. What is there was made by engines that had no number: all open ones are mapped anew at the
 * next start. Plain SQL, as TypeORM would build the table anew on SQLite.
 */
export class EngineRevision1985000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE bill_content ADD COLUMN engine_revision int NOT NULL DEFAULT 0');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE bill_content DROP COLUMN engine_revision');
  }
}
