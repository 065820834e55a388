import type { BillSummary } from '@dingdee/shared/bill';
import type { BatchResult } from '@dingdee/shared/bill-batch';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { BulkEditPreview } from '@dingdee/shared/bulk-edit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as company from '../sandbox/company.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { billsOf, closeSound, detailOf, newApprovals, type RunningOffice, startOffice } from './batch.js';
import { approveAll, collect, pushAll } from './office.js';

/** 批量改: one field of several bills, each by the rules of one; what Kingdee gets is what was put. */
let run: RunningOffice;
let made: SandboxApproval[];
beforeAll(async () => {
  run = await startOffice();
  const office = [run.office.admin, run.office.reviewer, run.office.pusher].map(({ userId }) => userId);
  const names = company.employees.filter(({ userid }) => office.includes(userid)).map(({ name }) => name);
  const all = newApprovals(run, { count: 20, seed: 1051, clean: true });
  await collect(run.office);
  made = [];
  for (const one of all) {
    if (office.includes(one.originatorUserid)) continue;
    const { payee, state } = await detailOf(run, one);
    if (state === 'ready' && !names.some((name) => payee.includes(name))) made.push(one);
  }
});
afterAll(() => closeSound(run));

const at = (index: number): SandboxApproval => {
  const one = made[index];
  if (!one) throw new Error(`too few approvals: ${made.length}`);
  return one;
};
const details = (...places: number[]) => Promise.all(places.map((place) => detailOf(run, at(place))));
const FIELD = 'rows.costItem';
const itemsOf = (bills: readonly BillSummary[], value: string | null) =>
  bills.map(({ id, version }) => ({ id, version, value }));
const preview = (bills: readonly BillSummary[], value: string | null, field: string | null = FIELD) =>
  run.office.reviewer.post<BulkEditPreview>('/api/mapping/bulk-edits/preview', { field, items: itemsOf(bills, value) });
const save = (bills: readonly BillSummary[], value: string) =>
  run.office.reviewer.post<BatchResult>('/api/mapping/bulk-edits', { field: FIELD, items: itemsOf(bills, value) });
const costItems = ({ rows }: BillDetail) =>
  rows.map(({ fields }) => fields.find(({ path }) => path.endsWith('.costItem'))?.value);

it('tells which fields the bills share, never who is paid or how much, and what each becomes, before anything is written', async () => {
  const bills = await details(0, 1, 2);
  const open = await preview(bills, null, null);
  const fields = open.fields.map(({ field }) => field);
  expect(fields).toContain(FIELD);
  for (const apart of [
    'header.contactUnit',
    'header.receivingUnit',
    'header.exchangeRate',
    'header.settleOrg',
    'rows.amount',
    'rows.oppositeAccount',
    'rows.oppositeName',
  ])
    expect(fields).not.toContain(apart);
  const shown = await preview(bills, 'CI0005');
  expect([shown.change.count + shown.same.count, shown.left.count, shown.voids.count]).toEqual([3, 0, 0]);
  expect(shown.rows.every(({ to }) => to.startsWith('CI0005 '))).toBe(true);
  const none = await preview(bills, 'CI-NOBODY');
  expect([none.change.count, none.left.count]).toEqual([0, 3]);
  expect(none.rows[0]?.why).toContain('在金蝶不存在');
  expect((await details(0, 1, 2)).map(({ version }) => version)).toEqual(bills.map(({ version }) => version));
});

it('leaves alone what would stop a bill, and says why in the words that the bill itself would have', async () => {
  const cash = company.settlementTypes.find(({ kind }) => kind === 'cash')?.number ?? '';
  const { left, rows } = await preview(await details(5), cash, 'rows.settlementType');
  const [bill] = await details(5);
  const path = 'rows[0].settlementType';
  const fix = { billId: bill?.id, version: bill?.version, path, targetNumber: cash, scope: 'bill' };
  await run.office.admin.post('/api/mapping/fixes', fix);
  const [stopped] = await details(5);
  const red = stopped?.issues.find(({ level }) => level === 'red');
  expect([left.count, rows[0]?.why]).toEqual([1, red?.message.replace(/。$/u, '')]);
  expect(rows[0]?.why).toContain('现金账号');
});

it('sets it on these bills alone, voids what was approved as one edit does, and leaves alone what has changed since it was seen', async () => {
  const { reviewer, admin } = run.office;
  const [plain, approved, changed, other] = await details(0, 1, 2, 3);
  if (!plain || !approved || !changed || !other) throw new Error('too few');
  const passed = await reviewer.post<BillSummary>(`/api/bills/${approved.id}/approve`, { version: approved.version });
  await admin.post(`/api/bills/${changed.id}/hold`, { version: changed.version, reason: '等部门确认一下' });
  const told = await preview([plain, passed, changed], 'CI0005');
  expect([told.voids.count, told.left.count]).toEqual([1, 1]);
  const result = await save([plain, passed, changed], 'CI0005');
  expect([result.done.count, result.skipped.map(({ id, code }) => [id, code])]).toEqual([
    2,
    [[changed.id, 'bill/stale']],
  ]);
  const [nowPlain, nowApproved, nowChanged, nowOther] = await details(0, 1, 2, 3);
  for (const bill of [nowPlain, nowApproved]) expect(new Set(bill && costItems(bill))).toEqual(new Set(['CI0005']));
  expect([nowApproved?.state, nowApproved?.approvedBy]).toEqual(['ready', null]);
  expect(nowApproved?.approvalVoided).toContain('成批改了');
  expect(nowChanged && costItems(nowChanged)).toEqual(costItems(changed));
  expect([nowOther?.version, nowOther && costItems(nowOther)]).toEqual([other.version, costItems(other)]);
});

it('what somebody else set by hand stays as it is, and Kingdee gets what was put', async () => {
  const { admin } = run.office;
  const [bill] = await details(4);
  if (!bill) throw new Error('too few');
  const fix = {
    billId: bill.id,
    version: bill.version,
    path: 'rows[0].costItem',
    targetNumber: 'CI0006',
    scope: 'bill',
  };
  await admin.post('/api/mapping/fixes', fix);
  const [byHand] = await details(4);
  if (!byHand) throw new Error('too few');
  const told = await preview([byHand], 'CI0005');
  expect([told.locked.count, told.change.count]).toEqual([1, 0]);
  const result = await save([byHand], 'CI0005');
  expect([result.done.count, result.skipped.length]).toEqual([0, 1]);
  await approveAll(run.office);
  await pushAll(run.office);
  for (const place of [0, 1]) {
    const [held, ...more] = billsOf(run, at(place));
    expect([more.length, new Set(held?.rows.map(({ FCOSTID }) => FCOSTID))]).toEqual([0, new Set(['CI0005'])]);
  }
  expect(billsOf(run, at(4))[0]?.rows[0]?.FCOSTID).toBe('CI0006');
});
