import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who ended a row of a mapping table: an import is taken back only where nobody else has decided about its places since. Plain SQL, as TypeORM would build the table anew on SQLite. */
export class EndedBy1901000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE mapping_row ADD COLUMN ended_by varchar(64) NULL');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE mapping_row DROP COLUMN ended_by');
  }
}
