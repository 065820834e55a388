import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const INDEX = 'ix_amendment_naming';

/** Whether anything is unnamed is asked every few seconds. */
export class AmendmentNamingIndex1812000000004 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const table = await q.getTable('amendment');
    if (table?.indices.some(({ name }) => name === INDEX)) return;
    await q.createIndex('amendment', new TableIndex({ name: INDEX, columnNames: ['naming'] }));
  }

  async down(q: QueryRunner): Promise<void> {
    await q.dropIndex('amendment', INDEX);
  }
}
