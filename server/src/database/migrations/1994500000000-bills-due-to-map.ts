import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** Bills that came back from a state in which no mapping touches them, or that a mapping run had to leave. */
export class BillsDueToMap1994500000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const { id, int } = columnKinds(q);
    await q.createTable(
      new Table({ name: 'bill_due_map', columns: [id('bill_id', { isPrimary: true }), int('version')] }),
    );
  }

  async down(q: QueryRunner): Promise<void> {
    await q.dropTable('bill_due_map');
  }
}
