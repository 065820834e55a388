import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** How the site keeps its payments, and at which step each draft of the wizard was left. */
export class SiteSetup1880000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const { text, int, instant, id, bool } = columnKinds(q);
    if (!(await q.hasTable('site_setup')))
      await q.createTable(
        new Table({
          name: 'site_setup',
          columns: [
            id('id', { isPrimary: true }),
            text('first_document', 12),
            text('paybill_means', 12),
            bool('expense_module'),
            text('pay_bill_type', 60),
            text('payable_bill_type', 60),
            int('version'),
            text('written_by', 120),
            instant('written_at'),
          ],
        }),
      );
    if (!(await q.hasTable('scheme_setup')))
      await q.createTable(
        new Table({
          name: 'scheme_setup',
          columns: [id('scheme_id', { isPrimary: true }), int('step'), text('left_by', 120), instant('left_at')],
        }),
      );
  }

  async down(q: QueryRunner): Promise<void> {
    for (const table of ['scheme_setup', 'site_setup']) if (await q.hasTable(table)) await q.dropTable(table);
  }
}
