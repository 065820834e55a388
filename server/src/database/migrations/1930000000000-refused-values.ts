import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** Which entries of base data Kingdee refused on a bill, and why as far as it told. */
export class RefusedValues1930000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const kind = columnKinds(q);
    if (await q.hasTable('refused_base_data')) return;
    await q.createTable(
      new Table({
        name: 'refused_base_data',
        columns: [
          kind.text('kind', 60, { isPrimary: true }),
          kind.text('org_number', 40, { isPrimary: true }),
          kind.text('number', 80, { isPrimary: true }),
          kind.text('why', 12),
          kind.instant('at'),
        ],
      }),
    );
  }

  async down(q: QueryRunner): Promise<void> {
    if (await q.hasTable('refused_base_data')) await q.dropTable('refused_base_data');
  }
}
