import { fromFen } from '@dingdee/shared/money';
import type { EntityManager } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readFen, readInt, sumOfFen } from '../database/columns.js';
import { type Database, insertTuples } from '../database/database.js';
import { dayStart } from '../domain/beijing-time.js';
import { temporaryDatabase } from '../schema/temporary-database.js';
import { BehindBar } from './behind-bar.js';
import { RollUp } from './roll-up.js';
import { ShowAnalysis } from './show-analysis.js';

let db: Database;
let drop: () => Promise<void>;
let show: ShowAnalysis;
beforeAll(async () => {
  ({ db, drop } = await temporaryDatabase());
  show = new ShowAnalysis(db, new RollUp(db));
});
afterAll(() => drop?.());

/** Seed for the same numbers on every run. */
let seed = 20_261_128;
function random(below: number): number {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return Math.floor((seed / 2_147_483_648) * below);
}
const NOW = dayStart('2026-11-24') + 12 * 3_600_000;
const STATES = ['needs-mapping', 'ready', 'approved', 'booked', 'held', 'failed', 'superseded'];
const DEPARTMENTS = ['销售', '研发', '财务', ''];
const ITEMS = ['CI01', 'CI02', 'CI03', ''];
const someMoment = () => dayStart('2026-10-01') + random(54) * 86_400_000 + random(86_400_000);
const notesOf = (fen: number): string => {
  const first = random(fen);
  const rows = [first, fen - first - (random(5) === 0 ? 100 : 0)].map((part) => ({
    amount: fromFen(BigInt(part)),
    fields: { costItem: ITEMS[random(4)] },
  }));
  return JSON.stringify({ fields: { rows: random(6) === 0 ? [] : rows } });
};

async function add(tx: EntityManager, at: number): Promise<void> {
  const id = `bill-${at}`;
  const fen = 100 + random(900_000);
  const row = {
    id,
    corp_id: 'corp',
    process_instance_id: id,
    part: '',
    bill_no: id,
    third_bill_no: id,
    scheme_id: `s${random(2)}`,
    scheme_version: 1,
    approval_id: id,
    org_number: `${100 + random(2)}`,
    outcome: 'save+submit+audit',
    state_kind: STATES[random(7)],
    reached: 'none',
    state: '{}',
    business_id: id,
    title: '报销',
    originator_userid: 'u',
    originator_name: '甲',
    payee: '甲',
    department: DEPARTMENTS[random(4)],
    purpose: '差旅',
    cost_items: '[]',
    attachments: 0,
    action: 'approve',
    reason_key: '',
    reason_rank: 9,
    currency: 'CNY',
    amount_minor: `${fen}`,
    rate: '1',
    base_fen: random(9) === 0 ? null : `${fen}`,
    version: 1,
    finished_at: someMoment(),
    state_since: 1,
    created_at: 1,
    updated_at: 1,
  };
  const content = {
    bill_id: id,
    provenance: '{}',
    issues: '[]',
    citations: '{}',
    notes: notesOf(fen),
    updated_at: 1,
  };
  await insertTuples(tx, 'bill', Object.keys(row), [Object.values(row)]);
  await insertTuples(tx, 'bill_content', Object.keys(content), [Object.values(content)]);
}

/** Makes one change of one bill as the ledger writes it, with a new version. */
async function change(tx: EntityManager, id: string): Promise<void> {
  const fen = 100 + random(900_000);
  const [sql, value] = [
    ['state_kind = ?', STATES[random(7)]],
    ['department = ?', DEPARTMENTS[random(4)]],
    ['base_fen = ?', random(6) === 0 ? null : `${fen}`],
    ['finished_at = ?', someMoment()],
    ['org_number = ?', `${100 + random(2)}`],
  ][random(5)] ?? ['state_kind = ?', 'ready'];
  await tx.query(`UPDATE bill SET ${sql}, version = version + 1 WHERE id = ?`, [value, id]);
  await tx.query('UPDATE bill_content SET notes = ? WHERE bill_id = ?', [notesOf(fen), id]);
}

const raw = async (where: string, params: unknown[], group: string) =>
  new Map(
    (
      await db.query<{ k: unknown; n: unknown; fen: unknown }>(
        `SELECT ${group} AS k, COUNT(*) AS n, ${sumOfFen('base_fen')} AS fen FROM bill WHERE ${where} GROUP BY ${group}`,
        params,
      )
    ).map(({ k, n, fen }) => [String(k), [readInt(n), fromFen(readFen(fen))]]),
  );

