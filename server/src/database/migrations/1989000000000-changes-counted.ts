import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How often a department, and the difference of a form, has changed: two changes within one millisecond are two, whatever the clock says.
 * Plain SQL, as TypeORM would build the tables anew on SQLite.
 */
export class ChangesCounted1989000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE department ADD COLUMN changes int NOT NULL DEFAULT 0');
    await q.query('ALTER TABLE form_definition ADD COLUMN revision int NOT NULL DEFAULT 0');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE form_definition DROP COLUMN revision');
    await q.query('ALTER TABLE department DROP COLUMN changes');
  }
}
