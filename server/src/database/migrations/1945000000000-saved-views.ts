import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** Views of the list under a name, and what each person has seen of which bill. */
export class SavedViews1945000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const kind = columnKinds(q);
    if (!(await q.hasTable('saved_view')))
      await q.createTable(
        new Table({
          name: 'saved_view',
          columns: [
            kind.id('id', { isPrimary: true }),
            kind.text('owner', 64),
            kind.text('owner_name', 120),
            kind.text('name', 60),
            kind.bool('shared'),
            kind.json('content'),
            kind.instant('updated_at'),
          ],
          indices: [new TableIndex({ name: 'ix_saved_view_owner', columnNames: ['owner'] })],
        }),
      );
    if (await q.hasTable('bill_look')) return;
    await q.createTable(
      new Table({
        name: 'bill_look',
        columns: [
          kind.text('user_id', 64, { isPrimary: true }),
          kind.id('bill_id', { isPrimary: true }),
          kind.text('content_mark', 64),
          kind.instant('at'),
        ],
        indices: [new TableIndex({ name: 'ix_bill_look_at', columnNames: ['at'] })],
      }),
    );
  }

  async down(q: QueryRunner): Promise<void> {
    for (const table of ['bill_look', 'saved_view']) if (await q.hasTable(table)) await q.dropTable(table);
  }
}
