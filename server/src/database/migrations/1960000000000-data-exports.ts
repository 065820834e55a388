import { type MigrationInterface, type QueryRunner, Table, TableIndex, TableUnique } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** Datasets as files, and the tokens by which other systems read them. */
export class DataExports1960000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const { id, text, int, instant, fen, json, bool } = columnKinds(q);
    if (!(await q.hasTable('data_export')))
      await q.createTable(
        new Table({
          name: 'data_export',
          columns: [
            id('id', { isPrimary: true }),
            text('dataset', 20),
            text('format', 10),
            json('filter_as'),
            json('column_keys'),
            bool('full_accounts'),
            text('state', 10),
            text('failure', 10, { isNullable: true }),
            int('done'),
            int('total'),
            fen('sum_fen', { isNullable: true }),
            instant('bytes'),
            text('name', 200),
            text('created_by', 64),
            instant('created_at'),
            instant('ended_at', { isNullable: true }),
            instant('expires_at'),
            text('lease_token', 36, { isNullable: true }),
            instant('lease_until', { isNullable: true }),
          ],
          indices: [
            new TableIndex({ name: 'ix_data_export_created_at', columnNames: ['created_at'] }),
            new TableIndex({ name: 'ix_data_export_expires_at', columnNames: ['expires_at'] }),
          ],
        }),
      );
    if (!(await q.hasTable('api_token')))
      await q.createTable(
        new Table({
          name: 'api_token',
          columns: [
            id('id', { isPrimary: true }),
            text('hash', 64),
            text('tail', 4),
            text('name', 80),
            json('datasets'),
            json('orgs'),
            bool('full_accounts'),
            text('created_by', 64),
            instant('created_at'),
            instant('expires_at'),
            instant('revoked_at', { isNullable: true }),
            instant('last_used_at', { isNullable: true }),
            text('last_used_from', 64, { isNullable: true }),
          ],
          uniques: [new TableUnique({ name: 'uq_api_token_hash', columnNames: ['hash'] })],
        }),
      );
  }

  async down(q: QueryRunner): Promise<void> {
    for (const table of ['api_token', 'data_export']) if (await q.hasTable(table)) await q.dropTable(table);
  }
}
