import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** When the calls of a month were used up: from then on DingTalk grants its days of grace. */
export class QuotaMonth1993000000002 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const { text, instant } = columnKinds(q);
    await q.createTable(
      new Table({ name: 'quota_month', columns: [text('month', 7, { isPrimary: true }), instant('used_up_at')] }),
    );
  }

  async down(q: QueryRunner): Promise<void> {
    await q.dropTable('quota_month');
  }
}
