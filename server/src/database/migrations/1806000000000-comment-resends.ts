import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How often a message to DingTalk was sent again because nobody knew whether it had arrived: not for ever. */
export class CommentResends1806000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    // Plain SQL that every database has: TypeORM would copy the whole table on SQLite.
    await q.query('ALTER TABLE outbox ADD COLUMN resends int NOT NULL DEFAULT 0');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE outbox DROP COLUMN resends');
  }
}
