import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The program's own pause of a scheme has columns of its own: it must not take the place of a person's, nor the other way round. */
export class ProgramPauses1808000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    // Plain SQL that every database has: TypeORM would copy the whole table on SQLite. Each step can be repeated.
    if (!(await q.hasColumn('scheme', 'program_paused_reason')))
      await q.query('ALTER TABLE scheme ADD COLUMN program_paused_reason varchar(300) NULL');
    if (!(await q.hasColumn('scheme', 'program_paused_at')))
      await q.query('ALTER TABLE scheme ADD COLUMN program_paused_at bigint NULL');
    await q.query(
      `UPDATE scheme SET program_paused_reason = paused_reason, program_paused_at = COALESCE(paused_at, updated_at)
       WHERE paused_reason IS NOT NULL AND paused_by IS NULL`,
    );
    await q.query('UPDATE scheme SET paused_reason = NULL, paused_at = NULL WHERE paused_by IS NULL');
  }

  /** Of two pauses the person's stays: it holds back more. */
  async down(q: QueryRunner): Promise<void> {
    await q.query(
      `UPDATE scheme SET paused_reason = program_paused_reason, paused_at = program_paused_at
       WHERE program_paused_reason IS NOT NULL AND paused_reason IS NULL`,
    );
    await q.query('ALTER TABLE scheme DROP COLUMN program_paused_reason');
    await q.query('ALTER TABLE scheme DROP COLUMN program_paused_at');
  }
}
