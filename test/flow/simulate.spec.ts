import './at-ten.js';
import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import { fromFen, toFen } from '@dingdee/shared/money';
import { rulesMark } from '@dingdee/shared/rules-mark';
import type { Rule, SchemeContent, SchemeDetail } from '@dingdee/shared/scheme';
import type {
  Difference,
  RuleUses,
  SimulatedBill,
  SimulatedBillPage,
  Simulation,
  Simulations,
} from '@dingdee/shared/simulation';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { beijingDate } from '../../server/src/domain/beijing-time.js';
import * as company from '../sandbox/company.js';
import { commentsSettled, confirmPush, newApprovals, orderSettled, type RunningOffice, startOffice } from './batch.js';
import { approveAll, collect } from './office.js';
import { until } from './person.js';

/** What a version would have made of a past period, against the version, the tables and the locks that mapped it. */
let run: RunningOffice;
/** A cost item by its name on the form, and another number of Kingdee. */
const [type, other] = [company.expenseTypes[0], company.costItems.at(-1)];
if (!type || !other) throw new Error('the invented company has no cost items');
const LABEL = type.label.trim();
const DAY_MS = 86_400_000;
const days = { from: beijingDate(Date.now() - 90 * DAY_MS), to: beijingDate(Date.now()) };

beforeAll(async () => {
  run = await startOffice({
    settings: { SWEEP_INTERVAL_MS: '0', LOOK_BACK_INTERVAL_MS: '0', CHECK_UP_INTERVAL_MS: '0' },
  });
  newApprovals(run, { count: 25, seed: 11 });
  await collect(run.office);
  await approveAll(run.office);
  await orderSettled(run, await confirmPush(run));
  await commentsSettled(run);
  newApprovals(run, { count: 25, seed: 12 });
  await collect(run.office);
});
afterAll(() => run?.stack.close());

const admin = () => run.office.admin;
const path = () => `/api/schemes/${run.office.schemeId}`;
const scheme = () => admin().get<SchemeDetail>(path());
const details = async (): Promise<BillDetail[]> => {
  const all = await admin().all<BillSummary>('/api/bills');
  return Promise.all(all.map(({ id }) => admin().get<BillDetail>(`/api/bills/${id}`)));
};
async function simulated(asked: object = {}): Promise<Simulation> {
  const begun = await admin().post<Simulation>(`${path()}/simulations`, { tables: 'cited', ...days, ...asked });
  const done = await until(
    () => admin().get<Simulation>(`/api/simulations/${begun.id}`),
    ({ state }) => state !== 'running',
  );
  expect([done.state, done.done]).toEqual(['done', done.total]);
  return done;
}
const listed = (id: string, kind?: Difference) =>
  admin().all<SimulatedBill>(`/api/simulations/${id}/bills${kind ? `?kind=${kind}` : ''}`);
const differences = ({ differences: found }: Simulation) =>
  Object.fromEntries(Object.entries(found).flatMap(([kind, { count }]) => (count > 0 ? [[kind, count]] : [])));
const withCostItem = (content: SchemeContent, rule: Rule): SchemeContent => {
  const field = content.rows.costItem;
  if (!field) throw new Error('no rule for cost items');
  return { ...content, rows: { ...content.rows, costItem: { ...field, rules: [rule, ...field.rules] } } };
};
const onLabel = (value: string): Rule => ({
  kind: 'constant',
  value,
  when: [{ from: 'row:费用明细', is: 'equals', value: LABEL }],
  scope: 'row',
});
const costItemOf = (row: BillDetail['rows'][number]) => row.fields.find((field) => field.path.endsWith('.costItem'));
/** Rows that a rule for this name would change: a hand stands above it. */
const changedRows = ({ rows }: BillDetail, to: string) =>
  rows.filter((row) => {
    const field = costItemOf(row);
    return field?.source.trim() === LABEL && field.provenance?.kind !== 'hand' && field.value !== to;
  });
const sumOf = (bills: readonly BillDetail[], number: string) =>
  fromFen(
    bills.reduce(
      (all, { rows }) =>
        rows.reduce(
          (sum, row) => (costItemOf(row)?.value === number && row.amount ? sum + toFen(row.amount) : sum),
          all,
        ),
      0n,
    ),
  );
const calls = () => run.stack.sandbox.state.ctx.calls.report();
const world = async () => {
  const { dingtalk, kingdee } = calls();
  const bills = (await admin().all<BillSummary>('/api/bills')).toSorted((one, two) => (one.id < two.id ? -1 : 1));
  return { dingtalk, kingdee, bills, ledger: run.stack.sandbox.state.kingdee.ledger.report() };
};

