import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

/** Count and ¥ of every stage are asked for after each change of any bill: from this index alone they need not touch the rows. */
export class StageSums1802000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.createIndex('bill', new TableIndex({ name: INDEX, columnNames: ['state_kind', 'base_fen'] }));
  }

  async down(q: QueryRunner): Promise<void> {
    await q.dropIndex('bill', INDEX);
  }
}

const INDEX = 'ix_bill_state_kind_base_fen';
