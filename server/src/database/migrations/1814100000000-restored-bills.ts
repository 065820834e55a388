import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** Bills that were on their way when a hold was released. */
export class RestoredBills1814100000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const kind = columnKinds(q);
    await q.createTable(
      new Table({
        name: 'restored_bill',
        columns: [kind.id('bill_id', { isPrimary: true }), kind.id('hold_id')],
      }),
      true,
    );
  }

  async down(q: QueryRunner): Promise<void> {
    await q.dropTable('restored_bill', true);
  }
}
