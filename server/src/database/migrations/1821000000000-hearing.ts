import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = ['heard_until', 'hearing_from', 'hearing_at', 'hearing_tries'] as const;

/** Until when a scheme that is off has heard of cancelled and changed approvals, and how far the listening that is under way has got. */
export class Hearing1821000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    // Plain SQL that every database has: TypeORM would copy the whole table on SQLite.
    for (const column of COLUMNS)
      if (!(await q.hasColumn('scheme', column))) await q.query(`ALTER TABLE scheme ADD COLUMN ${column} bigint NULL`);
  }

  async down(q: QueryRunner): Promise<void> {
    for (const column of [...COLUMNS].reverse())
      if (await q.hasColumn('scheme', column)) await q.query(`ALTER TABLE scheme DROP COLUMN ${column}`);
  }
}
