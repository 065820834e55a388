import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** Several processes on one database: who is alive, the places for calls to Kingdee, and which process does a run. */
export class ScaleOut1796000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const kind = columnKinds(q);
    await q.createTable(
      new Table({
        name: 'process_heartbeat',
        columns: [kind.id('id', { isPrimary: true }), kind.instant('started_at'), kind.instant('seen_at')],
      }),
    );
    await q.createTable(
      new Table({
        name: 'kingdee_slot',
        columns: [
          kind.int('slot', { isPrimary: true }),
          kind.id('lease_token', { isNullable: true }),
          kind.instant('lease_until'),
        ],
      }),
    );
    await q.addColumn('intake_run', kind.id('process_id', { isNullable: true }));
  }

  async down(q: QueryRunner): Promise<void> {
    await q.dropColumn('intake_run', 'process_id');
    await q.dropTable('kingdee_slot');
    await q.dropTable('process_heartbeat');
  }
}
