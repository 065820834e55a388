import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** Where the check whether anything can be stored writes and takes back: nothing stays in it. */
export class WriteCheck1811000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const kind = columnKinds(q);
    await q.createTable(
      new Table({
        name: 'write_check',
        columns: [kind.id('id', { isPrimary: true }), kind.longText('padding'), kind.instant('at')],
      }),
    );
  }

  async down(q: QueryRunner): Promise<void> {
    await q.dropTable('write_check');
  }
}
