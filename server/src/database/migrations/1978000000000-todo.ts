import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** To-dos in DingTalk, one a hand-over; and by which hand-over each bill came to whom has it. */
export class Todo1978000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const { id, text, int, instant, fen } = columnKinds(q);
    if (!(await q.hasColumn('bill_assignment', 'handed_by_act')))
      await q.addColumn('bill_assignment', id('handed_by_act', { isNullable: true }));
    const has = (await q.getTable('bill_assignment'))?.indices.map(({ name }) => name) ?? [];
    for (const index of INDICES)
      if (!has.includes(index.name)) await q.createIndex('bill_assignment', new TableIndex(index));
    if (!(await q.hasTable('todo')))
      await q.createTable(
        new Table({
          name: 'todo',
          columns: [
            id('id', { isPrimary: true }),
            text('user_id', 64),
            text('words', 500),
            instant('due_at', { isNullable: true }),
            text('state', 10),
            text('step', 10, { isNullable: true }),
            text('union_id', 64, { isNullable: true }),
            text('task_id', 64, { isNullable: true }),
            int('told_count', { isNullable: true }),
            fen('told_fen', { isNullable: true }),
            int('told_unknown', { isNullable: true }),
            instant('told_at', { isNullable: true }),
            instant('empty_since', { isNullable: true }),
            int('attempt', { default: 0 }),
            text('message', 500, { isNullable: true }),
            instant('next_at', { isNullable: true }),
            text('lease_token', 36, { isNullable: true }),
            instant('lease_until', { isNullable: true }),
            instant('created_at'),
            instant('closed_at', { isNullable: true }),
          ],
          indices: [
            new TableIndex({ name: 'ix_todo_state_next_at', columnNames: ['state', 'next_at'] }),
            new TableIndex({ name: 'ix_todo_user_id', columnNames: ['user_id'] }),
            new TableIndex({ name: 'ix_todo_created_at', columnNames: ['created_at'] }),
          ],
        }),
      );
    if (!(await q.hasTable('todo_refusal')))
      await q.createTable(
        new Table({
          name: 'todo_refusal',
          columns: [text('corp_id', 64, { isPrimary: true }), instant('refused_at'), text('sentence', 500)],
        }),
      );
  }

  async down(q: QueryRunner): Promise<void> {
    if (await q.hasTable('todo_refusal')) await q.dropTable('todo_refusal');
    if (await q.hasTable('todo')) await q.dropTable('todo');
    const has = (await q.getTable('bill_assignment'))?.indices.map(({ name }) => name) ?? [];
    for (const { name } of INDICES) if (has.includes(name)) await q.dropIndex('bill_assignment', name);
    if (await q.hasColumn('bill_assignment', 'handed_by_act')) await q.dropColumn('bill_assignment', 'handed_by_act');
  }
}

const INDICES = [
  { name: 'ix_bill_assignment_handed_by_act_user_id', columnNames: ['handed_by_act', 'user_id'] },
  { name: 'ix_bill_assignment_assigned_at', columnNames: ['assigned_at'] },
];
