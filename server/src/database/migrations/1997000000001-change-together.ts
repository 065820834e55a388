import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Revisions of several mapping tables that are one change of a person. Plain SQL, as TypeORM would build the table anew on SQLite. */
export class ChangeTogether1997000000001 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE mapping_change ADD COLUMN together varchar(36) NULL');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE mapping_change DROP COLUMN together');
  }
}
