import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** What 分析 adds up once a day of approvals, and the index by which it sees which days have changed. */
export class Analysis1966000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const { text, int, instant, fen } = columnKinds(q);
    if (!(await q.hasTable('analysis_day')))
      await q.createTable(
        new Table({
          name: 'analysis_day',
          columns: [text('day', 10, { isPrimary: true }), int('bills'), instant('versions'), int('made_by')],
        }),
      );
    if (!(await q.hasTable('analysis_cell')))
      await q.createTable(
        new Table({
          name: 'analysis_cell',
          columns: [
            text('day', 10, { isPrimary: true }),
            text('kind', 12, { isPrimary: true }),
            text('scheme_id', 36, { isPrimary: true }),
            text('org_number', 40, { isPrimary: true }),
            text('cell_key', 250, { isPrimary: true }),
            int('bills'),
            fen('fen'),
            int('unknown_amounts'),
          ],
        }),
      );
    await q.createIndex(
      'bill',
      new TableIndex({
        name: INDEX,
        columnNames: ['finished_at', 'version', 'scheme_id', 'org_number', 'base_fen'],
      }),
    );
  }

  async down(q: QueryRunner): Promise<void> {
    await q.dropIndex('bill', INDEX);
    for (const table of ['analysis_cell', 'analysis_day']) if (await q.hasTable(table)) await q.dropTable(table);
  }
}
const INDEX = 'ix_bill_finished_at_version_scheme_id_org_number_base_fen';
