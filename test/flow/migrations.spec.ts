import type { DataSource } from 'typeorm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import { MIGRATIONS } from '../../server/src/schema/migrations.js';
import { fixture, rowsOf, schemaOf } from './database-text.js';
import { putForeignBills } from './foreign-bills.js';
import { freshDatabase, onMariaDb } from './stack.js';

let source: DataSource;
let dropDatabase: () => Promise<void>;

async function open(): Promise<{ source: DataSource; drop: () => Promise<void> }> {
  const { url, drop } = await freshDatabase();
  const opened = await openDataSource(dataSourceOptions(url));
  return {
    source: opened,
    drop: async () => {
      await opened.destroy();
      await drop();
    },
  };
}
beforeEach(async () => {
  ({ source, drop: dropDatabase } = await open());
});
afterEach(() => dropDatabase());

const up = (on = source) => on.runMigrations({ transaction: 'each' });

/** As a release that knew only the first `count` migrations. */
function only(count: number): void {
  source.migrations.splice(0);
  source.migrations.push(...MIGRATIONS.slice(0, count).map((each) => new each()));
}

it('every migration goes up, down to nothing, and up to the same schema again', async () => {
  await up();
  const fresh = await schemaOf(source);
  expect(fresh.length).toBeGreaterThan(25);
  for (const _ of MIGRATIONS) await source.undoLastMigration({ transaction: 'each' });
  expect(await schemaOf(source)).toEqual([]);
  await up();
  expect(await schemaOf(source)).toEqual(fresh);
});

it('the database itself refuses a second save of a bill that nothing has cleared', async () => {
  await up();
  const clearance = (proof: string, probes: readonly (string | number | null)[], keptBy: string | null = 'kept') =>
    source.query(
      `INSERT INTO push_clearance (bill_id, step, attempt, proof, probe_a, probe_b, probe_a_at, probe_b_at, gap_ms, created_at, kept_by)
       VALUES ('b', 'save', 1, ?, ?, ?, ?, ?, 60000, 1, ?)`,
      [proof, ...probes, keptBy],
    );
  const receipt = (attempt: number, clears: number | null) =>
    source.query(
      `INSERT INTO push_receipt (id, bill_id, step, attempt, clears, call_id, outcome, payload_hash, started_at)
       VALUES (?, 'b', 'save', ?, ?, 'c', 'open', 'h', 1)`,
      [`r${attempt}`, attempt, clears],
    );
  await receipt(1, null);
  await expect(receipt(2, null)).rejects.toThrow();
  await expect(receipt(2, 1)).rejects.toThrow();
  await expect(clearance('guessed', [null, null, null, null])).rejects.toThrow();
  await expect(clearance('not-found-twice', ['p1', null, 1000, null])).rejects.toThrow();
  await expect(clearance('not-found-twice', ['p1', 'p2', 1000, 60_999])).rejects.toThrow();
  // Two answers "not there", and nothing shows that Kingdee keeps our number.
  await expect(clearance('not-found-twice', ['p1', 'p2', 1000, 61_000], null)).rejects.toThrow();
  await clearance('not-found-twice', ['p1', 'p2', 1000, 61_000]);
  await receipt(2, 1);
  await expect(receipt(3, 1)).rejects.toThrow();
  const byPerson = (decidedBy: string | null, probes: readonly (string | number | null)[]) =>
    source.query(
      `INSERT INTO push_clearance (bill_id, step, attempt, proof, probe_a, probe_b, probe_a_at, probe_b_at, gap_ms, created_at, decided_by)
       VALUES ('b', 'save', 2, 'person', ?, ?, ?, ?, 60000, 1, ?)`,
      [...probes, decidedBy],
    );
  await expect(byPerson('u1', [null, null, null, null])).rejects.toThrow();
  await expect(byPerson('u1', ['p1', 'p2', 1000, 60_999])).rejects.toThrow();
  await expect(byPerson(null, ['p1', 'p2', 1000, 61_000])).rejects.toThrow();
  await byPerson('u1', ['p1', 'p2', 1000, 61_000]);
  await receipt(3, 2);
});

it('after a withdrawal it asks for the deletion that Kingdee answered and a look after it, or for two looks', async () => {
  await up();
  const clearance = (attempt: number, [a, aAt, b, bAt, by, at]: readonly (string | number | null)[]) =>
    source.query(
      `INSERT INTO push_clearance (bill_id, step, attempt, proof, probe_a, probe_a_at, probe_b, probe_b_at, deleted_by, deleted_at, gap_ms, created_at)
       VALUES ('b', 'save', ?, 'withdrawn', ?, ?, ?, ?, ?, ?, 60000, 1)`,
      [attempt, a ?? null, aAt ?? null, b ?? null, bAt ?? null, by ?? null, at ?? null],
    );
  for (const proof of [
    [null, null, null, null, 'r', 1000],
    ['p1', null, null, null, 'r', 1000],
    ['p1', 999, null, null, 'r', 1000],
    ['p1', 1000, null, null, 'r', null],
    ['p1', 1000, null, null, null, 1000],
    ['p1', 1000, null, null, null, null],
    ['p1', 1000, 'p2', 60_999, null, null],
    ['p1', 1000, 'p2', null, null, null],
  ])
    await expect(clearance(1, proof)).rejects.toThrow();
  await clearance(1, ['p1', 1000, null, null, 'r', 1000]);
  await clearance(2, ['p1', 1000, 'p2', 61_000, null, null]);
});

