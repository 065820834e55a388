import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When launches older than the sweeps of a scheme cover were last looked through for running ones (decision 129). */
export class OlderLookedAt1987000000005 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    // Plain SQL, as TypeORM would build the table anew on SQLite.
    await q.query('ALTER TABLE scheme ADD COLUMN older_looked_at bigint NULL');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE scheme DROP COLUMN older_looked_at');
  }
}
