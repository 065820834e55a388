import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** The approvals that an amendment may mean which names none. */
export class SuspectedOriginals1812000000002 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    if (await q.hasTable('suspected_original')) return;
    const kind = columnKinds(q);
    const index = (columnNames: string[]) =>
      new TableIndex({ name: `ix_suspected_original_${columnNames.join('_')}`, columnNames });
    await q.createTable(
      new Table({
        name: 'suspected_original',
        columns: [
          kind.id('approval_id', { isPrimary: true }),
          kind.text('process_instance_id', 64, { isPrimary: true }),
          kind.text('verdict', 12),
          kind.instant('next_at', { isNullable: true }),
          kind.int('tries'),
          kind.instant('created_at'),
          kind.instant('updated_at'),
        ],
        indices: [index(['process_instance_id']), index(['next_at'])],
      }),
    );
  }

  async down(q: QueryRunner): Promise<void> {
    await q.dropTable('suspected_original');
  }
}
