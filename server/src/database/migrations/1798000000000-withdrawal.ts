import { type MigrationInterface, type QueryRunner, TableCheck } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

const CHECK = 'ck_push_clearance';
const FOUND_TWICE =
  "(proof = 'not-found-twice' AND probe_a IS NOT NULL AND probe_b IS NOT NULL AND probe_a_at IS NOT NULL AND probe_b_at IS NOT NULL AND probe_b_at - probe_a_at >= gap_ms)";
const FIRST = `proof IN ('refused','not-sent','by-id') OR ${FOUND_TWICE}`;
/** Withdrawn: Kingdee answered the deletion and a later look found nothing, or two looks found nothing. */
const NOW = `${FIRST} OR (proof = 'withdrawn' AND probe_a IS NOT NULL AND probe_a_at IS NOT NULL AND ((deleted_by IS NOT NULL AND deleted_at IS NOT NULL AND probe_a_at >= deleted_at) OR (probe_b IS NOT NULL AND probe_b_at IS NOT NULL AND probe_b_at - probe_a_at >= gap_ms)))`;

/** 撤回并删除: a bill on its way out of Kingdee, and the proof that it is gone, without which it is never saved again (product.md §2, §3). */
export class Withdrawal1798000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const kind = columnKinds(q);
    await q.addColumn('bill', kind.bool('withdrawing', { default: '0' }));
    await q.addColumns('push_clearance', [
      kind.id('deleted_by', { isNullable: true }),
      kind.instant('deleted_at', { isNullable: true }),
    ]);
    await replaceCheck(q, NOW);
  }

  async down(q: QueryRunner): Promise<void> {
    // The release before has no word for it; what it asks of a clearance is that there is one.
    await q.query("UPDATE push_clearance SET proof = 'refused' WHERE proof = 'withdrawn'");
    await replaceCheck(q, FIRST);
    await q.dropColumns('push_clearance', ['deleted_by', 'deleted_at']);
    await q.dropColumn('bill', 'withdrawing');
  }
}

async function replaceCheck(q: QueryRunner, expression: string): Promise<void> {
  if (q.dataSource.options.type === 'better-sqlite3') {
    await q.dropCheckConstraint('push_clearance', CHECK);
    await q.createCheckConstraint('push_clearance', new TableCheck({ name: CHECK, expression }));
    return;
  }
  await q.query(`ALTER TABLE push_clearance DROP CONSTRAINT ${CHECK}`);
  await q.query(`ALTER TABLE push_clearance ADD CONSTRAINT ${CHECK} CHECK (${expression})`);
}
