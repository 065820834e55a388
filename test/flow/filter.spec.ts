import type { BillSummary } from '@dingdee/shared/bill';
import type { Decisions } from '@dingdee/shared/decision';
import type { FilterCondition, FilterPreview } from '@dingdee/shared/filter';
import type { SchemeDetail } from '@dingdee/shared/scheme';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newApprovals, type RunningOffice, startOffice } from './batch.js';
import { collect } from './office.js';

/** What is collected, by any control of the form: seen before it is saved, a version once it is, and no bill that is there changes. */
let run: RunningOffice;
beforeAll(async () => {
  run = await startOffice({ settings: { SWEEP_INTERVAL_MS: '0', LOOK_BACK_INTERVAL_MS: '0' } });
  newApprovals(run, { count: 30, seed: 3 });
  await collect(run.office);
});
afterAll(() => run?.stack.close());

const MONTHS = 90;
const preview = (filter: FilterCondition[]) =>
  run.office.admin.post<FilterPreview>(`/api/schemes/${run.office.schemeId}/filter-preview`, { filter, days: MONTHS });
const scheme = () => run.office.admin.get<SchemeDetail>(`/api/schemes/${run.office.schemeId}`);
const bills = () => run.office.admin.all<BillSummary>('/api/bills');
const save = async (filter: FilterCondition[]) => {
  const { version, content } = await scheme();
  return run.office.admin.put<SchemeDetail>(`/api/schemes/${run.office.schemeId}/content`, {
    version,
    content: { ...content, filter },
  });
};
const calls = () => run.stack.sandbox.state.ctx.calls.report().dingtalk.reduce((sum, { total }) => sum + total, 0);
const fen = (amount: string) => BigInt(amount.replace('.', ''));

describe('the preview of a filter', () => {
  it('tells what is left out by reason, with count, sum and list, and asks DingTalk nothing', async () => {
    const before = calls();
    const none = await preview([]);
    expect(none.total.count).toBe(none.collected.count + none.leftOut.count);
    expect(none.reasons.map(({ condition }) => condition)).toEqual(none.reasons.map(() => null));
    const [big] = none.reasons;
    expect(big?.reason ?? '审批未通过（已拒绝）').toMatch(/已拒绝|撤销|取消/);
    const more: FilterCondition = { from: 'field:总金额', is: 'more', value: '20000' };
    const some = await preview([more]);
    expect(some.total).toEqual(none.total);
    const own = some.reasons.find(({ condition }) => condition === 0);
    expect(own?.reason).toBe('不符合采集条件：总金额 大于 20000');
    const made = await bills();
    const small = made.filter(({ amount }) => fen(amount ?? '0.00') <= 2_000_000n);
    expect(own?.sum.count).toBe(small.length);
    expect(fen(own?.sum.amount ?? '0.00')).toBe(small.reduce((sum, { amount }) => sum + fen(amount ?? '0.00'), 0n));
    // All of them have a bill already, which a filter does not touch.
    expect(some.kept).toEqual(own?.sum);
    expect(some.items.filter(({ hasBill }) => hasBill)).toHaveLength(small.length);
    expect(fen(some.collected.amount) + fen(some.leftOut.amount)).toBe(fen(some.total.amount));
    expect(calls()).toBe(before);
    expect(await bills()).toEqual(made);
  });

  it('judges all that is stored, whenever it came, unless it is asked for the last days alone', async () => {
    const path = `/api/schemes/${run.office.schemeId}/filter-preview`;
    const all = await run.office.admin.post<FilterPreview>(path, { filter: [] });
    const some = await run.office.admin.post<FilterPreview>(path, { filter: [], days: 1 });
    expect(all.total.count).toBeGreaterThanOrEqual((await preview([])).total.count);
    expect(some.total.count).toBeLessThan(all.total.count);
    expect(all.from <= some.from).toBe(true);
    expect(all.notJudged).toBe(0);
  });

  it('is for whoever keeps the mappings; the change itself is for administrators', async () => {
    const path = `/api/schemes/${run.office.schemeId}`;
    await run.office.reviewer.post(`${path}/filter-preview`, { filter: [], days: 30 });
    expect((await run.office.pusher.refused('POST', `${path}/filter-preview`, { filter: [], days: 30 })).status).toBe(
      403,
    );
    const { version, content } = await scheme();
    expect((await run.office.reviewer.refused('PUT', `${path}/content`, { version, content })).status).toBe(403);
  });

  it.each<[FilterCondition, RegExp]>([
    [{ from: 'instance:result', is: 'equals', value: 'refuse' }, /什么都不会采集/],
    [{ from: 'instance:status', is: 'one-of', values: ['TERMINATED'] }, /什么都不会采集/],
    [{ from: 'field:总金额', is: 'more', value: '很多' }, /还没有填完/],
    [{ from: 'field:报销类别', is: 'one-of', values: [] }, /还没有填完/],
  ])('%j is refused before it is saved, and where it is', async (condition, words) => {
    const path = `/api/schemes/${run.office.schemeId}`;
    const seen = await run.office.admin.refused('POST', `${path}/filter-preview`, { filter: [condition], days: 30 });
    expect(seen).toMatchObject({ status: 422, code: 'scheme/content' });
    const { version, content } = await scheme();
    const saved = await run.office.admin.refused('PUT', `${path}/content`, {
      version,
      content: { ...content, filter: [condition] },
    });
    expect(saved.detail).toMatch(words);
  });
});

it('a saved filter is the next version: what comes from then on is judged by it, and no bill that is there is touched', async () => {
  const [before, made] = [await scheme(), await bills()];
  const after = await save([
    { from: 'instance:status', is: 'equals', value: 'COMPLETED' },
    { from: 'instance:result', is: 'equals', value: 'agree' },
    { from: 'field:总金额', is: 'more', value: '20000' },
  ]);
  expect(after.currentVersion).toBe(before.currentVersion + 1);
  const { items } = await run.office.reviewer.get<Decisions>('/api/decisions?kind=put-scheme-content');
  expect(items[0]?.about).toContain(
    '采集条件改为“审批状态 为“COMPLETED””、“审批结果 为“agree””、“总金额 大于 20000”（原来不限）',
  );
  const fresh = newApprovals(run, { count: 20, seed: 8 });
  await collect(run.office);
  const now = await bills();
  expect(now.filter(({ id }) => made.some((bill) => bill.id === id)).length).toBe(made.length);
  const old = new Set(made.map(({ id }) => id));
  const big = fresh.filter(({ expected }) => fen(expected.total) > 2_000_000n);
  expect(big.length).toBeGreaterThan(0);
  expect(big.length).toBeLessThan(fresh.length);
  expect(
    now
      .filter(({ id }) => !old.has(id))
      .map(({ businessId }) => businessId)
      .sort(),
  ).toEqual(big.map(({ businessId }) => businessId).sort());
});

it('what a filter left out is looked at again once the filter lets it in', async () => {
  const before = (await bills()).length;
  await save([]);
  await collect(run.office);
  expect((await bills()).length).toBeGreaterThan(before);
});
