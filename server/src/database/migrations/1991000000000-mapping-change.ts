import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** How each revision of a mapping table came about, so that a row has a past and one change can be taken back. */
export class MappingChange1991000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const kind = columnKinds(q);
    if (await q.hasTable('mapping_change')) return;
    await q.createTable(
      new Table({
        name: 'mapping_change',
        columns: [
          kind.id('table_id', { isPrimary: true }),
          kind.int('revision', { isPrimary: true }),
          kind.text('way', 12),
          kind.int('undoes', { isNullable: true }),
          kind.text('made_by', 64),
          kind.instant('made_at'),
        ],
      }),
    );
  }

  async down(q: QueryRunner): Promise<void> {
    if (await q.hasTable('mapping_change')) await q.dropTable('mapping_change');
  }
}
