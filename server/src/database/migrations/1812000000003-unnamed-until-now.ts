import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Cancellations that named nothing were noted and forgotten: they are looked into now. A change that named nothing has held its own
 * bill all the time; one that nobody has decided on yet is looked into as well.
 */
export class UnnamedUntilNow1812000000003 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(
      "UPDATE amendment SET naming = 'open' WHERE original_instance_id IS NULL AND (biz_action = 'REVOKE' OR state = 'waiting')",
    );
  }

  async down(): Promise<void> {
    // The column goes with the step before.
  }
}
