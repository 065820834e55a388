import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which lines of the form a row was made of when somebody set a value on it. Of those that are there only the version is known under which
 * their bill was mapped: they hold for that one. Plain SQL, as TypeORM would build the table anew on SQLite.
 */
export class LockLines1910000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE bill_lock ADD COLUMN row_lines varchar(80) NULL');
    await q.query(
      `UPDATE bill_lock SET row_lines = (SELECT b.scheme_version FROM bill b WHERE b.id = bill_lock.bill_id) WHERE SUBSTR(path, 1, 5) = 'rows['`,
    );
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE bill_lock DROP COLUMN row_lines');
  }
}
