import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The day that a bill's content says because it is the day of the push: on another day it is mapped and approved anew (decision 159). */
export class PushDay1994000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    // Plain SQL, as TypeORM would build the table anew on SQLite.
    await q.query('ALTER TABLE bill ADD COLUMN push_day varchar(10) NULL');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE bill DROP COLUMN push_day');
  }
}
