import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** To which accounts each bill pays, by a hash, and whether it was booked. */
export class BillAccounts1946000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const kind = columnKinds(q);
    if (await q.hasTable('bill_account')) return;
    await q.createTable(
      new Table({
        name: 'bill_account',
        columns: [
          kind.id('bill_id', { isPrimary: true }),
          kind.text('account_key', 32, { isPrimary: true }),
          kind.bool('booked', { default: 0 }),
        ],
        indices: [
          new TableIndex({ name: 'ix_bill_account_account_key_booked', columnNames: ['account_key', 'booked'] }),
        ],
      }),
    );
  }

  async down(q: QueryRunner): Promise<void> {
    if (await q.hasTable('bill_account')) await q.dropTable('bill_account');
  }
}
