import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

const INDEX = 'ix_earlier_decision_kind_seq';

/** Which rows of the log say what has an action of its own since. */
export class EarlierDecisions1822000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    if (await q.hasTable('earlier_decision')) return;
    const kind = columnKinds(q);
    await q.createTable(
      new Table({
        name: 'earlier_decision',
        columns: [kind.instant('seq', { isPrimary: true }), kind.text('kind', 20)],
        indices: [new TableIndex({ name: INDEX, columnNames: ['kind', 'seq'] })],
      }),
    );
  }

  async down(q: QueryRunner): Promise<void> {
    await q.dropTable('earlier_decision');
  }
}
