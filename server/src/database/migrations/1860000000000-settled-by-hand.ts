import type { MigrationInterface, QueryRunner } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

const COLUMNS = ['settled_at', 'settled_by', 'settled_by_name', 'settled_reason'] as const;

/** Of an approval that can never be read: what an administrator has written down, who and when. */
export class SettledByHand1860000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const kind = columnKinds(q);
    const columns = {
      settled_at: kind.instant('settled_at', { isNullable: true }),
      settled_by: kind.text('settled_by', 64, { isNullable: true }),
      settled_by_name: kind.text('settled_by_name', 120, { isNullable: true }),
      settled_reason: kind.text('settled_reason', 300, { isNullable: true }),
    };
    for (const name of COLUMNS)
      if (!(await q.hasColumn('listed_approval', name))) await q.addColumn('listed_approval', columns[name]);
  }

  async down(q: QueryRunner): Promise<void> {
    for (const name of COLUMNS)
      if (await q.hasColumn('listed_approval', name)) await q.dropColumn('listed_approval', name);
  }
}
