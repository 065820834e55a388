import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** Where a kind of base data is named. */
const KINDS = [
  ['base_data', 'kind'],
  ['base_data_kind', 'kind'],
  ['base_data_change', 'kind'],
  ['emptied_base_data', 'kind'],
  ['mapping_table', 'target'],
] as const;

/** Kinds of base data that only one company has, 辅助资料 by category, are named longer than the others; and which of its bills' fields are chosen from what. */
export class OwnBaseData1890000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const { text } = columnKinds(q);
    await widen(q, 60);
    if (!(await q.hasColumn('base_data_kind', 'name')))
      await q.addColumn('base_data_kind', text('name', 80, { default: "''" }));
    if (!(await q.hasTable('own_target_field')))
      await q.createTable(
        new Table({
          name: 'own_target_field',
          columns: [
            text('form', 30, { isPrimary: true }),
            text('level', 6, { isPrimary: true }),
            text('field_key', 64, { isPrimary: true }),
            text('label', 80),
            text('kind', 60, { isNullable: true }),
          ],
        }),
      );
  }

  async down(q: QueryRunner): Promise<void> {
    if (await q.hasTable('own_target_field')) await q.dropTable('own_target_field');
    if (await q.hasColumn('base_data_kind', 'name')) await q.dropColumn('base_data_kind', 'name');
    // The version before knows no such kinds. A table keeps its rows: bills cite them.
    await q.query(`UPDATE mapping_table SET target = 'costItem' WHERE ${own('target')}`);
    for (const [table, column] of KINDS)
      if (table !== 'mapping_table') await q.query(`DELETE FROM ${table} WHERE ${own(column)}`);
    await widen(q, 20);
  }
}

const own = (column: string): string => `INSTR(${column}, ':') > 0`;

/** SQLite holds no text to its length. */
async function widen(q: QueryRunner, length: number): Promise<void> {
  if (q.dataSource.options.type === 'better-sqlite3') return;
  for (const [table, column] of KINDS)
    await q.query(`ALTER TABLE ${table} MODIFY ${column} varchar(${length}) NOT NULL`);
}
