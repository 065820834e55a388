import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which of the living processes keeps a marker: it vouches for the database when another one joins without. */
export class MarkedProcesses1814200000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    if (await q.hasColumn('process_heartbeat', 'marked')) return;
    // Plain SQL that every database has: TypeORM would copy the whole table on SQLite.
    await q.query('ALTER TABLE process_heartbeat ADD COLUMN marked int NOT NULL DEFAULT 0');
  }

  async down(q: QueryRunner): Promise<void> {
    if (!(await q.hasColumn('process_heartbeat', 'marked'))) return;
    await q.query('ALTER TABLE process_heartbeat DROP COLUMN marked');
  }
}
