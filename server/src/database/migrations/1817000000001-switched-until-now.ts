import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is on stays on; what ever collected was on once. Only a scheme that never did either is a draft. */
export class SwitchedUntilNow1817000000001 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(
      `UPDATE scheme SET switched_at = created_at WHERE switched_at IS NULL
        AND (enabled = 1 OR head_until IS NOT NULL OR EXISTS (SELECT 1 FROM intake_run r WHERE r.scheme_id = scheme.id))`,
    );
  }

  async down(): Promise<void> {
    // The columns go with the step before.
  }
}
