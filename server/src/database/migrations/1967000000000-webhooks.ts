import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** Other systems that are told of what happened, and what was sent to them. */
export class Webhooks1967000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const { id, text, int, instant, fen, json, longText } = columnKinds(q);
    if (!(await q.hasTable('webhook')))
      await q.createTable(
        new Table({
          name: 'webhook',
          columns: [
            id('id', { isPrimary: true }),
            int('version'),
            text('name', 80),
            text('url', 500),
            json('events'),
            json('secrets'),
            instant('paused_at', { isNullable: true }),
            text('paused_by', 10, { isNullable: true }),
            text('created_by', 64),
            text('opened_by', 64),
            instant('opened_at'),
            instant('created_at'),
            instant('updated_at'),
            instant('deleted_at', { isNullable: true }),
          ],
        }),
      );
    if (!(await q.hasTable('webhook_delivery')))
      await q.createTable(
        new Table({
          name: 'webhook_delivery',
          columns: [
            id('id', { isPrimary: true }),
            id('webhook_id'),
            text('event', 40),
            text('subject', 80),
            fen('amount_fen', { isNullable: true }),
            longText('payload'),
            text('state', 10),
            int('attempt', { default: 0 }),
            int('tries', { default: 0 }),
            instant('first_at', { isNullable: true }),
            instant('last_at', { isNullable: true }),
            instant('next_at', { isNullable: true }),
            text('answer', 20, { isNullable: true }),
            int('status', { isNullable: true }),
            int('took_ms', { isNullable: true }),
            text('lease_token', 36, { isNullable: true }),
            instant('lease_until', { isNullable: true }),
            instant('created_at'),
          ],
          indices: [
            new TableIndex({
              name: 'ix_webhook_delivery_webhook_id_state_next_at',
              columnNames: ['webhook_id', 'state', 'next_at'],
            }),
            new TableIndex({
              name: 'ix_webhook_delivery_webhook_id_created_at',
              columnNames: ['webhook_id', 'created_at'],
            }),
            new TableIndex({ name: 'ix_webhook_delivery_created_at', columnNames: ['created_at'] }),
          ],
        }),
      );
  }

  async down(q: QueryRunner): Promise<void> {
    for (const table of ['webhook_delivery', 'webhook']) if (await q.hasTable(table)) await q.dropTable(table);
  }
}
