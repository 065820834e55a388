import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** Messages that DingTalk posted once are not taken twice, whichever process they come to. */
export class CallbackNonces1841000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const kind = columnKinds(q);
    if (await q.hasTable('callback_nonce')) return;
    await q.createTable(
      new Table({
        name: 'callback_nonce',
        columns: [kind.text('nonce', 64, { isPrimary: true }), kind.instant('seen_at')],
        indices: [new TableIndex({ name: 'ix_callback_nonce_seen_at', columnNames: ['seen_at'] })],
      }),
    );
  }

  async down(q: QueryRunner): Promise<void> {
    if (await q.hasTable('callback_nonce')) await q.dropTable('callback_nonce');
  }
}
