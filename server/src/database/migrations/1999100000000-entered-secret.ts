import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = [
  ['entered_by', 'varchar(64)'],
  ['entered_at', 'bigint'],
  ['replaced', 'varchar(43)'],
] as const;

/** A connection's secret can be entered on the page, and then stands in place of the environment's. */
export class EnteredSecret1999100000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    // Plain SQL that every database has: TypeORM would copy the whole table on SQLite.
    for (const [column, type] of COLUMNS)
      if (!(await q.hasColumn('connection', column)))
        await q.query(`ALTER TABLE connection ADD COLUMN ${column} ${type} NULL`);
  }

  /** The program of before takes the environment's secret at its next start. */
  async down(q: QueryRunner): Promise<void> {
    for (const [column] of [...COLUMNS].reverse())
      if (await q.hasColumn('connection', column)) await q.query(`ALTER TABLE connection DROP COLUMN ${column}`);
  }
}
