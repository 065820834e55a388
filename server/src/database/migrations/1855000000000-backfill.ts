import { type MigrationInterface, type QueryRunner, Table, TableIndex, TableUnique } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** Back-fills of a past range: how far each has listed, what it cost, when Kingdee was asked. */
export class Backfill1855000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const kind = columnKinds(q);
    if (await q.hasTable('backfill')) return;
    await q.createTable(
      new Table({
        name: 'backfill',
        columns: [
          kind.id('id', { isPrimary: true }),
          kind.id('batch_id'),
          kind.id('scheme_id'),
          kind.id('running_scheme', { isNullable: true }),
          kind.text('from_day', 10),
          kind.text('to_day', 10),
          kind.text('listed_until', 10, { isNullable: true }),
          kind.int('slice_days'),
          kind.text('state', 10),
          kind.text('problem', 500, { isNullable: true }),
          kind.text('started_by', 64),
          kind.text('started_by_name', 120),
          kind.instant('started_at'),
          kind.instant('updated_at'),
          kind.id('process_id', { isNullable: true }),
          kind.int('estimated_calls'),
          kind.int('calls'),
          kind.int('work_ms'),
          kind.int('known'),
          kind.int('left_out'),
          kind.int('unread'),
          kind.int('look_due'),
          kind.instant('looked_at', { isNullable: true }),
          kind.text('look_problem', 500, { isNullable: true }),
        ],
        indices: [new TableIndex({ name: 'ix_backfill_batch_id', columnNames: ['batch_id'] })],
        uniques: [new TableUnique({ name: 'uq_backfill_running_scheme', columnNames: ['running_scheme'] })],
      }),
    );
  }

  async down(q: QueryRunner): Promise<void> {
    if (await q.hasTable('backfill')) await q.dropTable('backfill');
  }
}
