import { type MigrationInterface, type QueryRunner, Table, TableIndex, TableUnique } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** Approvals that other approvals name, as they were read, and those that bills wait for. */
export class RelatedApprovals1998100000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const kind = columnKinds(q);
    if (!(await q.hasTable('related_snapshot')))
      await q.createTable(
        new Table({
          name: 'related_snapshot',
          columns: [
            kind.id('id', { isPrimary: true }),
            kind.text('process_instance_id', 64),
            kind.text('digest', 64),
            kind.text('family', 10),
            kind.instant('seen_at'),
            kind.longText('raw'),
          ],
          uniques: [
            new TableUnique({
              name: 'uq_related_snapshot_process_instance_id_digest',
              columnNames: ['process_instance_id', 'digest'],
            }),
          ],
        }),
      );
    if (!(await q.hasTable('related_wanted')))
      await q.createTable(
        new Table({
          name: 'related_wanted',
          columns: [
            kind.id('bill_id', { isPrimary: true }),
            kind.text('process_instance_id', 64, { isPrimary: true }),
            kind.text('why', 20),
            kind.int('tries'),
            kind.int('news'),
            kind.instant('next_at', { isNullable: true }),
          ],
          indices: [new TableIndex({ name: 'ix_related_wanted_next_at', columnNames: ['next_at'] })],
        }),
      );
  }

  async down(q: QueryRunner): Promise<void> {
    if (await q.hasTable('related_wanted')) await q.dropTable('related_wanted');
    if (await q.hasTable('related_snapshot')) await q.dropTable('related_snapshot');
  }
}