describe('the enabled version', () => {
  it('shows zero difference over a history of fixes, locks by hand and changed tables, and touches nothing', async () => {
    const open = (await details()).filter(({ state }) => state === 'ready');
    const locked = open.find(
      (bill) => changedRows(bill, other.number).length > 0 && bill.originatorUserId !== admin().userId,
    );
    if (!locked) throw new Error('no open bill has the cost item');
    const at = changedRows(locked, other.number)[0]?.index;
    await admin().post('/api/mapping/fixes', {
      billId: locked.id,
      version: locked.version,
      path: `rows[${at}].costItem`,
      targetNumber: other.number,
      scope: 'bill',
    });
    // What is booked keeps the revision that it cites; what is open is mapped anew.
    const [moved, to] = [company.expenseTypes[1], company.costItems.at(-2)];
    await admin().put('/api/mapping/tables/costItem/rows', {
      rows: [{ key: moved?.label.trim(), targetNumber: to?.number }],
    });
    const before = await world();
    const found = await simulated();
    expect(differences(found)).toEqual({});
    expect(found.proven).toBe(found.total);
    expect(found.same.count + found.bothStop.count).toBe(found.total);
    expect(found.before).toEqual(found.after);
    expect(await listed(found.id)).toEqual([]);
    for (const lines of Object.values(found.sums)) {
      expect(lines.every(({ difference }) => difference === '0.00')).toBe(true);
      expect(fromFen(lines.reduce((sum, { before: each }) => sum + toFen(each), 0n))).toBe(found.before.billed.amount);
    }
    const after = await world();
    expect(after.bills).toEqual(before.bills);
    expect(after.ledger).toEqual(before.ledger);
    expect([after.dingtalk, after.kingdee]).toEqual([before.dingtalk, before.kingdee]);
    expect(found.total).toBe(before.bills.filter(({ state }) => state !== 'handled-outside').length);
  });

  it('with the tables of today shows what a changed row would have made of what is booked, and nothing else', async () => {
    const found = await simulated({ tables: 'now' });
    const label = company.expenseTypes[1]?.label.trim();
    const number = company.costItems.at(-2)?.number;
    const expected = (await details()).filter(({ rows }) =>
      rows.some((row) => costItemOf(row)?.source.trim() === label && costItemOf(row)?.value !== number),
    );
    expect(expected.length).toBeGreaterThan(0);
    expect((await listed(found.id, 'differs')).map(({ billId }) => billId).sort()).toEqual(
      expected.map(({ id }) => id).sort(),
    );
    expect(differences(found)).toEqual({ differs: expected.length });
  });
});

