import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** Every instance that a listing named is written down once, before it is read; and up to when a look-back proves what had finished. */
export class ListedApprovals1845000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const { text, id, int, fen, instant } = columnKinds(q);
    if (!(await q.hasTable('listed_approval')))
      await q.createTable(
        new Table({
          name: 'listed_approval',
          columns: [
            text('corp_id', 64, { isPrimary: true }),
            text('process_instance_id', 64, { isPrimary: true }),
            text('process_code', 64),
            id('scheme_id'),
            text('day', 10),
            instant('listed_at'),
            instant('started_at', { isNullable: true }),
            instant('finished_at', { isNullable: true }),
            text('outcome', 10),
            text('reason', 300, { isNullable: true }),
            fen('total_fen', { isNullable: true }),
            int('tries', { default: 0 }),
            instant('next_at', { isNullable: true }),
          ],
          indices: [
            { name: 'ix_listed_approval_day_process_code', columnNames: ['day', 'process_code'] },
            { name: 'ix_listed_approval_process_code_started_at', columnNames: ['process_code', 'started_at'] },
            { name: 'ix_listed_approval_outcome_process_code', columnNames: ['outcome', 'process_code'] },
          ],
        }),
      );
    // Plain SQL that every database has: TypeORM would copy the whole table on SQLite.
    if (!(await q.hasColumn('scheme', 'proven_until')))
      await q.query('ALTER TABLE scheme ADD COLUMN proven_until bigint');
  }

  async down(q: QueryRunner): Promise<void> {
    if (await q.hasColumn('scheme', 'proven_until')) await q.query('ALTER TABLE scheme DROP COLUMN proven_until');
    if (await q.hasTable('listed_approval')) await q.dropTable('listed_approval');
  }
}
