import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why a message has not gone, as a code: it waits for the system by it, is listed by it, and is tried again by a person (decision 122). */
export class OutboxCause1986000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    // Plain SQL, as TypeORM would build the table anew on SQLite.
    await q.query('ALTER TABLE outbox ADD COLUMN cause varchar(20) NULL');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE outbox DROP COLUMN cause');
  }
}
