import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** Source values that somebody put aside（不处理）, with the bills that lacked them then. */
export class ValueAside1997000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const kind = columnKinds(q);
    const value = () => [
      kind.text('table_code', 40, { isPrimary: true }),
      kind.text('lookup_key', 200, { isPrimary: true }),
    ];
    if (!(await q.hasTable('value_aside')))
      await q.createTable(
        new Table({
          name: 'value_aside',
          columns: [
            ...value(),
            kind.text('reason', 20),
            kind.text('note', 200, { default: "''" }),
            kind.int('revision'),
            kind.text('put_by', 64),
            kind.instant('put_at'),
          ],
        }),
      );
    if (!(await q.hasTable('value_aside_bill')))
      await q.createTable(
        new Table({ name: 'value_aside_bill', columns: [...value(), kind.id('bill_id', { isPrimary: true })] }),
      );
  }

  async down(q: QueryRunner): Promise<void> {
    if (await q.hasTable('value_aside_bill')) await q.dropTable('value_aside_bill');
    if (await q.hasTable('value_aside')) await q.dropTable('value_aside');
  }
}
