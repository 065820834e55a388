import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The first day of a scheme was moved earlier: what finished before then goes into quarantine, of which back-fill (decision 152). */
export class FirstDay1993000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    // Plain SQL, as TypeORM would build the table anew on SQLite.
    await q.query('ALTER TABLE scheme ADD COLUMN quarantine_before bigint NULL');
    await q.query('ALTER TABLE scheme ADD COLUMN quarantine_backfill varchar(36) NULL');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE scheme DROP COLUMN quarantine_backfill');
    await q.query('ALTER TABLE scheme DROP COLUMN quarantine_before');
  }
}
