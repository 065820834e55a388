import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The day from which a row of a mapping table counts; empty: it always counts (decision 161). Plain SQL, as TypeORM would build the table anew on SQLite. */
export class RowDays1995000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query("ALTER TABLE mapping_row ADD COLUMN from_day varchar(10) NOT NULL DEFAULT ''");
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE mapping_row DROP COLUMN from_day');
  }
}
