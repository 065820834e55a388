import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** DingTalk's refusals of the month's quota, with our count at that time: the difference was used by other apps of the company. */
export class QuotaRefusal1998700000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const { text, instant } = columnKinds(q);
    const columns = [
      text('month', 7, { isPrimary: true }),
      text('api', 120, { isPrimary: true }),
      text('purpose', 20),
      instant('refused_at'),
      { name: 'used', type: 'int' },
      { name: 'allowed', type: 'int' },
      instant('answered_at', { isNullable: true }),
    ];
    await q.createTable(new Table({ name: 'quota_refusal', columns }));
  }

  async down(q: QueryRunner): Promise<void> {
    await q.dropTable('quota_refusal');
  }
}
