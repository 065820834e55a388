import type { MigrationInterface, QueryRunner } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

/** As the reason was written until now. */
const KNOWN = '已采集过';
const PAGE = 500;

/** What a sweep saw and the ledger holds already is a number of its own: it is not left out. */
export class KnownApprovals1835000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    if (!(await q.hasColumn('intake_run', 'known')))
      await q.addColumn('intake_run', columnKinds(q).int('known', { default: 0 }));
    // Each run once: what was taken out of its reasons is not found again.
    for (;;) {
      const rows: { id: string; skipped: string }[] = await q.query(
        `SELECT id, skipped FROM intake_run WHERE state <> 'running' AND skipped LIKE '%${KNOWN}%' LIMIT ${PAGE}`,
      );
      if (rows.length === 0) return;
      for (const { id, skipped } of rows) {
        const all = JSON.parse(skipped) as { reason: string; count: number }[];
        const known = all.filter(({ reason }) => reason === KNOWN).reduce((sum, { count }) => sum + count, 0);
        const left = all.filter(({ reason }) => reason !== KNOWN);
        await q.query('UPDATE intake_run SET known = ?, skipped = ? WHERE id = ?', [known, JSON.stringify(left), id]);
      }
    }
  }

  async down(q: QueryRunner): Promise<void> {
    if (await q.hasColumn('intake_run', 'known')) await q.dropColumn('intake_run', 'known');
  }
}
