import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** How long the texts of a bill's fields may be, and which values they offer, as Kingdee's forms last said. */
export class TargetFieldLimits1996000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const { text, int, json } = columnKinds(q);
    if (await q.hasTable('target_field_limit')) return;
    await q.createTable(
      new Table({
        name: 'target_field_limit',
        columns: [
          text('form', 30, { isPrimary: true }),
          text('level', 6, { isPrimary: true }),
          text('name', 64, { isPrimary: true }),
          text('label', 80),
          int('longest', { isNullable: true }),
          json('choices'),
        ],
      }),
    );
  }

  async down(q: QueryRunner): Promise<void> {
    if (await q.hasTable('target_field_limit')) await q.dropTable('target_field_limit');
  }
}
