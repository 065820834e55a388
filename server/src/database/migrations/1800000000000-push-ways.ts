import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** How a scheme is pushed, and what of pushing is paused by whom. */
export class PushWays1800000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const kind = columnKinds(q);
    await q.addColumns('scheme', [
      kind.text('paused_by', 120, { isNullable: true }),
      kind.instant('paused_at', { isNullable: true }),
      kind.text('call_mode', 10, { default: "'steps'" }),
      kind.json('interactions', { isNullable: true }),
    ]);
    await q.createTable(
      new Table({
        name: 'push_pause',
        columns: [
          kind.text('org_number', 40, { isPrimary: true }),
          kind.text('reason', 300),
          kind.text('paused_by', 120),
          kind.instant('paused_at'),
        ],
      }),
    );
  }

  async down(q: QueryRunner): Promise<void> {
    await q.dropTable('push_pause');
    await q.dropColumns('scheme', ['paused_by', 'paused_at', 'call_mode', 'interactions']);
  }
}
