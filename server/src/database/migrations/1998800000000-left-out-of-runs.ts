import type { MigrationInterface, QueryRunner } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** Which approvals a run did not collect, by reason. Runs of before have only the counts. */
export class LeftOutOfRuns1998800000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    if (!(await q.hasColumn('intake_run', 'left_out')))
      await q.addColumn('intake_run', columnKinds(q).json('left_out', { isNullable: true }));
  }

  async down(q: QueryRunner): Promise<void> {
    if (await q.hasColumn('intake_run', 'left_out')) await q.dropColumn('intake_run', 'left_out');
  }
}
