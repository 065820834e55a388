import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The form of a scheme that is switched on: of each form there is one. */
export class EnabledForm1812000000007 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    // Plain SQL that every database has: TypeORM would copy the whole table on SQLite.
    if (await q.hasColumn('scheme', 'enabled_form')) return;
    await q.query('ALTER TABLE scheme ADD COLUMN enabled_form varchar(64)');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE scheme DROP COLUMN enabled_form');
  }
}
