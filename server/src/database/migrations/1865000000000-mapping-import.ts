import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** Excel files that were compared with a mapping table, and what became of them. */
export class MappingImport1865000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const kind = columnKinds(q);
    if (await q.hasTable('mapping_import')) return;
    await q.createTable(
      new Table({
        name: 'mapping_import',
        columns: [
          kind.id('id', { isPrimary: true }),
          kind.id('table_id'),
          kind.text('file_name', 200),
          kind.text('file_hash', 64),
          kind.json('content'),
          kind.text('created_by', 64),
          kind.instant('created_at'),
          kind.text('applied_by', 64, { isNullable: true }),
          kind.instant('applied_at', { isNullable: true }),
          kind.int('applied_revision', { isNullable: true }),
          kind.int('added', { default: 0 }),
          kind.int('changed', { default: 0 }),
          kind.int('removed', { default: 0 }),
          kind.text('undone_by', 64, { isNullable: true }),
          kind.instant('undone_at', { isNullable: true }),
        ],
        indices: [
          new TableIndex({
            name: 'ix_mapping_import_table_id_applied_at',
            columnNames: ['table_id', 'applied_at'],
          }),
        ],
      }),
    );
  }

  async down(q: QueryRunner): Promise<void> {
    if (await q.hasTable('mapping_import')) await q.dropTable('mapping_import');
  }
}
