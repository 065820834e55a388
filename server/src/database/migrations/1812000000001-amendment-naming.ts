import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether it is known which approval an amendment changes or cancels (decision 0017). */
export class AmendmentNaming1812000000001 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    // Plain SQL that every database has: TypeORM would copy the whole table on SQLite.
    if (await q.hasColumn('amendment', 'naming')) return;
    await q.query("ALTER TABLE amendment ADD COLUMN naming varchar(10) NOT NULL DEFAULT 'named'");
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE amendment DROP COLUMN naming');
  }
}
