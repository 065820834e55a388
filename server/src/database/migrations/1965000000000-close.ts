import { type MigrationInterface, type QueryRunner, Table, TableIndex, TableUnique } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** 月结账包: rounds of a month, who signed them, and what they signed. */
export class Close1965000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const { id, text, int, instant, fen, json } = columnKinds(q);
    const maybe = { isNullable: true };
    const side = (name: string) => [int(`${name}_n`), fen(`${name}_fen`, maybe)];
    if (!(await q.hasTable('close_pack')))
      await q.createTable(
        new Table({
          name: 'close_pack',
          columns: [
            id('id', { isPrimary: true }),
            text('month', 7),
            int('round'),
            int('version'),
            json('content', maybe),
            instant('closed_at', maybe),
            instant('reopened_at', maybe),
            text('reopened_by', 120, maybe),
            text('reopen_reason', 200, maybe),
          ],
          uniques: [new TableUnique({ name: 'uq_close_pack_month_round', columnNames: ['month', 'round'] })],
        }),
      );
    if (!(await q.hasTable('close_signature')))
      await q.createTable(
        new Table({
          name: 'close_signature',
          columns: [
            id('pack_id', { isPrimary: true }),
            text('hand', 10, { isPrimary: true }),
            text('user_id', 64),
            text('user_name', 120),
            text('hash', 64),
            instant('signed_at'),
          ],
          uniques: [
            new TableUnique({ name: 'uq_close_signature_pack_id_user_id', columnNames: ['pack_id', 'user_id'] }),
          ],
        }),
      );
    if (!(await q.hasTable('close_note')))
      await q.createTable(
        new Table({
          name: 'close_note',
          columns: [
            id('pack_id', { isPrimary: true }),
            text('point', 20, { isPrimary: true }),
            text('note_text', 200),
            text('user_id', 64),
            text('user_name', 120),
            instant('noted_at'),
          ],
        }),
      );
    if (!(await q.hasTable('close_entry')))
      await q.createTable(
        new Table({
          name: 'close_entry',
          columns: [
            id('pack_id', { isPrimary: true }),
            id('run_id', { isPrimary: true }),
            int('seq', { isPrimary: true }),
            text('day', 10),
            text('subject', 120),
            text('process_code', 64),
            id('bill_id', maybe),
            text('business_id', 64, maybe),
            text('bill_no', 80, maybe),
            text('payee', 200),
            ...side('dingtalk'),
            ...side('ledger'),
            ...side('kingdee'),
            text('source_bucket', 20, maybe),
            text('target_bucket', 20, maybe),
            text('state_kind', 20, maybe),
            text('reached', 10, maybe),
            fen('base_fen', maybe),
          ],
          indices: [
            new TableIndex({ name: 'ix_close_entry_pack_id_day_subject', columnNames: ['pack_id', 'day', 'subject'] }),
            new TableIndex({ name: 'ix_close_entry_pack_id_bill_id', columnNames: ['pack_id', 'bill_id'] }),
          ],
        }),
      );
    if (!(await q.hasTable('close_accrual')))
      await q.createTable(
        new Table({
          name: 'close_accrual',
          columns: [
            id('pack_id', { isPrimary: true }),
            id('bill_id', { isPrimary: true }),
            text('org_number', 40),
            text('cost_item', 200),
            text('business_id', 64),
            text('bill_no', 80),
            text('payee', 200),
            instant('finished_at'),
            text('state_kind', 20),
            fen('base_fen', maybe),
          ],
        }),
      );
  }

  async down(q: QueryRunner): Promise<void> {
    for (const table of ['close_accrual', 'close_entry', 'close_note', 'close_signature', 'close_pack'])
      if (await q.hasTable(table)) await q.dropTable(table);
  }
}
