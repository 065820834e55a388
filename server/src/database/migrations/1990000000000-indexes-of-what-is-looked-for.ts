import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

/** In the order in which what is due is claimed: bills of one order fall due at one moment, and the first of them are taken. */
const DUE = { name: 'ix_bill_next_attempt_at_id', columnNames: ['next_attempt_at', 'id'] };
const FORMER_DUE = { name: 'ix_bill_next_attempt_at', columnNames: ['next_attempt_at'] };

/** Those of which a query only ever wants some rows. MySQL and MariaDB know no index of a part and keep the whole one. */
const OF_A_PART = [
  { name: 'ix_audit_hash', table: 'audit', columnNames: ['hash'], where: 'hash IS NULL' },
  {
    name: 'ix_bill_lookup_table_code_hit',
    table: 'bill_lookup',
    columnNames: ['table_code', 'hit'],
    where: 'hit = 0',
  },
];

/** Fewer entries are written with each bill: what nobody looks for is in no index (decision 147). */
export class IndexesOfWhatIsLookedFor1990000000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    if (isSqlite(q)) {
      for (const { name, table, columnNames, where } of OF_A_PART) {
        await q.query(`DROP INDEX ${name}`);
        await q.query(`CREATE INDEX ${name} ON ${table} (${columnNames.join(', ')}) WHERE ${where}`);
      }
      await q.query(`CREATE INDEX ${DUE.name} ON bill (next_attempt_at, id) WHERE next_attempt_at IS NOT NULL`);
    } else await q.createIndex('bill', new TableIndex(DUE));
    await dropIndex(q, FORMER_DUE.name);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.createIndex('bill', new TableIndex(FORMER_DUE));
    await dropIndex(q, DUE.name);
    if (!isSqlite(q)) return;
    for (const { name, table, columnNames } of OF_A_PART) {
      await q.query(`DROP INDEX ${name}`);
      // As TypeORM had made it: what a migration takes back is the schema of before to the letter.
      await q.createIndex(table, new TableIndex({ name, columnNames }));
    }
  }
}

const isSqlite = (q: QueryRunner): boolean => q.dataSource.options.type === 'better-sqlite3';

async function dropIndex(q: QueryRunner, name: string): Promise<void> {
  // TypeORM looks for it itself, and a start that died here has taken it away.
  const there = (await q.getTable('bill'))?.indices.map((index) => index.name) ?? [];
  if (there.includes(name)) await q.dropIndex('bill', name);
}
