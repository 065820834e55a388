import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** The daily statement: DingTalk, the ledger and Kingdee beside each other, each run with its date. */
export class Statement1955000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const { id, text, int, instant, fen, json } = columnKinds(q);
    const side = (name: string) => [
      int(`${name}_n`, { default: 0 }),
      fen(`${name}_fen`, { isNullable: true }),
      int(`${name}_unknown`, { default: 0 }),
    ];
    if (!(await q.hasTable('statement_run')))
      await q.createTable(
        new Table({
          name: 'statement_run',
          columns: [
            id('id', { isPrimary: true }),
            text('day', 10),
            text('running_day', 10, { isNullable: true }),
            text('state', 10),
            text('asked_by', 64, { isNullable: true }),
            text('asked_name', 120, { isNullable: true }),
            instant('created_at'),
            instant('ended_at', { isNullable: true }),
            ...side('dingtalk'),
            ...side('ledger'),
            ...side('kingdee'),
            int('red_n', { default: 0 }),
            fen('red_fen', { isNullable: true }),
            int('look_n', { default: 0 }),
            int('open_n', { default: 0 }),
            int('proven', { default: 0 }),
            text('problem', 500, { isNullable: true }),
            text('lease_token', 36, { isNullable: true }),
            instant('lease_until', { isNullable: true }),
          ],
          indices: [
            new TableIndex({ name: 'uq_statement_run_running_day', columnNames: ['running_day'], isUnique: true }),
            new TableIndex({ name: 'ix_statement_run_day_created_at', columnNames: ['day', 'created_at'] }),
          ],
        }),
      );
    if (!(await q.hasTable('statement_entry')))
      await q.createTable(
        new Table({
          name: 'statement_entry',
          columns: [
            id('run_id', { isPrimary: true }),
            int('seq', { isPrimary: true }),
            text('subject', 120),
            text('process_code', 64),
            text('org_number', 40),
            text('process_instance_id', 64, { isNullable: true }),
            id('bill_id', { isNullable: true }),
            text('business_id', 64, { isNullable: true }),
            text('bill_no', 80, { isNullable: true }),
            text('payee', 200),
            int('dingtalk_n'),
            fen('dingtalk_fen', { isNullable: true }),
            int('ledger_n'),
            fen('ledger_fen', { isNullable: true }),
            int('kingdee_n'),
            fen('kingdee_fen', { isNullable: true }),
            text('source_bucket', 20, { isNullable: true }),
            text('target_bucket', 20, { isNullable: true }),
            int('look_n'),
            int('open_n'),
            int('red_n'),
            fen('red_fen'),
            json('told'),
          ],
          indices: [new TableIndex({ name: 'ix_statement_entry_run_id_subject', columnNames: ['run_id', 'subject'] })],
        }),
      );
  }

  async down(q: QueryRunner): Promise<void> {
    for (const table of ['statement_entry', 'statement_run']) if (await q.hasTable(table)) await q.dropTable(table);
  }
}