it('after any history what was added up day by day is what the bills add up to, and cost items to the same', async () => {
  let bills = 0;
  for (let step = 0; step < 40; step += 1) {
    await db.inTransaction(async (tx) => {
      for (let at = 0; at < 3; at += 1) {
        await add(tx, bills);
        bills += 1;
      }
      for (let at = 0; at < 4; at += 1) await change(tx, `bill-${random(bills)}`);
    });
    const org = step % 3 === 0 ? { org: '100' } : {};
    const told = await show.show(org, NOW);
    for (const [side, from, to] of [
      ['now', '2026-11-01', '2026-11-25'],
      ['before', '2026-10-01', '2026-10-25'],
    ] as const) {
      const where = `finished_at >= ? AND finished_at < ?${org.org ? ' AND org_number = ?' : ''}`;
      const params = [dayStart(from), dayStart(to), ...(org.org ? [org.org] : [])];
      const whole = (await raw(where, params, "'all'")).get('all') ?? [0, '0.00'];
      expect([told.collected[side].count, told.collected[side].amount]).toEqual(whole);
      const departments = told.departments
        .filter((bar) => bar[side].count > 0)
        .map((bar) => [bar.key, [bar[side].count, bar[side].amount]]);
      expect(new Map(departments as [string, [number, string]][])).toEqual(
        await raw(where, params, "CASE WHEN state_kind = 'superseded' THEN '~' ELSE department END"),
      );
      const parts = told.costItems.reduce((sum, bar) => sum + BigInt(bar[side].amount.replace('.', '')), 0n);
      expect(fromFen(parts)).toBe(whole[1]);
    }
  }
  const told = await show.show({}, NOW);
  const behind = new BehindBar(db);
  expect(told.costItems.map(({ key }) => key)).toEqual(expect.arrayContaining(['CI01', '-', '', '~']));
  for (const { key, now } of told.costItems) {
    const { sum } = await behind.bills({ by: 'cost', key, limit: 50 }, NOW);
    expect(sum).toEqual(now);
  }
  for (const { key, now } of told.departments) {
    const { sum } = await behind.bills({ by: 'department', key, limit: 50 }, NOW);
    expect(sum).toEqual(now);
  }
  // A bill and its replacement are not both counted under a cost item or department.
  const { sum } = await behind.bills({ by: 'cost', key: '~', limit: 50 }, NOW);
  const closed = await raw(
    "finished_at >= ? AND finished_at < ? AND state_kind = 'superseded'",
    [dayStart('2026-11-01'), dayStart('2026-11-25')],
    "'x'",
  );
  expect([sum.count, sum.amount]).toEqual(closed.get('x'));
});

it('a day is added up again only when one of its bills has changed', async () => {
  const days = new RollUp(db);
  const november = [{ from: '2026-11-01', to: '2026-11-24' }];
  await days.refresh(november);
  expect(await days.refresh(november)).toBe(0);
  await db.inTransaction((tx) =>
    tx.query(
      "UPDATE bill SET state_kind = 'held', version = version + 1 WHERE id = (SELECT MIN(id) FROM bill WHERE finished_at >= ? AND finished_at < ?)",
      [dayStart('2026-11-01'), dayStart('2026-11-25')],
    ),
  );
  expect(await days.refresh(november)).toBe(1);
});

it('booked bills are counted by how many times 24 hours it took, to the millisecond, and each count opens its bills', async () => {
  const finished = dayStart('2025-05-12');
  const DAY = 86_400_000;
  const took = [-5000, 0, DAY, DAY + 1, 2 * DAY, 3 * DAY, 4 * DAY, 4 * DAY + 1, 40 * DAY];
  await db.inTransaction(async (tx) => {
    for (const [at, ms] of took.entries()) {
      await add(tx, 10_000 + at);
      const id = `bill-${10_000 + at}`;
      await tx.query("UPDATE bill SET finished_at = ?, state_kind = 'booked' WHERE id = ?", [finished, id]);
      // It is booked twice, as after a withdrawal: the first booking counts.
      for (const later of [0, 9 * DAY])
        await insertTuples(
          tx,
          'audit',
          ['at', 'actor', 'action', 'subject_kind', 'subject_id', 'from_state', 'to_state'],
          [[finished + ms + later, 'system', 'pushed', 'bill', id, 'pushing', 'booked']],
        );
    }
  });
  const now = dayStart('2025-06-20');
  const { waits } = await show.show({ month: '2025-05' }, now);
  expect(waits).toEqual([
    { wait: '1', count: 3 },
    { wait: '2', count: 2 },
    { wait: '3', count: 1 },
    { wait: '4', count: 1 },
    { wait: 'more', count: 2 },
  ]);
  for (const { wait, count } of waits)
    expect((await new BehindBar(db).bills({ month: '2025-05', by: 'wait', key: wait, limit: 50 }, now)).total).toBe(
      count,
    );
});
