import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** Kinds of client that opened the app, and whether they got in. */
export class LogInClients1834000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const kind = columnKinds(q);
    if (await q.hasTable('log_in_client')) return;
    await q.createTable(
      new Table({
        name: 'log_in_client',
        columns: [
          kind.text('kind', 60, { isPrimary: true }),
          kind.text('bridge', 10),
          kind.text('code_call', 20),
          kind.int('code_ms'),
          kind.text('user_agent', 200),
          kind.instant('first_seen_at'),
          kind.instant('last_seen_at'),
          kind.instant('last_in_at', { isNullable: true }),
          kind.int('times'),
          kind.int('refused_since'),
          kind.text('last_result', 40),
        ],
      }),
    );
  }

  async down(q: QueryRunner): Promise<void> {
    if (await q.hasTable('log_in_client')) await q.dropTable('log_in_client');
  }
}
