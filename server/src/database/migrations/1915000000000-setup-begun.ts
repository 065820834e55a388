import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** What a person has chosen in the first step of the wizard before there is a draft. */
export class SetupBegun1915000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const { text, json, instant } = columnKinds(q);
    if (await q.hasTable('setup_begun')) return;
    await q.createTable(
      new Table({
        name: 'setup_begun',
        columns: [text('user_id', 64, { isPrimary: true }), json('content'), instant('written_at')],
      }),
    );
  }

  async down(q: QueryRunner): Promise<void> {
    if (await q.hasTable('setup_begun')) await q.dropTable('setup_begun');
  }
}
