import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** What a company's own field holds, and which fields of a bill must be filled, as Kingdee's forms last said. Fields known before are chosen from base data. */
export class TargetMustInputs1999000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const { text } = columnKinds(q);
    if (!(await q.hasColumn('own_target_field', 'type')))
      await q.addColumn('own_target_field', text('type', 10, { default: "'base'" }));
    if (await q.hasTable('target_must_input')) return;
    await q.createTable(
      new Table({
        name: 'target_must_input',
        columns: [
          text('form', 30, { isPrimary: true }),
          text('level', 6, { isPrimary: true }),
          text('name', 64, { isPrimary: true }),
          text('label', 80),
        ],
      }),
    );
  }

  /** Fields that are not chosen from base data were not kept before. */
  async down(q: QueryRunner): Promise<void> {
    if (await q.hasTable('target_must_input')) await q.dropTable('target_must_input');
    if (!(await q.hasColumn('own_target_field', 'type'))) return;
    await q.query("DELETE FROM own_target_field WHERE type NOT IN ('base', 'assistant')");
    await q.dropColumn('own_target_field', 'type');
  }
}
