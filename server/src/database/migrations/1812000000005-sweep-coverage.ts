import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = ['swept_from', 'look_back_until', 'owed_from', 'owed_to', 'owed_tries', 'long_sweep_at'];

/** What the sweeps over a scheme have covered, and what they still owe (decision 0017). */
export class SweepCoverage1812000000005 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    // Plain SQL that every database has: TypeORM would copy the whole table on SQLite.
    for (const column of COLUMNS)
      if (!(await q.hasColumn('scheme', column))) await q.query(`ALTER TABLE scheme ADD COLUMN ${column} bigint`);
  }

  async down(q: QueryRunner): Promise<void> {
    for (const column of [...COLUMNS].reverse()) await q.query(`ALTER TABLE scheme DROP COLUMN ${column}`);
  }
}
