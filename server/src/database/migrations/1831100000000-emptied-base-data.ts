import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** What Kingdee suddenly lists nothing of waits for somebody's word. */
export class EmptiedBaseData1831100000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const { text, int, instant } = columnKinds(q);
    if (await q.hasTable('emptied_base_data')) return;
    await q.createTable(
      new Table({
        name: 'emptied_base_data',
        columns: [
          text('kind', 20, { isPrimary: true }),
          text('org_number', 40, { isPrimary: true }),
          int('held_rows'),
          instant('since'),
          text('kept_by', 64, { isNullable: true }),
          instant('kept_at', { isNullable: true }),
        ],
      }),
    );
  }

  async down(q: QueryRunner): Promise<void> {
    if (await q.hasTable('emptied_base_data')) await q.dropTable('emptied_base_data');
  }
}
