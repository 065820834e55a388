import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** Who a bill under review was given to. */
export class BillAssignment1968000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    if (await q.hasTable('bill_assignment')) return;
    const kind = columnKinds(q);
    await q.createTable(
      new Table({
        name: 'bill_assignment',
        columns: [
          kind.id('bill_id', { isPrimary: true }),
          kind.text('user_id', 64),
          kind.instant('due_at', { isNullable: true }),
          kind.text('note', 200),
          kind.text('assigned_by', 64),
          kind.instant('assigned_at'),
          kind.id('act_id'),
          kind.json('before_act', { isNullable: true }),
        ],
        indices: [
          new TableIndex({ name: 'ix_bill_assignment_user_id', columnNames: ['user_id', 'bill_id'] }),
          new TableIndex({ name: 'ix_bill_assignment_due_at', columnNames: ['due_at'] }),
          new TableIndex({ name: 'ix_bill_assignment_act_id', columnNames: ['act_id'] }),
        ],
      }),
    );
  }

  async down(q: QueryRunner): Promise<void> {
    if (await q.hasTable('bill_assignment')) await q.dropTable('bill_assignment');
  }
}
