import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** The controls of approval forms as they were accepted and as they are: a change of the form is told before it changes what is paid. */
export class FormDefinitions1850000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const kind = columnKinds(q);
    if (await q.hasTable('form_definition')) return;
    await q.createTable(
      new Table({
        name: 'form_definition',
        columns: [
          kind.text('process_code', 64, { isPrimary: true }),
          kind.text('form_name', 120),
          kind.longText('accepted'),
          kind.instant('accepted_at'),
          kind.longText('current_controls'),
          kind.text('seen_in', 20),
          kind.instant('checked_at'),
          kind.instant('good_until'),
          kind.instant('found_at', { isNullable: true }),
          kind.instant('tried_at'),
          kind.text('problem', 20, { isNullable: true }),
          kind.int('version'),
        ],
      }),
    );
  }

  async down(q: QueryRunner): Promise<void> {
    if (await q.hasTable('form_definition')) await q.dropTable('form_definition');
  }
}
