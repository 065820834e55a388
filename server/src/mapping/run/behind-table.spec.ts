import type { EntityManager } from 'typeorm';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { behindMapping } from './behind-mapping.js';
import { behindTable } from './behind-table.js';
import { FILLED, type MappingForSpec, mappingForSpec } from './mapping-for-spec.js';

/** How many look-ups and rows a table has beside those of the spec's bill: SQLite chooses the smaller side of a join. */
const ROWS = 5000;

let given: MappingForSpec;
beforeEach(async () => {
  given = await mappingForSpec();
  for (const [code, rows] of Object.entries(FILLED)) await given.put(code, rows);
  await given.collect([{ index: 1 }]);
  await given.mapping.work();
  await given.put('costItem', Object.fromEntries(Array.from({ length: ROWS }, (_, n) => [`项目${n}`, 'CI0001'])));
});
afterEach(() => given.close());

/** Returns the lines of SQLite's plan that read the look-ups of a bill (l) or the rows of a table (r), in their order. */
async function readsOf(sql: string, parameters: readonly unknown[]): Promise<string[]> {
  const plan = await given.db.query<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, [...parameters]);
  return plan.map(({ detail }) => detail).filter((line) => /^(SEARCH|SCAN) (l|r)\b/.test(line));
}

/** The first line of each pair reads the look-ups of one bill, and the second the rows of one look-up. */
function expectLookupsFirst(reads: readonly string[]): void {
  expect(reads.length).toBeGreaterThan(1);
  for (const [index, line] of reads.entries())
    expect(line).toMatch(index % 2 === 0 ? /^SEARCH l .*bill_id=\?/ : /^SEARCH r .*row_key=\?/);
}

it('behind a changed table, the look-ups of a bill are read before the rows of the table, of which there may be 50,000', async () => {
  const [table] = await given.db.query<{ id: string }>("SELECT id FROM mapping_table WHERE code = 'costItem'");
  const { sql, parameters } = behindTable({ id: table?.id ?? '', code: 'costItem' }, 0);
  expectLookupsFirst(await readsOf(`SELECT b.id FROM bill b WHERE ${sql}`, parameters));
});

it('an approval asks for the rows behind its bills by their look-ups', async () => {
  const bills = await given.db.query<{ id: string }>('SELECT id FROM bill');
  const asked: [sql: string, parameters: unknown[]][] = [];
  await given.db.inTransaction(async (tx) => {
    const query = vi.fn((sql: string, parameters: unknown[] = []) => {
      asked.push([sql, parameters]);
      return tx.query(sql, parameters);
    });
    await behindMapping(
      { query } as unknown as EntityManager,
      bills.map(({ id }) => id),
    );
  });
  const ofRows = asked.filter(([sql]) => sql.includes('mapping_row'));
  expect(ofRows).toHaveLength(1);
  for (const [sql, parameters] of ofRows) expectLookupsFirst(await readsOf(sql, parameters));
});
