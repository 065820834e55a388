import type { Analysis } from '@dingdee/shared/analysis';
import type { BillPage, BillSummary, StageTotals } from '@dingdee/shared/bill';
import type { Selection } from '@dingdee/shared/bill-batch';
import type { Completeness } from '@dingdee/shared/completeness';
import type { DatasetPage } from '@dingdee/shared/data-export';
import type { IntakeRunPage } from '@dingdee/shared/intake';
import { type Amount, toFen } from '@dingdee/shared/money';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ControlValue, SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { REIMBURSEMENT as ids } from '../sandbox/dingtalk/form.js';
import { bookByHand, itemsOf, looked, pastApprovals, start } from './backfill-parts.js';
import { newApprovals, type RunningOffice, startOffice } from './batch.js';
import { collect } from './office.js';

/** What an approval pays in another currency is counted and never added to yuan, wherever a sum is shown. */
let run: RunningOffice;
let FOREIGN = 0;
beforeAll(async () => {
  run = await startOffice();
  newApprovals(run, { count: 4, seed: 21, fresh: true });
  const abroad = newApprovals(run, { count: 3, seed: 22, fresh: true });
  abroad.forEach(inDollars);
  FOREIGN = abroad.length;
  await collect(run.office);
});
afterAll(() => run?.stack.close());

/** Names another currency beside the total of the form. */
function inDollars({ values }: SandboxApproval): void {
  const total = values.get(ids.total);
  const value = total?.kind === 'money' || total?.kind === 'text' ? total.text : '';
  (values as Map<string, ControlValue>).set(ids.total, { kind: 'raw', value, extValue: '{"currency":"USD"}' });
}
const get = <T>(path: string) => run.office.admin.get<T>(path);
const nothing = () => ({ count: FOREIGN, amount: '0.00', unknown: FOREIGN });

it('in a list, at a stage and in a selection', async () => {
  const bills = await run.office.admin.all<BillSummary>('/api/bills?stage=mapping');
  expect(bills.map(({ amount, reasonKey }) => [amount, reasonKey])).toEqual(
    Array.from({ length: FOREIGN }, () => [null, 'foreign-currency']),
  );
  const totals = await get<StageTotals>('/api/bills/stages');
  expect(totals.stages.find(({ stage }) => stage === 'mapping')).toMatchObject(nothing());
  expect(await get<BillPage>('/api/bills?stage=mapping')).toMatchObject({ total: FOREIGN, unknown: FOREIGN });
  expect(await run.office.admin.post<Selection>('/api/selections', { stage: 'mapping' })).toMatchObject(nothing());
  const states = totals.states.reduce((sum, { amount }) => sum + toFen(amount), 0n);
  expect(states).toBe(toFen(totals.collected.amount));
  expect(totals.collected.unknown).toBe(FOREIGN);
});

it('in 数据: the bills, and their lines, say which currency is not yuan', async () => {
  const bills = await get<DatasetPage>('/api/datasets/bills?stage=mapping');
  expect(bills.totals).toEqual({ rows: FOREIGN, amount: '0.00', unknown: FOREIGN });
  expect(bills.items.map(({ amount, currency }) => [amount, currency])).toEqual(
    Array.from({ length: FOREIGN }, () => [null, 'XXX']),
  );
  const { items, totals } = await get<DatasetPage>('/api/datasets/lines?stage=mapping');
  expect(totals).toEqual({ rows: items.length, amount: '0.00', unknown: items.length });
  expect(items.every(({ amount }) => amount === null)).toBe(true);
});

it('in 分析', async () => {
  const { items } = await get<DatasetPage>('/api/datasets/bills');
  const months = new Set(items.map(({ finishedAt }) => String(finishedAt).slice(0, 7)));
  const shown = await Promise.all([...months].map((month) => get<Analysis>(`/api/analysis?month=${month}`)));
  const totals = await get<StageTotals>('/api/bills/stages');
  expect(shown.reduce((sum, { collected }) => sum + toFen(collected.now.amount), 0n)).toBe(
    toFen(totals.collected.amount),
  );
  expect(shown.reduce((sum, { collected }) => sum + (collected.now.unknown ?? 0), 0)).toBe(FOREIGN);
});

it('on the day that proves the intake complete', async () => {
  const known = await get<StageTotals>('/api/bills/stages');
  const { total } = await get<Completeness>('/api/runs/days');
  const { amount, unknown } = known.collected;
  expect(total.ledger).toMatchObject({ amount, unknown });
  expect(unknown).toBe(FOREIGN);
});

it('also where an approval has no bill: one that was refused', async () => {
  const days = () => get<Completeness>('/api/runs/days');
  const before = (await days()).total.leftOut;
  const known = new Set(run.stack.sandbox.state.dingtalk.state.approvals.all());
  const refused = newApprovals(run, { count: 3, seed: 29, fresh: true });
  for (const one of run.stack.sandbox.state.dingtalk.state.approvals.all())
    if (one.fate !== 'agreed' && !known.has(one)) one.deleted = true;
  for (const one of refused) one.result = 'refuse';
  refused.slice(1).forEach(inDollars);
  await collect(run.office);
  const yuan = refused[0]?.values.get(ids.total);
  const { leftOut } = (await days()).total;
  expect(leftOut.count - before.count).toBe(refused.length);
  expect((leftOut.unknown ?? 0) - (before.unknown ?? 0)).toBe(refused.length - 1);
  const added = toFen(leftOut.amount) - toFen(before.amount);
  expect(added).toBe(
    toFen(yuan?.kind === 'money' || yuan?.kind === 'text' ? (yuan.text as Amount) : ('0.00' as Amount)),
  );
});

it('and it is compared with Kingdee all the same: an approval of the past that was paid by hand is not released unasked', async () => {
  const { kingdee } = run.stack.sandbox.state;
  const past = pastApprovals(run, 6, 23);
  past.forEach(inDollars);
  const paid = past.map((one) => ({ businessId: one.businessId, number: bookByHand(kingdee, one) }));
  const { id } = await start(run);
  const { found } = await looked(run.office.admin, id);
  expect(found).toEqual({ count: past.length, amount: '0.00', unknown: past.length });
  const { items: runs } = await get<IntakeRunPage>('/api/runs?limit=50');
  const quarantined = runs.flatMap(({ kind, skipped }) => (kind === 'back-fill' ? skipped : []));
  expect(quarantined.map(({ count, amount, unknown }) => [count, amount, unknown])).toContainEqual([6, '0.00', 6]);
  const items = await itemsOf(run.office.admin, id, 'found');
  const seen = items.map(({ businessId, finding, kingdeeNo }) => `${businessId} ${finding} ${kingdeeNo}`);
  expect(seen.sort()).toEqual(paid.map(({ businessId, number }) => `${businessId} paid ${number}`).sort());
});
