import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const INDEX = 'ix_approval_scheme_id_finished_at_started_at';

/** How many approvals of a form finish on a day is counted on an index: the rows hold DingTalk's whole answers. */
export class ApprovalsByDay1833000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const table = await q.getTable('approval');
    if (table?.indices.some(({ name }) => name === INDEX)) return;
    const columnNames = ['scheme_id', 'finished_at', 'started_at'];
    await q.createIndex('approval', new TableIndex({ name: INDEX, columnNames }));
  }

  async down(q: QueryRunner): Promise<void> {
    const table = await q.getTable('approval');
    if (table?.indices.some(({ name }) => name === INDEX)) await q.dropIndex('approval', INDEX);
  }
}
