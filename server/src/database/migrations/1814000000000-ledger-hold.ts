import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** A restored backup holds everything until an administrator has looked, and what was on its way is confirmed anew. */
export class LedgerHold1814000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const kind = columnKinds(q);
    await q.createTable(
      new Table({
        name: 'ledger_hold',
        columns: [
          kind.id('id', { isPrimary: true }),
          kind.text('cause', 10),
          kind.json('detail'),
          kind.instant('held_at'),
          kind.text('held_by', 120),
          kind.instant('released_at', { isNullable: true }),
          kind.text('released_by', 120, { isNullable: true }),
        ],
      }),
      true,
    );
  }

  async down(q: QueryRunner): Promise<void> {
    await q.dropTable('ledger_hold', true);
  }
}
