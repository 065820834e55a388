import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import { fromFen, toFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import type { SchemeDetail, SchemeReadiness } from '@dingdee/shared/scheme';
import type { SchemeEnabling, SchemeOpenings, SchemeVersions } from '@dingdee/shared/scheme-version';
import type { Trial } from '@dingdee/shared/trial';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { beijingDate } from '../../server/src/domain/beijing-time.js';
import { confirmPush, newApprovals, orderSettled, type RunningOffice, SHORT_WAITS, startOffice } from './batch.js';
import { enableScheme } from './enable-scheme.js';
import { approveAll, collect } from './office.js';
import { until } from './person.js';

/** What is said before a scheme is switched on, the first time or again, is what has come of it afterwards. */
let run: RunningOffice;
beforeAll(async () => {
  run = await startOffice({
    settings: { SWEEP_INTERVAL_MS: '0', LOOK_BACK_INTERVAL_MS: '0', FORM_CHECK_INTERVAL_MS: '0', ...SHORT_WAITS },
  });
});
afterAll(() => run?.stack.close());

const admin = () => run.office.admin;
const id = () => run.office.schemeId;
const scheme = (of = id()) => admin().get<SchemeDetail>(`/api/schemes/${of}`);
const enabling = () => admin().get<SchemeEnabling>(`/api/schemes/${id()}/enabling`);
const bills = (stage: string, of = id()) => admin().all<BillSummary>(`/api/bills?stage=${stage}&schemeId=${of}`);
const detail = (bill: Pick<BillSummary, 'id'>) => admin().get<BillDetail>(`/api/bills/${bill.id}`);
const off = async (of = id()) => {
  const { version } = await scheme(of);
  await admin().post(`/api/schemes/${of}/disable`, { version, reason: '规则在改，先停一停' });
};
const sumOf = (all: readonly Pick<BillSummary, 'amount'>[]): CountAndSum => ({
  count: all.length,
  amount: fromFen(all.reduce((fen, { amount }) => fen + (amount === null ? 0n : toFen(amount)), 0n)),
});
const fatesOf = ({ fates }: SchemeEnabling) => Object.fromEntries(fates.map(({ fate, sum }) => [fate, sum]));
const NONE = { count: 0, amount: '0.00' };

it('what the trial of a draft says is 期初 by a day is what is 期初 after it was collected, in number and sum', async () => {
  await off();
  const draft = await admin().post<SchemeDetail>('/api/schemes', {
    template: 'expense-to-paybill',
    processCode: run.stack.sandbox.dingtalk.processCodes.费用报销,
    orgNumber: '101',
  });
  expect((await admin().get<SchemeOpenings>('/api/scheme-openings')).items).toEqual([]);
  const days = newApprovals(run, { count: 10, seed: 71 })
    .map(({ finishedAt }) => beijingDate(finishedAt ?? 0))
    .sort();
  // Behind the first, so that something is 期初 on whatever day this runs.
  const cutOverDate = days.slice(5).find((day) => day > (days[0] ?? '')) ?? '';
  const tried = await admin().post<Trial>(`/api/schemes/${draft.id}/trial`, { content: draft.content, read: true });
  const before = tried.run?.approvals.filter(({ finishedAt }) => beijingDate(finishedAt) < cutOverDate) ?? [];
  expect([before.length > 0, before.every(({ billed }) => !billed)]).toEqual([true, true]);

  const { version, findings } = await admin().get<SchemeReadiness>(`/api/schemes/${draft.id}/readiness`);
  const accepted = findings.map(({ key }) => key);
  await admin().post(`/api/schemes/${draft.id}/enable`, { version, accepted, cutOverDate });
  await collect(run.office);
  const { items } = await admin().get<SchemeOpenings>('/api/scheme-openings');
  expect(items).toEqual([{ schemeId: draft.id, cutOverDate, approvals: sumOf(before) }]);
  expect(sumOf(await bills('archived', draft.id))).toEqual(items[0]?.approvals);
  // What has a bill by now is no part of what another draft would take in.
  const again = await admin().post<Trial>(`/api/schemes/${draft.id}/trial`, { content: draft.content });
  expect(again.run?.approvals.every(({ billed }) => billed)).toBe(true);
  await off(draft.id);
  await enableScheme(admin(), id());
});

it('a scheme that is switched on again tells which bills the versions since have mapped anew, whose approval fell, what is left alone and what it collects: as it has happened', async () => {
  const { baseData } = run.stack.sandbox.state.kingdee;
  newApprovals(run, { count: 6, seed: 81 });
  await collect(run.office);
  const ready = await bills('review');
  const [first] = await Promise.all(ready.map(detail));
  const number = first?.rows[0]?.fields.find(({ picker }) => picker === 'costItem')?.value ?? '';
  baseData.change('BD_Expense', number, { forbid: true });
  await approveAll(run.office);
  await orderSettled(run, await confirmPush(run));
  baseData.change('BD_Expense', number, { forbid: false });
  const refused = await bills('trouble');
  expect(refused.length).toBeGreaterThan(0);
  newApprovals(run, { count: 4, seed: 82 });
  await collect(run.office);
  await approveAll(run.office);
  const approved = await bills('push');
  newApprovals(run, { count: 5, seed: 83 });
  await collect(run.office);
  const open = await bills('review');
  expect([approved.length > 0, open.length > 0]).toEqual([true, true]);

  await off();
  const before = await scheme();
  const untouched = await enabling();
  expect([untouched.from, untouched.to]).toEqual([before.currentVersion, before.currentVersion]);
  expect(fatesOf(untouched)).toEqual({
    remapped: NONE,
    voided: NONE,
    kept: sumOf([...refused, ...approved, ...open]),
  });
  // What a new version would do is said before it is saved.
  const { impact } = await admin().get<SchemeVersions>(`/api/schemes/${id()}/versions`);
  const said = (fate: string) =>
    impact.filter((each) => each.fate === fate && !['booked', 'archived'].includes(each.stage)).map(({ sum }) => sum);
  expect([said('remapped'), said('voided')]).toEqual([[sumOf(open)], [sumOf(refused)]]);

  const comment = { label: '行备注', required: false, rules: [{ kind: 'constant', value: '停用时改的' }] };
  const after = await admin().put<SchemeDetail>(`/api/schemes/${id()}/content`, {
    version: before.version,
    content: { ...before.content, rows: { ...before.content.rows, comment } },
  });
  for (const bill of [...refused, ...open])
    await until(
      () => detail(bill),
      ({ schemeVersion }) => schemeVersion === after.currentVersion,
    );
  const now = await enabling();
  expect([now.from, now.to]).toEqual([before.currentVersion, after.currentVersion]);
  expect(fatesOf(now)).toEqual({ remapped: sumOf(open), voided: sumOf(refused), kept: sumOf(approved) });
  for (const bill of refused)
    expect(await detail(bill)).toMatchObject({
      state: 'ready',
      approvalVoided: expect.stringContaining('原审核不再有效'),
    });
  for (const bill of approved)
    expect(await detail(bill)).toMatchObject({ state: 'approved', schemeVersion: before.currentVersion });

  // What passes meanwhile has no bill, and is collected as soon as it is on again.
  const late = newApprovals(run, { count: 3, seed: 84 });
  await collect(run.office);
  const { collects } = await enabling();
  const all = [...refused, ...approved, ...open];
  const stood = await Promise.all(all.map(async (bill) => (await detail(bill)).version));
  await enableScheme(admin(), id());
  await collect(run.office);
  const made = (await bills('review')).filter((bill) => !all.some((one) => one.id === bill.id));
  expect(made.map(({ businessId }) => businessId)).toEqual(
    expect.arrayContaining(late.map(({ businessId }) => businessId)),
  );
  expect(collects).toEqual(sumOf(made));
  // Switching it on has moved none of the others.
  expect(await Promise.all(all.map(async (bill) => (await detail(bill)).version))).toEqual(stood);
});

it('is for administrators, and the sums of 期初 for everybody who may look', async () => {
  expect(await run.office.reviewer.refused('GET', `/api/schemes/${id()}/enabling`)).toMatchObject({ status: 403 });
  expect(await admin().refused('GET', '/api/schemes/nobody/enabling')).toMatchObject({ status: 404 });
  expect((await run.office.reviewer.get<SchemeOpenings>('/api/scheme-openings')).items).toHaveLength(1);
});
