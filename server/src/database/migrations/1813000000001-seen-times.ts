import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The second of the two: one statement a step, each looking first, so that a start that was cut off goes on. */
export class SeenTimes1813000000001 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    if (await q.hasColumn('selection_item', 'changed_at')) return;
    await q.query('ALTER TABLE selection_item ADD COLUMN changed_at bigint NOT NULL DEFAULT 0');
  }

  async down(q: QueryRunner): Promise<void> {
    if (!(await q.hasColumn('selection_item', 'changed_at'))) return;
    await q.query('ALTER TABLE selection_item DROP COLUMN changed_at');
  }
}
