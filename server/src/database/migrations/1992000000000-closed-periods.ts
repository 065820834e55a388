import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** Months of which Kingdee has refused a bill as closed: what a rule for dates may know (decision 151). */
export class ClosedPeriods1992000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    if (await q.hasTable('closed_period')) return;
    const { text, instant } = columnKinds(q);
    await q.createTable(
      new Table({
        name: 'closed_period',
        columns: [
          text('org_number', 40, { isPrimary: true }),
          text('month', 7, { isPrimary: true }),
          text('refused_day', 10),
          instant('refused_at'),
        ],
      }),
    );
  }

  async down(q: QueryRunner): Promise<void> {
    if (await q.hasTable('closed_period')) await q.dropTable('closed_period');
  }
}
