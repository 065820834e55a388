import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** From which change on each kind of base data is read incrementally. Without a row, the next full reading makes one. */
export class BaseDataIncrement1998200000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const kind = columnKinds(q);
    if (await q.hasTable('base_data_increment')) return;
    await q.createTable(
      new Table({
        name: 'base_data_increment',
        columns: [
          kind.text('kind', 60, { isPrimary: true }),
          kind.text('source', 64),
          kind.text('mark', 19),
          kind.text('why', 12),
          kind.instant('full_since'),
          kind.instant('asked_at'),
          kind.instant('read_at'),
        ],
      }),
    );
  }

  async down(q: QueryRunner): Promise<void> {
    if (await q.hasTable('base_data_increment')) await q.dropTable('base_data_increment');
  }
}
