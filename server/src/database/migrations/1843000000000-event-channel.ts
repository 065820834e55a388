import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** The connection over which events come: which process holds it, and how it stands. */
export class EventChannel1843000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const kind = columnKinds(q);
    if (await q.hasTable('event_channel')) return;
    await q.createTable(
      new Table({
        name: 'event_channel',
        columns: [
          kind.text('id', 10, { isPrimary: true }),
          kind.text('lease_token', 36, { isNullable: true }),
          kind.instant('lease_until'),
          kind.text('holder', 80),
          kind.instant('seen_at'),
          kind.text('state', 10),
          kind.instant('since'),
          kind.text('trouble', 20),
          kind.text('words', 300),
          kind.int('tries'),
        ],
      }),
    );
  }

  async down(q: QueryRunner): Promise<void> {
    if (await q.hasTable('event_channel')) await q.dropTable('event_channel');
  }
}
