import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = ['asked_at', 'left_at'] as const;

/** When DingTalk was last asked about a person, and since when it no longer knows them. */
export class Leavers1819000000001 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    // Plain SQL that every database has: TypeORM would copy the whole table on SQLite.
    for (const column of COLUMNS)
      if (!(await q.hasColumn('member', column))) await q.query(`ALTER TABLE member ADD COLUMN ${column} bigint NULL`);
  }

  async down(q: QueryRunner): Promise<void> {
    for (const column of [...COLUMNS].reverse())
      if (await q.hasColumn('member', column)) await q.query(`ALTER TABLE member DROP COLUMN ${column}`);
  }
}
