import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** What a person's request has stored is known by the key that its page gave it: the same key again does nothing twice. */
export class RequestKey1986000000001 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const { id, text, instant } = columnKinds(q);
    if (await q.hasTable('request_key')) return;
    await q.createTable(
      new Table({
        name: 'request_key',
        columns: [
          text('id', 64, { isPrimary: true }),
          text('operation', 120),
          text('body_hash', 64),
          id('run'),
          text('outcome', 60, { isNullable: true }),
          instant('at'),
        ],
        indices: [new TableIndex({ name: 'ix_request_key_at', columnNames: ['at'] })],
      }),
    );
  }

  async down(q: QueryRunner): Promise<void> {
    if (await q.hasTable('request_key')) await q.dropTable('request_key');
  }
}
