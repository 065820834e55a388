import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

const index = (name: string, columnNames: string[]) => new TableIndex({ name, columnNames });

/** What Kingdee does to booked bills, and approvals that change or cancel passed ones. */
export class KingdeeWatch1801000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const kind = columnKinds(q);
    await q.createTable(
      new Table({
        name: 'kingdee_watch',
        columns: [
          kind.id('bill_id', { isPrimary: true }),
          kind.instant('watched_from'),
          kind.instant('due_at', { isNullable: true }),
          kind.id('lease_token', { isNullable: true }),
          kind.instant('lease_until', { isNullable: true }),
          kind.instant('answered_at', { isNullable: true }),
          kind.instant('absent_since', { isNullable: true }),
          kind.bool('audited'),
          kind.json('accepted', { isNullable: true }),
        ],
        indices: [index('ix_kingdee_watch_due_at', ['due_at'])],
      }),
    );
    await q.createTable(
      new Table({
        name: 'amendment',
        columns: [
          kind.id('approval_id', { isPrimary: true }),
          kind.text('corp_id', 64),
          kind.text('process_instance_id', 64),
          kind.text('original_instance_id', 64, { isNullable: true }),
          kind.text('business_id', 64),
          kind.text('biz_action', 20),
          kind.fen('form_total_fen', { isNullable: true }),
          kind.instant('finished_at'),
          kind.text('state', 10),
          kind.text('seen', 64),
          kind.instant('created_at'),
          kind.instant('updated_at'),
        ],
        indices: [
          index('ix_amendment_process_instance_id', ['process_instance_id']),
          index('ix_amendment_original_instance_id', ['original_instance_id']),
          index('ix_amendment_state', ['state']),
        ],
      }),
    );
    // Plain SQL that every database has: TypeORM would copy the whole table on SQLite.
    await q.query('ALTER TABLE bill ADD COLUMN paid_at bigint');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE bill DROP COLUMN paid_at');
    await q.dropTable('amendment');
    await q.dropTable('kingdee_watch');
  }
}
