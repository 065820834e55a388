import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = { switched_at: 'bigint', switched_by: 'varchar(120)' } as const;

/** When a scheme was last switched on or off, and by whom: one that never was is a draft. */
export class SchemeSwitches1817000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    for (const [name, type] of Object.entries(COLUMNS))
      if (!(await q.hasColumn('scheme', name))) await q.query(`ALTER TABLE scheme ADD COLUMN ${name} ${type}`);
  }

  async down(q: QueryRunner): Promise<void> {
    for (const name of Object.keys(COLUMNS))
      if (await q.hasColumn('scheme', name)) await q.query(`ALTER TABLE scheme DROP COLUMN ${name}`);
  }
}
