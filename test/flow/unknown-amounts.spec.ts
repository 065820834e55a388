import type { BillPage, BillSummary, ReasonGroups, StageTotals } from '@dingdee/shared/bill';
import type { ApprovePreview, Selection } from '@dingdee/shared/bill-batch';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { Decisions } from '@dingdee/shared/decision';
import type { MappingImpact, MappingRowPage, RemapResult, UnmappedValues } from '@dingdee/shared/mapping';
import type { PushPreview } from '@dingdee/shared/push';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { newApprovals, type RunningOffice, startOffice } from './batch.js';
import { collect } from './office.js';
import { until } from './person.js';
import { withoutAmount } from './without-amount.js';

/** A sum never hides what it does not know: wherever the server says ¥, it says how many bills have no amount. */
let run: RunningOffice;
let unknown: readonly SandboxApproval[];
beforeAll(async () => {
  run = await startOffice();
  newApprovals(run, { count: 6, seed: 11 });
  unknown = withoutAmount(newApprovals(run, { count: 3, seed: 12 }));
  await collect(run.office);
});
afterAll(() => run?.stack.close());

const get = <T>(path: string) => run.office.admin.get<T>(path);
const inMapping = () => run.office.admin.all<BillSummary>('/api/bills?stage=mapping');

it('on the tabs, the list, the groups, a selection, and the sheets before approving and pushing', async () => {
  const bills = await inMapping();
  const items = bills.map(({ id, version }) => ({ id, version }));
  expect(bills.map(({ amount }) => amount)).toEqual(unknown.map(() => null));
  const n = unknown.length;
  const totals = await get<StageTotals>('/api/bills/stages');
  expect(totals.stages.find(({ stage }) => stage === 'mapping')).toMatchObject({
    count: n,
    amount: '0.00',
    unknown: n,
  });
  expect(totals.stages.find(({ stage }) => stage === 'review')?.unknown).toBeUndefined();
  expect(totals.collected.unknown).toBe(n);
  expect(totals.states.find(({ state }) => state === 'needs-mapping')?.unknown).toBe(n);
  expect(await get<BillPage>('/api/bills?stage=mapping')).toMatchObject({ total: n, unknown: n });
  const { items: groups } = await get<ReasonGroups>('/api/bills/groups?stage=mapping');
  expect(groups.reduce((sum, group) => sum + (group.unknown ?? 0), 0)).toBe(n);
  expect(await run.office.admin.post<Selection>('/api/selections', { stage: 'mapping' })).toMatchObject({
    count: n,
    unknown: n,
  });
  const sheet = await run.office.reviewer.post<ApprovePreview>('/api/bills/approve/preview', { items });
  expect(sheet.leftOut.reduce((sum, line) => sum + (line.unknown ?? 0), 0)).toBe(n);
  const push = await run.office.pusher.post<PushPreview>('/api/push-orders/preview', { items });
  expect(push.excluded.map(({ amount }) => amount)).toEqual(unknown.map(() => null));
});

it('in a refusal of what is not any more what the button said', async () => {
  const shown = { count: 1, amount: '1.00' };
  const refused = await run.office.admin.refused('POST', '/api/selections', { stage: 'mapping', shown });
  expect(refused.detail).toContain(`${unknown.length} 笔 ¥0.00（其中 ${unknown.length} 笔外币或金额未知）`);
});

it('at a value that is missing and before and after it is fixed, which also counts the bills that stand under another reason', async () => {
  const mapper = run.office.admin;
  const [bill] = await inMapping();
  const detail = await get<BillDetail>(`/api/bills/${bill?.id}`);
  const field = detail.header.find(({ path }) => path === 'header.department');
  const rows = await get<MappingRowPage>(
    `/api/mapping/tables/department/rows?q=${encodeURIComponent(field?.source ?? '')}`,
  );
  const row = rows.items.find(({ key }) => key === field?.source);
  const removed = await mapper.raw('DELETE', `/api/mapping/tables/department/rows/${row?.id}`);
  expect(removed.status, field?.source).toBe(200);
  const gone = (await removed.json()) as RemapResult;
  const missing = await until(
    () => get<UnmappedValues>('/api/mapping/tables/department/unmapped'),
    ({ items }) => items.length > 0,
  );
  const value = missing.items.find(({ key }) => key === field?.source);
  expect(value?.bills).toBe(gone.remapped);
  expect(value?.unknown).toBe(gone.stillMissing.unknown);
  expect(value?.unknown).toBeGreaterThan(0);
  const now = await get<BillDetail>(`/api/bills/${bill?.id}`);
  const fix = {
    billId: now.id,
    version: now.version,
    path: 'header.department',
    targetNumber: row?.targetNumber,
    scope: 'company',
  };
  const impact = await mapper.post<MappingImpact>('/api/mapping/fixes/preview', fix);
  expect(impact.scopes.find(({ scope }) => scope === 'company')).toMatchObject({
    count: value?.bills,
    unknown: value?.unknown,
  });
  expect(impact.scopes.find(({ scope }) => scope === 'bill')).toMatchObject({ count: 1, unknown: 1 });
  expect(impact.stillMissing.unknown).toBe(value?.unknown);
  // What the group counts and what the fix reaches: the difference is said.
  const key = `unmapped:department:${field?.source}`;
  const { items: groups } = await get<ReasonGroups>('/api/bills/groups?stage=mapping');
  const inGroup = groups.find((group) => group.key === key)?.count ?? 0;
  expect(inGroup + impact.otherReasons.count).toBe(value?.bills);
  const saved = await mapper.post<RemapResult>('/api/mapping/fixes', fix);
  expect(saved.stillMissing.unknown).toBe(value?.unknown);
});

it('and a decision about one of them names no sum', async () => {
  const [bill] = await inMapping();
  const body = { version: bill?.version, reason: '申请人已经线下处理' };
  await run.office.reviewer.post(`/api/bills/${bill?.id}/exclude`, body);
  const { items } = await get<Decisions>('/api/decisions');
  expect(items[0]).toMatchObject({ kind: 'exclude', bill: { id: bill?.id, amount: null } });
});
