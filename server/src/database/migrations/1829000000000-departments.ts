import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** Departments by DingTalk's id, since several may have one name; a bill knows that of its applicant. */
export class Departments1829000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const { text, instant } = columnKinds(q);
    if (!(await q.hasTable('department')))
      await q.createTable(
        new Table({
          name: 'department',
          columns: [
            text('dept_key', 200, { isPrimary: true }),
            text('name', 200, { isPrimary: true }),
            text('path', 300, { default: "''" }),
            text('seen_with', 120, { default: "''" }),
            instant('changed_at'),
            instant('asked_at', { default: 0 }),
          ],
        }),
      );
    // Plain SQL that every database has: TypeORM would copy the whole table on SQLite.
    if (!(await q.hasColumn('bill', 'department_key')))
      await q.query("ALTER TABLE bill ADD COLUMN department_key varchar(200) NOT NULL DEFAULT ''");
  }

  async down(q: QueryRunner): Promise<void> {
    if (await q.hasColumn('bill', 'department_key')) await q.query('ALTER TABLE bill DROP COLUMN department_key');
    if (await q.hasTable('department')) await q.dropTable('department');
  }
}
