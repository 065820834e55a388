import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** Calls of a month by purpose and API; what was counted before stands in call_meter alone. */
export class ApiMeter1993000000001 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const { text, int } = columnKinds(q);
    await q.createTable(
      new Table({
        name: 'api_meter',
        columns: [
          text('month', 7, { isPrimary: true }),
          text('purpose', 20, { isPrimary: true }),
          text('api', 120, { isPrimary: true }),
          int('used'),
        ],
      }),
    );
  }

  async down(q: QueryRunner): Promise<void> {
    await q.dropTable('api_meter');
  }
}
