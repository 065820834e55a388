import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const INDEX = 'uq_scheme_enabled_form';

/** Uniqueness is a key, not an `if`: two may look at the same moment. */
export class EnabledFormKey1812000000009 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const table = await q.getTable('scheme');
    if (table?.indices.some(({ name }) => name === INDEX)) return;
    await q.createIndex('scheme', new TableIndex({ name: INDEX, columnNames: ['enabled_form'], isUnique: true }));
  }

  async down(q: QueryRunner): Promise<void> {
    await q.dropIndex('scheme', INDEX);
  }
}
