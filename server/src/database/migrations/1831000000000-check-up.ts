import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** What the check-up found last, line by line, and the run under way. */
export class CheckUp1831000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const kind = columnKinds(q);
    if (!(await q.hasTable('check_up_run')))
      await q.createTable(
        new Table({
          name: 'check_up_run',
          columns: [
            kind.id('id', { isPrimary: true }),
            kind.text('started_by', 64),
            kind.instant('started_at'),
            kind.instant('finished_at', { isNullable: true }),
            kind.text('lease_token', 36),
            kind.instant('lease_until'),
            kind.int('done'),
            kind.int('total'),
          ],
        }),
      );
    if (!(await q.hasTable('check_up_line')))
      await q.createTable(
        new Table({
          name: 'check_up_line',
          columns: [
            kind.text('line', 160, { isPrimary: true }),
            kind.text('probe', 60),
            kind.text('subject_id', 80),
            kind.text('subject_name', 200),
            kind.text('state', 10),
            kind.json('finding'),
            kind.instant('asked_at'),
            kind.int('took_ms'),
          ],
        }),
      );
  }

  async down(q: QueryRunner): Promise<void> {
    for (const table of ['check_up_line', 'check_up_run']) if (await q.hasTable(table)) await q.dropTable(table);
  }
}
