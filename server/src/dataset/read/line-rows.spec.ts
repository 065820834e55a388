import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../database/database.js';
import { temporaryDatabase } from '../../schema/temporary-database.js';
import { LineRows } from './line-rows.js';
import { linedBills } from './lined-bills-for-spec.js';

const scope = { filter: {}, orgs: null, fullAccounts: false };
/** Lines per bill: many bills without a line, some with more than a page holds. */
const LINES = [0, 0, 1, 0, 5, 2, 0, 31, 1, 1];
let db: Database;
let drop: () => Promise<void>;
let read = 0;
let lines: LineRows;
beforeAll(async () => {
  ({ db, drop } = await temporaryDatabase());
  await linedBills(db, 600, (at) => LINES[at % LINES.length] ?? 0);
  const counted = new Proxy(db, {
    get: (of, key) =>
      key === 'query'
        ? async (sql: string, params: unknown[]) => {
            const rows = await of.query(sql, params);
            if (sql.includes('bill_content')) read += rows.length;
            return rows;
          }
        : Reflect.get(of, key),
  });
  lines = new LineRows(counted);
});
afterAll(() => drop?.());

async function inPagesOf(limit: number): Promise<string[]> {
  const all: string[] = [];
  for (let after: string | null = null; ; ) {
    const page = await lines.page(scope, after, limit);
    expect(page.rows.length).toBeLessThanOrEqual(limit);
    all.push(...page.rows.map(({ billNo, line }) => `${String(billNo)} ${String(line)}`));
    if (page.last === null) return all;
    after = page.last;
  }
}

it('pages of any size hold every line once, in the same order, whatever bills have none or very many', async () => {
  const whole = await inPagesOf(100_000);
  expect(whole).toHaveLength(60 * LINES.reduce((sum, each) => sum + each, 0));
  expect(new Set(whole).size).toBe(whole.length);
  for (const limit of [1, 7, 40, 100, 500]) expect([limit, await inPagesOf(limit)]).toEqual([limit, whole]);
});

it('reads about as many bills as a page has room for, and not the same ones again for each page', async () => {
  read = 0;
  await inPagesOf(100);
  // 2,460 lines in 25 pages over 600 bills: at 200 bills a page it would be 5,000.
  expect(read).toBeLessThan(1_500);
});
