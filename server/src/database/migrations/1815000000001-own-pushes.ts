import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** What one person both approved and pushed, by day: the limit counts over all orders. */
export class OwnPushes1815000000001 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const kind = columnKinds(q);
    await q.createTable(
      new Table({
        name: 'own_push',
        columns: [
          kind.text('person', 64, { isPrimary: true }),
          kind.text('day', 10, { isPrimary: true }),
          kind.id('bill_id', { isPrimary: true }),
          kind.fen('base_fen', { isNullable: true }),
          kind.instant('at'),
        ],
      }),
      true,
    );
  }

  async down(q: QueryRunner): Promise<void> {
    await q.dropTable('own_push', true);
  }
}
