import { type MigrationInterface, type QueryRunner, Table, TableIndex, TableUnique } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** 定时推送, and what was sent. */
export class Reports1973000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const { id, text, int, instant, json, longText } = columnKinds(q);
    if (!(await q.hasTable('report')))
      await q.createTable(
        new Table({
          name: 'report',
          columns: [
            id('id', { isPrimary: true }),
            int('version'),
            text('name', 40),
            text('source', 20),
            text('period', 20),
            json('filter'),
            json('days'),
            text('at_time', 5),
            text('target', 10),
            text('target_id', 64),
            longText('robot', { isNullable: true }),
            instant('next_at', { isNullable: true }),
            instant('paused_at', { isNullable: true }),
            text('created_by', 64),
            text('opened_by', 64),
            instant('opened_at'),
            instant('created_at'),
            instant('updated_at'),
            instant('deleted_at', { isNullable: true }),
          ],
          indices: [new TableIndex({ name: 'ix_report_next_at', columnNames: ['next_at'] })],
        }),
      );
    if (!(await q.hasTable('report_sending')))
      await q.createTable(
        new Table({
          name: 'report_sending',
          columns: [
            id('id', { isPrimary: true }),
            id('report_id'),
            instant('set_for'),
            text('tried_by', 64, { isNullable: true }),
            text('target', 10),
            text('target_id', 64),
            text('title', 80),
            longText('text'),
            id('delivery_id', { isNullable: true }),
            text('state', 10),
            text('reason', 20, { isNullable: true }),
            text('answer', 500, { isNullable: true }),
            int('attempt', { default: 0 }),
            instant('next_at', { isNullable: true }),
            text('lease_token', 36, { isNullable: true }),
            instant('lease_until', { isNullable: true }),
            instant('sent_at', { isNullable: true }),
          ],
          uniques: [
            new TableUnique({ name: 'uq_report_sending_report_id_set_for', columnNames: ['report_id', 'set_for'] }),
          ],
          indices: [
            new TableIndex({ name: 'ix_report_sending_state_next_at', columnNames: ['state', 'next_at'] }),
            new TableIndex({ name: 'ix_report_sending_set_for', columnNames: ['set_for'] }),
          ],
        }),
      );
  }

  async down(q: QueryRunner): Promise<void> {
    for (const table of ['report_sending', 'report']) if (await q.hasTable(table)) await q.dropTable(table);
  }
}
