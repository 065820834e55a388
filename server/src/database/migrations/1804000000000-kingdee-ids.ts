import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

/** Whether a bill in Kingdee is another approval's already is asked by its Id. Not unique: a Kingdee that was restored may give an Id again. */
export class KingdeeIds1804000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.createIndex('bill', new TableIndex({ name: INDEX, columnNames: ['kingdee_id'] }));
  }

  async down(q: QueryRunner): Promise<void> {
    await q.dropIndex('bill', INDEX);
  }
}

const INDEX = 'ix_bill_kingdee_id';
