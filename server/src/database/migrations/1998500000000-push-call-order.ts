import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/**
 * A call has no order: the bills of one call may be of several, and `push_item` says which. No program wrote the column, so nothing is
 * lost. Plain SQL, as TypeORM would build the table anew on SQLite.
 */
export class PushCallOrder1998500000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE push_call DROP COLUMN order_id');
  }

  async down(q: QueryRunner): Promise<void> {
    if (q.dataSource.options.type !== 'better-sqlite3') {
      await q.query('ALTER TABLE push_call ADD COLUMN order_id varchar(36) NULL AFTER id');
      return;
    }
    // SQLite adds a column only at the end, and what a migration takes back is the schema of before to the letter.
    await q.query('ALTER TABLE push_call RENAME TO later_push_call');
    for (const { name } of INDEXES) await q.query(`DROP INDEX ${name}`);
    await q.createTable(former(q));
    for (const index of INDEXES) await q.createIndex('push_call', new TableIndex(index));
    await q.query(`INSERT INTO push_call (${KEPT}) SELECT ${KEPT} FROM later_push_call`);
    await q.query('DROP TABLE later_push_call');
  }
}

const KEPT = 'id, step, bill_ids, payload_hash, lease_token, sent_at, settled_at, verdict, answer';
const INDEXES = [
  { name: 'ix_push_call_settled_at', columnNames: ['settled_at'] },
  { name: 'ix_push_call_sent_at', columnNames: ['sent_at'] },
];

function former(q: QueryRunner): Table {
  const kind = columnKinds(q);
  return new Table({
    name: 'push_call',
    columns: [
      kind.id('id', { isPrimary: true }),
      kind.id('order_id', { isNullable: true }),
      kind.text('step', 10),
      kind.json('bill_ids'),
      kind.text('payload_hash', 64),
      kind.text('lease_token', 36),
      kind.instant('sent_at'),
      kind.instant('settled_at', { isNullable: true }),
      kind.text('verdict', 20, { isNullable: true }),
      kind.longText('answer', { isNullable: true }),
    ],
  });
}
