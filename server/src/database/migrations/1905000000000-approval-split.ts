import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** How an approval was split into several bills when it was collected: whatever its scheme says later. */
export class ApprovalSplit1905000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const kind = columnKinds(q);
    if (await q.hasTable('approval_split')) return;
    await q.createTable(
      new Table({
        name: 'approval_split',
        columns: [
          kind.text('corp_id', 64, { isPrimary: true }),
          kind.text('process_instance_id', 64, { isPrimary: true }),
          kind.text('split_by', 20),
          kind.text('split_from', 300),
          kind.json('parts'),
          kind.instant('created_at'),
          kind.instant('updated_at'),
        ],
      }),
    );
  }

  async down(q: QueryRunner): Promise<void> {
    if (await q.hasTable('approval_split')) await q.dropTable('approval_split');
  }
}
