import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** How far the audit log is sealed, signed with the key; the server's first start begins it. */
export class AuditHead1816100000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const kind = columnKinds(q);
    await q.createTable(
      new Table({
        name: 'audit_head',
        columns: [
          kind.int('id', { isPrimary: true }),
          kind.int('generation'),
          kind.instant('sealed'),
          kind.instant('last_seq'),
          kind.instant('top_seq'),
          kind.instant('adopted_seq'),
          kind.text('hash', 64),
          kind.text('key_id', 16),
          kind.instant('at'),
          kind.text('mac', 64),
        ],
      }),
      true,
    );
  }

  async down(q: QueryRunner): Promise<void> {
    await q.dropTable('audit_head', true);
  }
}
