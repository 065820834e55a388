import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the key says of a row when it is appended; rows of before have none (docs/decisions/0022). */
export class AuditMark1816000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    if (await q.hasColumn('audit', 'mark')) return;
    // Plain SQL that every database has: TypeORM would copy the whole table on SQLite.
    await q.query('ALTER TABLE audit ADD COLUMN mark varchar(64) NULL');
  }

  async down(q: QueryRunner): Promise<void> {
    if (!(await q.hasColumn('audit', 'mark'))) return;
    await q.query('ALTER TABLE audit DROP COLUMN mark');
  }
}
