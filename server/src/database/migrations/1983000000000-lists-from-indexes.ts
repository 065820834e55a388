import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const FORMER = {
  name: 'ix_bill_state_kind_reason_rank_reason_key',
  columnNames: ['state_kind', 'reason_rank', 'reason_key'],
};
/** In the place of the former: what groups and filters count by, so that neither reads the rows. */
const COUNTED = {
  name: 'ix_bill_counted',
  columnNames: [
    'state_kind',
    'reason_rank',
    'reason_key',
    'originator_userid',
    'attachments',
    'department',
    'org_number',
    'scheme_id',
    'finished_at',
    'state_since',
    'base_fen',
    'version',
    'updated_at',
    'id',
  ],
};
const FINISHED = {
  name: 'ix_bill_state_kind_finished_at_id',
  columnNames: ['state_kind', 'finished_at', 'id'],
};

/** Lists of 200,000 bills (docs/bench.md): counted from an index, walked in every order, and judged without reading what each says. */
export class ListsFromIndexes1983000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    // Plain SQL, as TypeORM would build the table anew on SQLite. null: not known, read from the content.
    await q.query('ALTER TABLE bill ADD COLUMN issue_marks varchar(500) NULL');
    await q.query(marksUntilNow(q.dataSource.options.type === 'better-sqlite3'));
    await q.createIndex('bill', new TableIndex(COUNTED));
    await q.createIndex('bill', new TableIndex(FINISHED));
    // TypeORM looks for it itself, and a start that died here has taken it away.
    const there = (await q.getTable('bill'))?.indices.map(({ name }) => name) ?? [];
    if (there.includes(FORMER.name)) await q.dropIndex('bill', FORMER.name);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.createIndex('bill', new TableIndex(FORMER));
    await q.dropIndex('bill', FINISHED.name);
    await q.dropIndex('bill', COUNTED.name);
    await q.query('ALTER TABLE bill DROP COLUMN issue_marks');
  }
}

/** Of the bills of which the rules ask: those that wait for a mapping or for review. The others are mapped again before they ever do. */
function marksUntilNow(sqlite: boolean): string {
  const pairs = sqlite
    ? `(SELECT json_array(json_group_array(json_extract(value, '$.level')), json_group_array(json_extract(value, '$.code'))) FROM json_each(c.issues))`
    : `CONCAT('[', JSON_EXTRACT(c.issues, '$[*].level'), ',', JSON_EXTRACT(c.issues, '$[*].code'), ']')`;
  // What does not fit stays unknown, and is read from the content as before.
  return `UPDATE bill SET issue_marks = (SELECT CASE WHEN c.issues = '[]' THEN '[[],[]]' WHEN LENGTH(${pairs}) <= 500 THEN ${pairs} END
    FROM bill_content c WHERE c.bill_id = bill.id) WHERE state_kind IN ('needs-mapping', 'ready') AND issue_marks IS NULL`;
}
