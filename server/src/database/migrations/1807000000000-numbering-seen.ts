import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/**
 * What Kingdee has been seen to do with our numbers, and the key fields that schemes ever had (product.md §2, docs/decisions/0012).
 * A bill in doubt is looked for in all of them.
 */
export class NumberingSeen1807000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const kind = columnKinds(q);
    await q.createTable(
      new Table({
        name: 'numbering_seen',
        columns: [
          kind.id('id', { isPrimary: true }),
          kind.id('scheme_id'),
          kind.text('site', 32),
          kind.text('org_number', 40),
          kind.text('bill_type', 60),
          kind.bool('kept'),
          kind.instant('sent_at'),
          kind.id('bill_id', { isNullable: true }),
          kind.instant('seen_at'),
        ],
        indices: [new TableIndex({ name: 'ix_numbering_seen_scheme_id', columnNames: ['scheme_id'] })],
      }),
    );
    await q.createTable(
      new Table({
        name: 'scheme_key_field',
        columns: [kind.id('scheme_id', { isPrimary: true }), kind.text('key_field', 64, { isPrimary: true })],
      }),
    );
    await q.query(`INSERT INTO scheme_key_field (scheme_id, key_field)
      SELECT used.scheme_id, used.key_field FROM (
        SELECT id AS scheme_id, key_field FROM scheme
        UNION SELECT scheme_id, key_field FROM bill
        UNION SELECT b.scheme_id, r.key_field FROM push_receipt r JOIN bill b ON b.id = r.bill_id
      ) used LEFT JOIN scheme_key_field known ON known.scheme_id = used.scheme_id AND known.key_field = used.key_field
      WHERE used.key_field <> 'FTHIRDBILLNO' AND known.scheme_id IS NULL`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.dropTable('scheme_key_field');
    await q.dropTable('numbering_seen');
  }
}
