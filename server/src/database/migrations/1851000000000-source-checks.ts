import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** Whether the approval of a bill was read again before it was sent. */
export class SourceChecks1851000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const kind = columnKinds(q);
    if (await q.hasTable('source_check')) return;
    await q.createTable(
      new Table({
        name: 'source_check',
        columns: [
          kind.id('bill_id', { isPrimary: true }),
          kind.id('order_id'),
          kind.text('outcome', 20),
          kind.text('cause', 20),
          kind.instant('checked_at'),
        ],
      }),
    );
  }

  async down(q: QueryRunner): Promise<void> {
    if (await q.hasTable('source_check')) await q.dropTable('source_check');
  }
}
