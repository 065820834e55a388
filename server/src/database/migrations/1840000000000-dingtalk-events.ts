import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** Events that DingTalk delivered, each once, and how many deliveries the month had. */
export class DingTalkEvents1840000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const kind = columnKinds(q);
    if (!(await q.hasTable('dingtalk_event')))
      await q.createTable(
        new Table({
          name: 'dingtalk_event',
          columns: [
            kind.text('event_key', 64, { isPrimary: true }),
            kind.text('channels', 20),
            kind.int('deliveries', { default: '1' }),
            kind.text('event_type', 64),
            kind.text('change_type', 20),
            kind.text('process_code', 64),
            kind.text('process_instance_id', 64),
            kind.instant('born_at', { isNullable: true }),
            kind.instant('received_at'),
            kind.text('state', 10),
            kind.text('reason', 20, { isNullable: true }),
            kind.int('attempt', { default: '0' }),
            kind.instant('due_at', { isNullable: true }),
            kind.text('lease_token', 36, { isNullable: true }),
            kind.instant('lease_until', { isNullable: true }),
            kind.instant('settled_at', { isNullable: true }),
          ],
          indices: [
            new TableIndex({ name: 'ix_dingtalk_event_state_due_at', columnNames: ['state', 'due_at'] }),
            new TableIndex({ name: 'ix_dingtalk_event_received_at', columnNames: ['received_at'] }),
          ],
        }),
      );
    if (!(await q.hasTable('event_meter')))
      await q.createTable(
        new Table({
          name: 'event_meter',
          columns: [
            kind.text('month', 7, { isPrimary: true }),
            kind.text('channel', 10, { isPrimary: true }),
            kind.int('delivered'),
            kind.int('repeated'),
            kind.instant('last_at'),
          ],
        }),
      );
  }

  async down(q: QueryRunner): Promise<void> {
    for (const table of ['event_meter', 'dingtalk_event']) if (await q.hasTable(table)) await q.dropTable(table);
  }
}
