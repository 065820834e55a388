import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const TABLE = 'mapping_row';
const INDICES = [
  ['ix_mapping_row_table_id_since_revision', 'table_id', 'since_revision'],
  ['ix_mapping_row_table_id_confirmed_revision', 'table_id', 'confirmed_revision'],
  ['ix_mapping_row_confirmed_at', 'confirmed_at'],
] as const;

/**
 * Which keys of a table were set, ended or looked at since a revision is found by an index, so that one edit has only those read again.
 * Plain SQL, as TypeORM would build the table anew on SQLite.
 */
export class ChangedKeys1900000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE mapping_row ADD COLUMN confirmed_revision int NULL');
    for (const [name, ...columnNames] of INDICES)
      await q.createIndex(TABLE, new TableIndex({ name, columnNames: [...columnNames] }));
  }

  async down(q: QueryRunner): Promise<void> {
    for (const [name] of INDICES) await q.dropIndex(TABLE, name);
    await q.query('ALTER TABLE mapping_row DROP COLUMN confirmed_revision');
  }
}
