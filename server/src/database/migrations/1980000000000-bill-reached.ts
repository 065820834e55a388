import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

/** The index by which 暂估 finds what Kingdee never audited, without reading every bill of a year. */
export class BillReached1980000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.createIndex('bill', new TableIndex({ name: INDEX, columnNames: ['reached', 'state_kind', 'state_since'] }));
  }

  async down(q: QueryRunner): Promise<void> {
    await q.dropIndex('bill', INDEX);
  }
}
const INDEX = 'ix_bill_reached_state_kind_state_since';
