import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Names that a person had before, as JSON: who is paid may be written by one of them. */
export class FormerNames1821000000001 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    // Plain SQL that every database has: TypeORM would copy the whole table on SQLite.
    if (!(await q.hasColumn('member', 'former_names')))
      await q.query('ALTER TABLE member ADD COLUMN former_names longtext NULL');
  }

  async down(q: QueryRunner): Promise<void> {
    if (await q.hasColumn('member', 'former_names')) await q.query('ALTER TABLE member DROP COLUMN former_names');
  }
}
