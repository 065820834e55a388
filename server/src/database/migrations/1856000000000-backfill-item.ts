import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** Approvals in quarantine: each once, whatever back-fill met it. */
export class BackfillItem1856000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const kind = columnKinds(q);
    if (await q.hasTable('backfill_item')) return;
    await q.createTable(
      new Table({
        name: 'backfill_item',
        columns: [
          kind.id('approval_id', { isPrimary: true }),
          kind.id('backfill_id'),
          kind.id('batch_id'),
          kind.id('scheme_id'),
          kind.text('state', 10),
          kind.instant('finished_at'),
          kind.fen('total_fen', { isNullable: true }),
          kind.text('payee', 200),
          kind.text('finding', 16),
          kind.text('note', 500),
          kind.text('kingdee_no', 80, { isNullable: true }),
          kind.id('order_id', { isNullable: true }),
          kind.text('decided_by', 64, { isNullable: true }),
          kind.text('decided_by_name', 120, { isNullable: true }),
          kind.instant('decided_at', { isNullable: true }),
          kind.text('reason', 200),
          kind.instant('created_at'),
        ],
        indices: [
          new TableIndex({
            name: 'ix_backfill_item_batch_id_state_finished_at',
            columnNames: ['batch_id', 'state', 'finished_at'],
          }),
          new TableIndex({ name: 'ix_backfill_item_state_decided_at', columnNames: ['state', 'decided_at'] }),
          new TableIndex({ name: 'ix_backfill_item_order_id', columnNames: ['order_id'] }),
        ],
      }),
    );
  }

  async down(q: QueryRunner): Promise<void> {
    if (await q.hasTable('backfill_item')) await q.dropTable('backfill_item');
  }
}