describe('a draft', () => {
  it('with one changed rule differs in exactly the bills that it meets, to the cent', async () => {
    const bills = await details();
    const expected = bills.filter((bill) => changedRows(bill, other.number).length > 0);
    expect(expected.length).toBeGreaterThan(0);
    const { content, currentVersion, version } = await scheme();
    const found = await simulated({ content: withCostItem(content, onLabel(other.number)) });
    expect([found.draft, found.version]).toEqual([true, currentVersion + 1]);
    expect(differences(found)).toEqual({ differs: expected.length });
    const listedBills = await listed(found.id);
    expect(listedBills.map(({ billId }) => billId).sort()).toEqual(expected.map(({ id }) => id).sort());
    for (const { billId, changes, before, after } of listedBills) {
      const bill = bills.find(({ id }) => id === billId);
      if (!bill) throw new Error('a bill that is not there');
      const rows = changedRows(bill, other.number);
      expect(changes.map(({ place, label }) => [place, label])).toEqual(
        rows.map(({ index }) => [`第 ${index + 1} 行`, '费用项目']),
      );
      expect(changes.every((change) => change.after?.startsWith(`${other.number} `))).toBe(true);
      expect([before, after]).toEqual([bill.amount, bill.amount]);
    }
    const moved = expected.flatMap((bill) => changedRows(bill, other.number));
    const fen = moved.reduce((sum, { amount }) => sum + (amount ? toFen(amount) : 0n), 0n);
    const line = (key: string) => found.sums.costItem.find((each) => each.key === key);
    expect(line(other.number)?.before ?? '0.00').toBe(sumOf(bills, other.number));
    expect(line(other.number)?.difference).toBe(fromFen(fen));
    expect(found.sums.costItem.reduce((sum, { difference }) => sum + toFen(difference), 0n)).toBe(0n);
    expect(found.sums.department.every(({ difference }) => difference === '0.00')).toBe(true);
    // Nothing of it is saved.
    expect((await scheme()).version).toBe(version);
  });

  it("is counted rule by rule: a rule hits the values that it would give, a value locked by hand is nobody's, and all add up", async () => {
    const { content } = await scheme();
    const rule = onLabel(other.number);
    const found = await simulated({ content: withCostItem(content, rule) });
    const { counted } = await admin().get<RuleUses>(`/api/schemes/${run.office.schemeId}/rule-uses`);
    const [costItem, amount] = ['rows.costItem', 'rows.amount'].map((field) =>
      counted?.fields.find((each) => each.path === field),
    );
    const rows = (await details()).filter(({ state }) => state !== 'handled-outside').flatMap((bill) => bill.rows);
    const byHand = rows.filter((row) => costItemOf(row)?.provenance?.kind === 'hand').length;
    const meets = rows.filter((row) => {
      const field = costItemOf(row);
      return field?.source.trim() === LABEL && field.provenance?.kind !== 'hand';
    }).length;
    expect([meets > 0, byHand > 0]).toEqual([true, true]);
    expect(counted).toMatchObject({ ...days, bills: found.total, endedAt: found.endedAt });
    expect([costItem?.mark, costItem?.hits[0], costItem?.byHand]).toEqual([
      rulesMark(withCostItem(content, rule).rows.costItem?.rules),
      meets,
      byHand,
    ]);
    expect(costItem?.hits.reduce((sum, n) => sum + n, byHand)).toBe(rows.length);
    expect(amount?.hits.reduce((sum, n) => sum + n, 0)).toBe(rows.length);
    expect((await run.office.reviewer.raw('GET', `/api/schemes/${run.office.schemeId}/rule-uses`)).status).toBe(403);
  });

  it('that stops bills lists them with why, and their money leaves the cost items', async () => {
    const expected = (await details()).filter((bill) => changedRows(bill, 'CI-NONE').length > 0);
    expect(expected.length).toBeGreaterThan(0);
    const { content } = await scheme();
    const found = await simulated({ content: withCostItem(content, onLabel('CI-NONE')) });
    expect(differences(found)).toEqual({ stopped: expected.length });
    const stopped = await listed(found.id, 'stopped');
    expect(stopped.map(({ billId }) => billId).sort()).toEqual(expected.map(({ id }) => id).sort());
    for (const { reasons } of stopped) expect(reasons.join()).toContain('CI-NONE');
    const fen = expected.reduce((sum, { amount }) => sum + (amount ? toFen(amount) : 0n), 0n);
    expect(toFen(found.after.stopped.amount) - toFen(found.before.stopped.amount)).toBe(fen);
    expect(toFen(found.before.billed.amount) - toFen(found.after.billed.amount)).toBe(fen);
    expect(found.sums.department.reduce((sum, { difference }) => sum + toFen(difference), 0n)).toBe(-fen);
  });

  it('that would not collect some of them says so', async () => {
    const { content } = await scheme();
    const filter: SchemeContent['filter'] = [{ from: 'field:总金额', is: 'less', value: '0.01' }];
    const found = await simulated({ content: { ...content, filter } });
    expect(found.differences['left-out'].count).toBe(found.total);
    expect((await listed(found.id))[0]?.reasons[0]).toContain('不符合采集条件');
  });

  it('of another scheme of the form is compared with whatever scheme mapped the bills', async () => {
    const { template, processCode, orgNumber } = await scheme();
    const second = await admin().post<SchemeDetail>('/api/schemes', { template, processCode, orgNumber });
    const asked = { tables: 'cited', ...days };
    const begun = await admin().post<Simulation>(`/api/schemes/${second.id}/simulations`, asked);
    const done = await until(
      () => admin().get<Simulation>(`/api/simulations/${begun.id}`),
      ({ state }) => state !== 'running',
    );
    expect([done.state, differences(done), done.proven]).toEqual(['done', {}, done.total]);
  });

  it('that cannot be run is refused with what is wrong, and so are days that are none', async () => {
    const { content } = await scheme();
    const refused = (body: object) =>
      admin().refused('POST', `${path()}/simulations`, { tables: 'cited', ...days, ...body });
    expect(await refused({ content: withCostItem(content, { kind: 'expression', cel: 'row[' }) })).toMatchObject({
      code: 'scheme/content',
    });
    expect(await refused({ from: '2026-02-31' })).toMatchObject({ code: 'simulation/range' });
    expect(await refused({ from: '2001-01-01', to: '2001-01-31' })).toMatchObject({ code: 'simulation/nothing' });
    expect(await admin().refused('GET', '/api/simulations/nothing')).toMatchObject({ code: 'simulation/not-found' });
    expect(await admin().refused('POST', '/api/simulations/nothing/stop')).toMatchObject({
      code: 'simulation/not-found',
    });
  });
});

describe('who', () => {
  it('may change rules runs it; everybody with a role looks; who started it stands in the log', async () => {
    const body = { tables: 'cited', ...days };
    expect((await run.office.reviewer.raw('POST', `${path()}/simulations`, body)).status).toBe(403);
    const { latest } = await run.office.reviewer.get<Simulations>(`/api/schemes/${run.office.schemeId}/simulations`);
    if (!latest) throw new Error('none is kept');
    const page = await run.office.pusher.get<SimulatedBillPage>(`/api/simulations/${latest.id}/bills?limit=1`);
    expect(page.items.length).toBe(1);
    expect(page.total).toBeGreaterThan(1);
    expect(latest.startedBy).not.toBe('');
  });

  it('stops it finds what was worked out until then, and the next may begin', async () => {
    const begun = await admin().post<Simulation>(`/api/schemes/${run.office.schemeId}/simulations`, {
      tables: 'cited',
      ...days,
    });
    const stopped = await admin().post<Simulation>(`/api/simulations/${begun.id}/stop`);
    expect(['stopped', 'done']).toContain(stopped.state);
    expect(differences(await simulated())).toEqual({});
  });
});
