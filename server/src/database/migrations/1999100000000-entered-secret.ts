import type { MigrationInterface, QueryRunner } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** A connection's secret can be entered on the page, and then stands in place of the environment's. */
export class EnteredSecret1999100000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const { text, instant } = columnKinds(q);
    if (!(await q.hasColumn('connection', 'entered_by')))
      await q.addColumn('connection', text('entered_by', 64, { isNullable: true }));
    if (!(await q.hasColumn('connection', 'entered_at')))
      await q.addColumn('connection', instant('entered_at', { isNullable: true }));
    if (!(await q.hasColumn('connection', 'replaced')))
      await q.addColumn('connection', text('replaced', 43, { isNullable: true }));
  }

  /** The program of before takes the environment's secret at its next start. */
  async down(q: QueryRunner): Promise<void> {
    for (const column of ['replaced', 'entered_at', 'entered_by'])
      if (await q.hasColumn('connection', column)) await q.dropColumn('connection', column);
  }
}
