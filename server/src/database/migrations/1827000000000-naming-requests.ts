import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which approval an amendment means is said by two people: what the first one asked for waits beside it. */
export class NamingRequests1827000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    // Plain SQL that every database has: TypeORM would copy the whole table on SQLite.
    if (!(await q.hasColumn('amendment', 'asked')))
      await q.query('ALTER TABLE amendment ADD COLUMN asked longtext NULL');
  }

  async down(q: QueryRunner): Promise<void> {
    if (await q.hasColumn('amendment', 'asked')) await q.query('ALTER TABLE amendment DROP COLUMN asked');
  }
}
