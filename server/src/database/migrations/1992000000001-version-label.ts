import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a person calls a version of a scheme. Plain SQL, as TypeORM would build the table anew on SQLite. */
export class VersionLabel1992000000001 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE scheme_version ADD COLUMN label varchar(40) NULL');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE scheme_version DROP COLUMN label');
  }
}
