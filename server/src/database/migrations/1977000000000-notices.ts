import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** Messages to people about their work, when they go out, and what a person does not want. */
export class Notices1977000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const { id, text, int, instant, fen, json, longText, bool } = columnKinds(q);
    if (!(await q.hasTable('notice')))
      await q.createTable(
        new Table({
          name: 'notice',
          columns: [
            text('track', 64, { isPrimary: true }),
            text('kind', 20),
            text('cause', 80),
            text('user_id', 64),
            int('version'),
            int('told', { default: 0 }),
            int('leaving', { default: 0 }),
            text('state', 10),
            bool('lasts', { default: 0 }),
            longText('card'),
            text('digest', 64),
            longText('about', { isNullable: true }),
            int('unknown_amounts', { default: 0 }),
            int('things'),
            fen('amount_fen', { isNullable: true }),
            text('taken_by', 64, { isNullable: true }),
            text('taken_name', 120, { isNullable: true }),
            instant('taken_at', { isNullable: true }),
            text('answer', 500, { isNullable: true }),
            instant('next_at', { isNullable: true }),
            text('lease_token', 36, { isNullable: true }),
            instant('lease_until', { isNullable: true }),
            instant('created_at'),
            instant('seen_at'),
            instant('sent_at', { isNullable: true }),
            instant('late_at', { isNullable: true }),
          ],
          indices: [
            new TableIndex({ name: 'ix_notice_state_next_at', columnNames: ['state', 'next_at'] }),
            new TableIndex({
              name: 'ix_notice_user_id_cause_created_at',
              columnNames: ['user_id', 'cause', 'created_at'],
            }),
            new TableIndex({ name: 'ix_notice_created_at', columnNames: ['created_at'] }),
            new TableIndex({ name: 'ix_notice_lasts_cause', columnNames: ['lasts', 'cause'] }),
          ],
        }),
      );
    if (!(await q.hasTable('notice_rule')))
      await q.createTable(
        new Table({
          name: 'notice_rule',
          columns: [
            id('id', { isPrimary: true }),
            int('version'),
            json('times'),
            text('rest_from', 5),
            text('rest_to', 5),
            bool('rest_weekends'),
            json('topics_off'),
            instant('next_at', { isNullable: true }),
            instant('begun_at'),
          ],
        }),
      );
    if (!(await q.hasTable('notice_choice')))
      await q.createTable(
        new Table({
          name: 'notice_choice',
          columns: [
            text('user_id', 64, { isPrimary: true }),
            text('topic', 20, { isPrimary: true }),
            instant('chosen_at'),
          ],
        }),
      );
  }

  async down(q: QueryRunner): Promise<void> {
    for (const table of ['notice_choice', 'notice_rule', 'notice'])
      if (await q.hasTable(table)) await q.dropTable(table);
  }
}
