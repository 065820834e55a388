import { type MigrationInterface, type QueryRunner, Table, TableIndex, TableUnique } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** What a token lets an assistant do, and what assistants proposed. */
export class Assistant1969000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const { id, text, int, instant, json } = columnKinds(q);
    if (!(await q.hasColumn('api_token', 'assistant')))
      await q.addColumn('api_token', text('assistant', 40, { default: "'[]'" }));
    if (await q.hasTable('assistant_proposal')) return;
    await q.createTable(
      new Table({
        name: 'assistant_proposal',
        columns: [
          id('id', { isPrimary: true }),
          text('mark', 64),
          id('bill_id'),
          int('bill_version'),
          text('content_hash', 64),
          text('kind', 10),
          json('what'),
          text('why', 500),
          id('token_id'),
          instant('created_at'),
          text('state', 10),
          text('decided_by', 64, { isNullable: true }),
          text('decided_name', 120, { isNullable: true }),
          instant('decided_at', { isNullable: true }),
        ],
        uniques: [new TableUnique({ name: 'uq_assistant_proposal_mark', columnNames: ['mark'] })],
        indices: [
          new TableIndex({ name: 'ix_assistant_proposal_bill_id_created_at', columnNames: ['bill_id', 'created_at'] }),
          new TableIndex({
            name: 'ix_assistant_proposal_token_id_created_at',
            columnNames: ['token_id', 'created_at'],
          }),
          new TableIndex({ name: 'ix_assistant_proposal_created_at', columnNames: ['created_at'] }),
        ],
      }),
    );
  }

  async down(q: QueryRunner): Promise<void> {
    if (await q.hasTable('assistant_proposal')) await q.dropTable('assistant_proposal');
    if (await q.hasColumn('api_token', 'assistant')) await q.dropColumn('api_token', 'assistant');
  }
}
