import { type MigrationInterface, type QueryRunner, TableCheck } from 'typeorm';
import { columnKinds } from '../column-kinds.js';

const TABLE = 'push_clearance';
const CHECK = 'ck_push_clearance';
const TWO_PROBES =
  'probe_a IS NOT NULL AND probe_b IS NOT NULL AND probe_a_at IS NOT NULL AND probe_b_at IS NOT NULL AND probe_b_at - probe_a_at >= gap_ms';
const WITHDRAWN =
  'probe_a IS NOT NULL AND probe_a_at IS NOT NULL AND ((deleted_by IS NOT NULL AND deleted_at IS NOT NULL AND probe_a_at >= deleted_at) OR (probe_b IS NOT NULL AND probe_b_at IS NOT NULL AND probe_b_at - probe_a_at >= gap_ms))';
const PERSON = `proof = 'person' AND decided_by IS NOT NULL AND ${TWO_PROBES}`;
const BEFORE = `proof IN ('refused','not-sent','by-id') OR (proof = 'not-found-twice' AND ${TWO_PROBES}) OR (proof = 'withdrawn' AND ${WITHDRAWN}) OR (${PERSON})`;
const NOW = `proof IN ('refused','not-sent','by-id') OR (proof = 'not-found-twice' AND kept_by IS NOT NULL AND ${TWO_PROBES}) OR (proof = 'withdrawn' AND ${WITHDRAWN}) OR (${PERSON})`;

/**
 * Two answers "not there" vouch for a save only where Kingdee has been seen to keep our number: the clearance cites where
 * (numbering_seen), else the database refuses it (docs/decisions/0012). Those of before cite nothing: ''.
 */
export class KeptBy1807100000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    const kind = columnKinds(q);
    await dropCheck(q);
    await q.addColumn(TABLE, kind.id('kept_by', { isNullable: true }));
    await q.query(`UPDATE ${TABLE} SET kept_by = '' WHERE proof = 'not-found-twice' AND kept_by IS NULL`);
    await addCheck(q, NOW);
  }

  async down(q: QueryRunner): Promise<void> {
    await dropCheck(q);
    await q.dropColumn(TABLE, 'kept_by');
    await addCheck(q, BEFORE);
  }
}

/** TypeORM makes no checks on MySQL and MariaDB. */
const onSqlite = (q: QueryRunner): boolean => q.dataSource.options.type === 'better-sqlite3';

async function dropCheck(q: QueryRunner): Promise<void> {
  if (onSqlite(q)) await q.dropCheckConstraint(TABLE, CHECK);
  else await q.query(`ALTER TABLE ${TABLE} DROP CONSTRAINT ${CHECK}`);
}

async function addCheck(q: QueryRunner, expression: string): Promise<void> {
  if (onSqlite(q)) await q.createCheckConstraint(TABLE, new TableCheck({ name: CHECK, expression }));
  else await q.query(`ALTER TABLE ${TABLE} ADD CONSTRAINT ${CHECK} CHECK (${expression})`);
}
