import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

const NUMBERS = {
  name: 'ix_bill_business_id_bill_no_kingdee_no_id',
  columnNames: ['business_id', 'bill_no', 'kingdee_no', 'id'],
};

/** By which texts bills are found; their numbers are read from an index of their own, which is far smaller than the bills. */
export class SearchTexts1925000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const { id, text } = columnKinds(q);
    if (!(await q.hasTable('search_text')))
      await q.createTable(
        new Table({ name: 'search_text', columns: [text('id', 16, { isPrimary: true }), text('words', 1300)] }),
      );
    if (!(await q.hasTable('bill_search_text')))
      await q.createTable(
        new Table({
          name: 'bill_search_text',
          columns: [text('text_id', 16, { isPrimary: true }), id('bill_id', { isPrimary: true })],
          indices: [new TableIndex({ name: 'ix_bill_search_text_bill_id', columnNames: ['bill_id'] })],
        }),
      );
    const bills = await q.getTable('bill');
    if (!bills?.indices.some(({ name }) => name === NUMBERS.name)) await q.createIndex('bill', new TableIndex(NUMBERS));
  }

  async down(q: QueryRunner): Promise<void> {
    await q.dropIndex('bill', NUMBERS.name);
    await q.dropTable('bill_search_text');
    await q.dropTable('search_text');
  }
}
