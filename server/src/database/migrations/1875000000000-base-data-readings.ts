import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** When each kind of base data was read, and what a reading changed. */
export class BaseDataReadings1875000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const { text, int, instant, id } = columnKinds(q);
    if (!(await q.hasTable('base_data_kind')))
      await q.createTable(
        new Table({
          name: 'base_data_kind',
          columns: [
            text('kind', 20, { isPrimary: true }),
            int('reading'),
            instant('read_at'),
            int('took_ms'),
            int('revision'),
          ],
        }),
      );
    if (!(await q.hasTable('base_data_change')))
      await q.createTable(
        new Table({
          name: 'base_data_change',
          columns: [
            id('id', { isPrimary: true }),
            instant('at'),
            text('kind', 20),
            text('org_number', 40),
            text('number', 80),
            text('name', 200),
            text('was', 200, { isNullable: true }),
            text('what', 12),
          ],
          indices: [new TableIndex({ name: 'ix_base_data_change_at', columnNames: ['at'] })],
        }),
      );
    await q.query(`INSERT INTO base_data_kind (kind, reading, read_at, took_ms, revision)
      SELECT kind, 1, MAX(refreshed_at), 0, 1 FROM base_data
      WHERE kind NOT IN (SELECT k.kind FROM base_data_kind k) GROUP BY kind`);
  }

  async down(q: QueryRunner): Promise<void> {
    for (const table of ['base_data_change', 'base_data_kind']) if (await q.hasTable(table)) await q.dropTable(table);
  }
}
