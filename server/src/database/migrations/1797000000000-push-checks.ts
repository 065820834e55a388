import { type MigrationInterface, type QueryRunner, TableCheck } from 'typeorm';

const CHECKS = [
  {
    table: 'push_clearance',
    name: 'ck_push_clearance',
    first:
      "proof IN ('refused','not-sent','by-id') OR (proof = 'not-found-twice' AND probe_a IS NOT NULL AND probe_b IS NOT NULL AND probe_b_at - probe_a_at >= gap_ms)",
    now: "proof IN ('refused','not-sent','by-id') OR (proof = 'not-found-twice' AND probe_a IS NOT NULL AND probe_b IS NOT NULL AND probe_a_at IS NOT NULL AND probe_b_at IS NOT NULL AND probe_b_at - probe_a_at >= gap_ms)",
  },
  {
    table: 'push_receipt',
    name: 'ck_push_receipt',
    first: '(attempt = 1 AND clears IS NULL) OR (attempt > 1 AND clears = attempt - 1)',
    now: '(attempt = 1 AND clears IS NULL) OR (attempt > 1 AND clears IS NOT NULL AND clears = attempt - 1)',
  },
];

/**
 * No second save intent without a proof that the first did not happen, whatever the program thinks (product.md §2).
 * The first migration meant it, but a check that comes out as NULL lets a row pass, and TypeORM makes no checks on MySQL and MariaDB.
 */
export class PushChecks1797000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    for (const { table, name, now } of CHECKS)
      if (onSqlite(q)) await replace(q, table, name, now);
      else await q.query(`ALTER TABLE ${table} ADD CONSTRAINT ${name} CHECK (${now})`);
  }

  async down(q: QueryRunner): Promise<void> {
    for (const { table, name, first } of CHECKS)
      if (onSqlite(q)) await replace(q, table, name, first);
      else await q.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
  }
}

const onSqlite = (q: QueryRunner): boolean => q.dataSource.options.type === 'better-sqlite3';

async function replace(q: QueryRunner, table: string, name: string, expression: string): Promise<void> {
  await q.dropCheckConstraint(table, name);
  await q.createCheckConstraint(table, new TableCheck({ name, expression }));
}
