import { type MigrationInterface, type QueryRunner, TableCheck } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

const TWO_PROBES =
  'probe_a IS NOT NULL AND probe_b IS NOT NULL AND probe_a_at IS NOT NULL AND probe_b_at IS NOT NULL AND probe_b_at - probe_a_at >= gap_ms';
const CHECK = 'ck_push_clearance';
const WITHDRAWN =
  'probe_a IS NOT NULL AND probe_a_at IS NOT NULL AND ((deleted_by IS NOT NULL AND deleted_at IS NOT NULL AND probe_a_at >= deleted_at) OR (probe_b IS NOT NULL AND probe_b_at IS NOT NULL AND probe_b_at - probe_a_at >= gap_ms))';
const BEFORE = `proof IN ('refused','not-sent','by-id') OR (proof = 'not-found-twice' AND ${TWO_PROBES}) OR (proof = 'withdrawn' AND ${WITHDRAWN})`;
const NOW = `${BEFORE} OR (proof = 'person' AND decided_by IS NOT NULL AND ${TWO_PROBES})`;

/**
 * Who numbers the bills, per scheme and as each bill was last sent (product.md §2). A person's decision to send again is a
 * clearance of its own kind: it names the person and cites the same two answers of Kingdee as the automatic one.
 */
export class Numbering1799000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const kind = columnKinds(q);
    for (const table of ['scheme', 'bill']) {
      await q.addColumn(table, kind.text('numbering', 10, { default: "'ours'" }));
      await q.addColumn(table, kind.text('key_field', 64, { default: "'FTHIRDBILLNO'" }));
    }
    await dropCheck(q);
    await q.addColumn('push_clearance', kind.text('decided_by', 64, { isNullable: true }));
    await addCheck(q, NOW);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query("UPDATE push_clearance SET proof = 'not-found-twice' WHERE proof = 'person'");
    await dropCheck(q);
    await q.dropColumn('push_clearance', 'decided_by');
    await addCheck(q, BEFORE);
    for (const table of ['bill', 'scheme']) {
      await q.dropColumn(table, 'key_field');
      await q.dropColumn(table, 'numbering');
    }
  }
}

/** TypeORM makes no checks on MySQL and MariaDB. */
const onSqlite = (q: QueryRunner): boolean => q.dataSource.options.type === 'better-sqlite3';

async function dropCheck(q: QueryRunner): Promise<void> {
  if (onSqlite(q)) await q.dropCheckConstraint('push_clearance', CHECK);
  else await q.query(`ALTER TABLE push_clearance DROP CONSTRAINT ${CHECK}`);
}

async function addCheck(q: QueryRunner, expression: string): Promise<void> {
  if (onSqlite(q)) await q.createCheckConstraint('push_clearance', new TableCheck({ name: CHECK, expression }));
  else await q.query(`ALTER TABLE push_clearance ADD CONSTRAINT ${CHECK} CHECK (${expression})`);
}
