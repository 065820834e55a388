import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a frozen bill looked like: whose it was, and when it had last changed. */
export class SeenBills1813000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    if (await q.hasColumn('selection_item', 'payee')) return;
    // Plain SQL that every database has: TypeORM would copy the whole table on SQLite.
    await q.query("ALTER TABLE selection_item ADD COLUMN payee varchar(200) NOT NULL DEFAULT ''");
  }

  async down(q: QueryRunner): Promise<void> {
    if (!(await q.hasColumn('selection_item', 'payee'))) return;
    await q.query('ALTER TABLE selection_item DROP COLUMN payee');
  }
}
