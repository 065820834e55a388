import type { BaseDataOverview, BaseDataPage, BaseDataRefresh, BaseDataUses } from '@dingdee/shared/base-data';
import type { BillSummary } from '@dingdee/shared/bill';
import type { MappingRowPage } from '@dingdee/shared/mapping';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newApprovals, type RunningOffice, startOffice } from './batch.js';
import { collect } from './office.js';
import { until } from './person.js';

/** What somebody changes in Kingdee is on the page 基础资料 after the next reading, with the mapping rows and open bills behind it. */
let run: RunningOffice;
beforeAll(async () => {
  run = await startOffice();
  newApprovals(run, { count: 12, seed: 7 });
  await collect(run.office);
});
afterAll(() => run?.stack.close());

const overview = () => run.office.admin.get<BaseDataOverview>('/api/base-data');
const refresh = () => run.office.admin.post<BaseDataRefresh>('/api/base-data/refresh');
const kingdee = () => run.stack.sandbox.state.kingdee.baseData;
const found = async (q: string) =>
  (await run.office.reviewer.get<BaseDataPage>(`/api/base-data/costItem?q=${encodeURIComponent(q)}`)).items;

it('says of each kind how much is held and when it was read; what was read for the first time is no change', async () => {
  const { kinds, changes, broken } = await overview();
  const costItems = kinds.find(({ kind }) => kind === 'costItem');
  const all = await run.office.admin.get<BaseDataPage>('/api/base-data/costItem?limit=200');
  expect(costItems?.entries).toBe(all.total);
  expect(costItems?.unusable).toBe(all.items.filter(({ usable }) => !usable).length);
  expect(kinds.every(({ readAt }) => readAt !== null && readAt > Date.now() - 600_000)).toBe(true);
  expect([changes, broken.entries]).toEqual([[], 0]);
});

it('tells of one entry who uses it: the mapping rows that lead to it, and the open bills behind them', async () => {
  const rows = (await run.office.admin.get<MappingRowPage>('/api/mapping/tables/costItem/rows?limit=200')).items;
  const used = rows.find(({ uses }) => uses > 0);
  if (!used) return expect.fail('no approval uses a mapped cost item');
  const usesOf = (number: string, kind = 'costItem') =>
    run.office.reviewer.get<BaseDataUses>(`/api/base-data/${kind}/uses?number=${number}`);
  const leading = rows.filter(({ targetNumber }) => targetNumber === used.targetNumber);
  const { rows: told, more, open } = await usesOf(used.targetNumber);
  expect(told.map(({ tableName, key, bills }) => [tableName, key, bills]).sort()).toEqual(
    leading.map(({ key, uses }) => ['费用项目', key, uses]).sort(),
  );
  expect(more).toBe(0);
  expect(open.count).toBe(leading.reduce((n, { uses }) => Math.max(n, uses), 0));
  // The same number of another kind is another entry.
  const none = { rows: [], more: 0, open: { count: 0, amount: '0.00' } };
  expect(await usesOf(used.targetNumber, 'department')).toEqual(none);
  expect(await usesOf('CI-nobody')).toEqual(none);
});

it('names what was forbidden, renamed and added, with the mapping rows and the open bills that a forbidden one stops', async () => {
  const rows = (await run.office.admin.get<MappingRowPage>('/api/mapping/tables/costItem/rows?limit=200')).items;
  const used = rows.find(({ uses }) => uses > 0);
  if (!used) return expect.fail('no approval uses a mapped cost item');
  const other = rows.find(({ targetNumber }) => targetNumber !== used.targetNumber);
  kingdee().change('BD_Expense', used.targetNumber, { forbid: true });
  kingdee().change('BD_Expense', other?.targetNumber ?? '', { rename: '改了的名称' });
  kingdee().change('BD_Expense', 'CI7777', { add: '高铁退票费' });
  await refresh();
  const { changes, broken } = await overview();
  const told = changes.map(({ what, number, name, was }) => [what, number, name, was]);
  expect(told).toHaveLength(3);
  expect(told).toContainEqual(['added', 'CI7777', '高铁退票费', null]);
  expect(told).toContainEqual(['renamed', other?.targetNumber, '改了的名称', other?.targetName]);
  const forbidden = changes.find(({ what }) => what === 'forbidden');
  const leading = rows.filter(({ targetNumber }) => targetNumber === used.targetNumber);
  expect(forbidden).toMatchObject({
    number: used.targetNumber,
    unusable: true,
    mappings: leading.length,
    table: 'costItem',
  });
  expect(broken).toEqual({ entries: 1, mappings: leading.length, bills: forbidden?.bills });
  // The bills that then stand still for it are those that were named.
  const stopped = await until(
    () => run.office.admin.all<BillSummary>('/api/bills?stage=mapping'),
    (bills) => bills.length === broken.bills.count,
  );
  expect(stopped.length).toBeGreaterThan(0);
  expect(await found('gaotie')).toMatchObject([{ number: 'CI7777', usable: true }]);
  expect(await found('GTTPF')).toMatchObject([{ number: 'CI7777' }]);
  expect(await found(used.targetNumber)).toMatchObject([{ usable: false, reason: '已禁用' }]);
});

it('counts nothing as broken any more once it can be used again, and still says what happened', async () => {
  const before = (await overview()).changes.find(({ what }) => what === 'forbidden');
  kingdee().change('BD_Expense', before?.number ?? '', { forbid: false });
  await refresh();
  const { changes, broken } = await overview();
  expect(broken).toMatchObject({ entries: 0, mappings: 0, bills: { count: 0, amount: '0.00' } });
  expect(changes.filter(({ number }) => number === before?.number).map(({ what }) => what)).toEqual([
    'usable',
    'forbidden',
  ]);
});
