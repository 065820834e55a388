import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = [
  ['bill', 'payees', 'longtext'],
  ['mapping_row', 'confirmed_by', 'varchar(64)'],
  ['mapping_row', 'confirmed_at', 'bigint'],
] as const;

/** Who put a payee on a bill by hand, and who else has looked at a mapping row that leads to one. */
export class PayeeHands1815000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    // Plain SQL that every database has: TypeORM would copy the whole table on SQLite.
    for (const [table, column, type] of COLUMNS)
      if (!(await q.hasColumn(table, column))) await q.query(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`);
    // What was set by hand before is somebody's hand too: nobody approves or pushes their own after the update.
    const locks: { bill_id: string; path: string; value: string; actor: string }[] = await q.query(
      `SELECT l.bill_id, l.path, l.value, l.actor FROM bill_lock l JOIN bill b ON b.id = l.bill_id
       WHERE b.state_kind IN ('needs-mapping', 'ready', 'approved', 'held', 'failed') ORDER BY l.bill_id, l.path`,
    );
    const hands = new Map<string, object[]>();
    for (const { bill_id, path, value, actor } of locks) {
      const field = LABELS[path.slice(path.indexOf('.') + 1)];
      if (field === undefined) continue;
      const put = field === LABELS.oppositeAccount ? `尾号 ${value.slice(-4)}` : value;
      hands.set(bill_id, [...(hands.get(bill_id) ?? []), { label: field, form: '', put, by: actor, rowId: null }]);
    }
    for (const [id, found] of hands)
      await q.query('UPDATE bill SET payees = ? WHERE id = ?', [JSON.stringify({ hands: found, names: [] }), id]);
  }

  async down(q: QueryRunner): Promise<void> {
    for (const [table, column] of COLUMNS)
      if (await q.hasColumn(table, column)) await q.query(`ALTER TABLE ${table} DROP COLUMN ${column}`);
  }
}

/** As the fields were called then. */
const LABELS: Readonly<Record<string, string>> = {
  contactUnitType: '往来单位类型',
  contactUnit: '往来单位',
  receivingUnitType: '收款单位类型',
  receivingUnit: '收款单位',
  oppositeAccount: '对方银行账号',
  oppositeName: '对方账户名称',
  oppositeBank: '对方开户行',
};
