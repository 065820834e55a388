import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = [
  ['sealed', 'longtext'],
  ['key_id', 'varchar(16)'],
] as const;

/** Secrets of a connection have a column of their own, encrypted, and beside them which key did it. */
export class SealedConnections1824000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    // Plain SQL that every database has: TypeORM would copy the whole table on SQLite.
    for (const [column, type] of COLUMNS)
      if (!(await q.hasColumn('connection', column)))
        await q.query(`ALTER TABLE connection ADD COLUMN ${column} ${type} NULL`);
  }

  async down(q: QueryRunner): Promise<void> {
    for (const [column] of [...COLUMNS].reverse())
      if (await q.hasColumn('connection', column)) await q.query(`ALTER TABLE connection DROP COLUMN ${column}`);
  }
}