it('checks that come later keep the receipts that are there', async () => {
  only(2);
  await up();
  await source.query(
    "INSERT INTO push_clearance (bill_id, step, attempt, proof, gap_ms, created_at) VALUES ('b', 'save', 1, 'refused', 0, 1)",
  );
  for (const [attempt, clears] of [
    [1, null],
    [2, 1],
  ])
    await source.query(
      `INSERT INTO push_receipt (id, bill_id, step, attempt, clears, call_id, outcome, payload_hash, started_at)
       VALUES (?, 'b', 'save', ?, ?, 'c', 'refused', 'h', 1)`,
      [`r${attempt}`, attempt, clears],
    );
  only(MIGRATIONS.length);
  await up();
  const receipts: { attempt: unknown; proof: string | null }[] = await source.query(
    `SELECT r.attempt, c.proof FROM push_receipt r LEFT JOIN push_clearance c ON c.bill_id = r.bill_id AND c.step = r.step
     AND c.attempt = r.clears ORDER BY r.attempt`,
  );
  expect(receipts.map(({ attempt, proof }) => [Number(attempt), proof])).toEqual([
    [1, null],
    [2, 'refused'],
  ]);
  await expect(source.query('DELETE FROM push_clearance')).rejects.toThrow();
});

it('each migration takes back exactly what it brought', async () => {
  const before: string[][] = [];
  for (const migration of MIGRATIONS) {
    before.push(await schemaOf(source));
    only(before.length);
    const done = await up();
    expect(done.map(({ name }) => name)).toEqual([migration.name]);
  }
  for (const schema of before.reverse()) {
    await source.undoLastMigration({ transaction: 'each' });
    expect(await schemaOf(source)).toEqual(schema);
  }
});

it('bills that are not in yuan lose their sum and nothing else does, and get it back on the way down', async () => {
  const place = MIGRATIONS.findIndex(({ name }) => name.startsWith('ForeignSums'));
  only(place);
  await up();
  await putForeignBills(source);
  const bills = () =>
    source.query(
      'SELECT b.id, b.currency, b.base_fen AS fen, b.amount_minor AS own, b.version, l.amount_fen AS looked FROM bill b JOIN bill_lookup l ON l.bill_id = b.id ORDER BY b.id',
    );
  const told = async () => ((await bills()) as Record<string, unknown>[]).map((row) => Object.values(row).join(' '));
  const before = await told();
  only(place + 1);
  await up();
  expect(await told()).toEqual([
    'by-form XXX  100 2 0',
    'by-hand PRE007  100 2 0',
    'payable CNY 100 100 1 100',
    'unmapped CNY 100 100 1 100',
  ]);
  await source.undoLastMigration({ transaction: 'each' });
  expect((await told()).map((row) => row.split(' ')[2])).toEqual(before.map((row) => row.split(' ')[2]));
});

if (onMariaDb) {
  it('the entities say what the migrations built: the schema builder has nothing to add', async () => {
    await up();
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('a database of the first release becomes the present schema with all its rows, and the first schema again on the way back', async () => {
    await source.query('ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_bin');
    for (const statement of [...fixture('schema-2026-11'), ...fixture('data-2026-11')]) await source.query(statement);
    await source.query("INSERT INTO migrations (timestamp, name) VALUES (1795000000000, 'CreateTables1795000000000')");
    // The invented rows name an order, which no program has ever written; the column is gone since.
    await source.query('UPDATE push_call SET order_id = NULL');
    const first = { schema: await schemaOf(source), rows: await rowsOf(source) };
    expect([...first.rows].filter(([, rows]) => rows.length === 0)).toEqual([]);

    const later = await up();
    expect(later.map(({ name }) => name)).toEqual(MIGRATIONS.slice(1).map(({ name }) => name));
    const fresh = await open();
    await up(fresh.source);
    const expected = await schemaOf(fresh.source);
    await fresh.drop();
    expect(await schemaOf(source)).toEqual(expected);
    expect((await source.driver.createSchemaBuilder().log()).upQueries.map(({ query }) => query)).toEqual([]);
    const now = await rowsOf(source);
    for (const [table, rows] of first.rows)
      expect([table, now.get(table)]).toMatchObject([table, rows.map(kept(table))]);

    for (const _ of later) await source.undoLastMigration({ transaction: 'each' });
    expect(await schemaOf(source)).toEqual(first.schema);
    expect(await rowsOf(source)).toEqual(first.rows);
    await up();
    expect(await schemaOf(source)).toEqual(expected);
    expect(await rowsOf(source)).toEqual(now);
  });
}

/**
 * A row of the first release as it stands now. Only the program paused schemes then, and its pause has columns of its own since; why base
 * data cannot be used is a code; a call names no order.
 */
const kept =
  (table: string) =>
  ({ order_id, ...row }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
    table === 'scheme'
      ? { ...row, paused_reason: null, program_paused_reason: row.paused_reason }
      : table === 'base_data' && row.reason === '已禁用'
        ? { ...row, reason: 'forbidden' }
        : table === 'push_call' || order_id === undefined
          ? row
          : { ...row, order_id };
