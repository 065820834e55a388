import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The record of the runs tells up to when each scheme was looked back over, and its approvals from when on. */
export class CoveredUntilNow1812000000006 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(
      `UPDATE scheme SET look_back_until = (SELECT MAX(r.started_at) FROM intake_run r
        WHERE r.scheme_id = scheme.id AND r.state = 'done' AND r.kind IN ('look-back', 'manual')) WHERE look_back_until IS NULL`,
    );
    await q.query(
      `UPDATE scheme SET swept_from = (SELECT MIN(a.started_at) FROM approval a WHERE a.scheme_id = scheme.id)
        WHERE swept_from IS NULL`,
    );
    // The last one covered as many days as it is by default.
    await q.query(
      `UPDATE scheme SET swept_from = look_back_until - ${45 * 86_400_000}
        WHERE look_back_until IS NOT NULL AND (swept_from IS NULL OR swept_from > look_back_until - ${45 * 86_400_000})`,
    );
  }

  async down(): Promise<void> {
    // The columns go with the step before.
  }
}
