import type { MigrationInterface, QueryRunner } from 'typeorm';
import { TableIndex } from 'typeorm';

const BOTH = { name: 'ix_bill_originator_userid_name', columnNames: ['originator_userid', 'originator_name'] };
const ONE = { name: 'ix_bill_originator_userid', columnNames: ['originator_userid'] };

/** The names under which a person applied are read from an index instead of from every bill of theirs. */
export class OriginatorNames1828000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await replace(q, ONE, BOTH);
  }

  async down(q: QueryRunner): Promise<void> {
    await replace(q, BOTH, ONE);
  }
}

async function replace(q: QueryRunner, before: typeof ONE, after: typeof ONE): Promise<void> {
  const there = (await q.getTable('bill'))?.indices.map(({ name }) => name) ?? [];
  if (!there.includes(after.name)) await q.createIndex('bill', new TableIndex(after));
  if (there.includes(before.name)) await q.dropIndex('bill', before.name);
}
