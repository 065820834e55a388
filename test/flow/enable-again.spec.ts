import type { Backfill } from '@dingdee/shared/backfill';
import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { Decisions } from '@dingdee/shared/decision';
import type { FirstDayEffect } from '@dingdee/shared/first-day';
import { fromFen, toFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import type { SchemeDetail, SchemeReadiness } from '@dingdee/shared/scheme';
import type { SchemeEnabling, SchemeOpenings, SchemeVersions } from '@dingdee/shared/scheme-version';
import type { Trial } from '@dingdee/shared/trial';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { beijingDate } from '../../server/src/domain/beijing-time.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { daysAgo, looked, pastApprovals } from './backfill-parts.js';
import {
  confirmPush,
  detailOf,
  newApprovals,
  orderSettled,
  type RunningOffice,
  SHORT_WAITS,
  startOffice,
} from './batch.js';
import { besideServer } from './beside-server.js';
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
/** Rows as somebody with a database tool reads and writes them. */
const sql = (statement: string) => besideServer(run.stack, statement);
const apiCalls = () => run.stack.sandbox.state.ctx.calls.report().dingtalk;
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

it('what enabling meets is for administrators, and the sums of 期初 for everybody who may look', async () => {
  expect(await run.office.reviewer.refused('GET', `/api/schemes/${id()}/enabling`)).toMatchObject({ status: 403 });
  expect(await admin().refused('GET', '/api/schemes/nobody/enabling')).toMatchObject({ status: 404 });
  expect((await run.office.reviewer.get<SchemeOpenings>('/api/scheme-openings')).items).toHaveLength(1);
});

const firstDay = (day: string) => admin().get<FirstDayEffect>(`/api/schemes/${id()}/first-day?day=${day}`);
const move = (effect: FirstDayEffect) => {
  const { version, day, opening } = effect;
  return { version, day, opening: { count: opening.count, amount: opening.amount } };
};
const stageOf = async (all: readonly SandboxApproval[]) =>
  Promise.all(all.map(async (one) => (await detailOf(run, one)).state));
const FROM = daysAgo(60);

describe('the first day of a scheme that has begun', () => {
  it('moved later makes 期初 of what it said, and of nothing that was ever approved or sent; the decision says both days', async () => {
    const made = pastApprovals(run, 12, 301, 2);
    await collect(run.office);
    const [booked, approved, wasApproved, ...rest] = made;
    if (!booked || !approved || !wasApproved) throw new Error('too few approvals');
    const act = async (one: SandboxApproval, what: string) => {
      const { id: billId, version } = await detailOf(run, one);
      await run.office.reviewer.post(`/api/bills/${billId}/${what}`, {
        version,
        note: '已与申请人核对',
        reason: '再看一次原单',
      });
    };
    await approveAll(run.office);
    for (const one of [approved, wasApproved, ...rest]) await act(one, 'unapprove');
    await orderSettled(run, await confirmPush(run));
    await act(approved, 'approve');
    const fresh = pastApprovals(run, 8, 302, 2);
    await collect(run.office);
    const [held] = fresh;
    if (!held) throw new Error('too few approvals');
    await act(held, 'hold');

    const day = daysAgo(-1);
    const before = await bills('archived');
    const effect = await firstDay(day);
    expect(effect).toMatchObject({ was: null, day, way: 'later', backfill: null, closed: NONE });
    expect(effect.opening.count).toBeGreaterThanOrEqual(fresh.length);
    const keptOf = Object.fromEntries(effect.kept.map(({ why, sum }) => [why, sum.count]));
    expect(keptOf.booked).toBeGreaterThan(0);
    // Approved now, and once: both would take two people to close.
    expect(keptOf.approved).toBeGreaterThanOrEqual(2 + rest.length);
    const other = { ...move(effect), opening: { count: effect.opening.count + 1, amount: effect.opening.amount } };
    const path = `/api/schemes/${id()}/first-day`;
    expect(await admin().refused('POST', path, other)).toMatchObject({ code: 'scheme/first-day-changed', status: 409 });
    expect((await scheme()).content.cutOverDate).toBeNull();
    expect(await bills('archived')).toHaveLength(before.length);

    const untouched = await stageOf([booked, approved, wasApproved, ...rest]);
    await admin().post(path, move(effect));
    expect((await scheme()).content.cutOverDate).toBe(day);
    const archived = (await bills('archived')).filter((bill) => !before.some((one) => one.id === bill.id));
    expect(sumOf(archived)).toEqual(effect.opening);
    expect(new Set(await stageOf(fresh))).toEqual(new Set(['handled-outside']));
    expect(await stageOf([booked, approved, wasApproved, ...rest])).toEqual(untouched);
    const { items } = await admin().get<Decisions>('/api/decisions');
    expect(items.find(({ kind }) => kind === 'change-first-day')?.about).toContain(
      `从 ${day} 完成的审批开始收，更早的记为期初（原来 没有写），${effect.opening.count} 条`,
    );
    // Said twice it moves nothing.
    expect((await admin().refused('POST', path, move(await firstDay(day)))).code).toBe('scheme/cut-over-date');
    // What a person closed by it comes back within a day, bill by bill.
    const wrong = await detailOf(run, held);
    await run.office.reviewer.post(`/api/bills/${wrong.id}/restore`, { version: wrong.version, reason: '日期改错了' });
    expect((await detailOf(run, held)).state).not.toBe('handled-outside');
  });

  it('moved earlier back-fills into quarantine, makes no second bill of any approval, and what a sweep finds of those days waits there too', async () => {
    const old = pastApprovals(run, 6, 303, 50).filter(({ createdAt }) => beijingDate(createdAt) >= FROM);
    expect(old.length).toBeGreaterThan(0);
    const [count] = await sql('SELECT COUNT(*) AS n FROM bill');
    const effect = await firstDay(FROM);
    expect(effect).toMatchObject({ way: 'earlier', was: daysAgo(-1), kept: [], opening: NONE });
    expect(effect.closed.count).toBeGreaterThan(0);
    expect(effect.backfill).toMatchObject({ from: FROM, to: daysAgo(1) });
    const asked = apiCalls();
    await firstDay(FROM);
    expect(apiCalls()).toEqual(asked);
    await admin().post(`/api/schemes/${id()}/first-day`, move(effect));
    const { items } = await admin().get<{ items: Backfill[] }>('/api/backfills');
    const [batch] = items;
    const done = await looked(admin(), batch?.id ?? '');
    expect(done).toMatchObject({ from: FROM, state: 'done', all: { count: old.length } });
    // A sweep that owes those days, as after a long outage.
    const later = pastApprovals(run, 5, 304, 48).filter(({ createdAt }) => beijingDate(createdAt) >= FROM);
    expect(later.length).toBeGreaterThan(0);
    await sql(`UPDATE scheme SET owed_from = ${Date.parse(FROM)}, owed_to = ${Date.now()} WHERE id = '${id()}'`);
    await collect(run.office);
    expect((await looked(admin(), done.id)).all.count).toBe(old.length + later.length);
    expect(await sql('SELECT COUNT(*) AS n FROM bill')).toEqual([count]);
    const [twice] = await sql(
      'SELECT COUNT(*) AS n FROM (SELECT process_instance_id FROM bill GROUP BY process_instance_id HAVING COUNT(*) > 1) t',
    );
    expect(Number(twice?.n)).toBe(0);
    // What passes from now on is collected as ever. DingTalk prints minutes: as if two had gone since the day was moved.
    await sql('UPDATE scheme SET quarantine_before = quarantine_before - 120000');
    const now = newApprovals(run, { count: 2, seed: 305, fresh: true });
    for (const one of now) one.finishedAt = Math.floor(Date.now() / 1000) * 1000;
    await collect(run.office);
    for (const one of now) expect(['ready', 'needs-mapping']).toContain((await detailOf(run, one)).state);
  });

  it('is for administrators, one of the days that DingTalk lists, and is not changed with the rules', async () => {
    for (const day of ['2026-02-30', '2001-01-01', '2099-01-01'])
      expect(await admin().refused('GET', `/api/schemes/${id()}/first-day?day=${day}`)).toMatchObject({
        status: 422,
        code: 'scheme/cut-over-date',
      });
    expect(await run.office.reviewer.refused('GET', `/api/schemes/${id()}/first-day?day=${FROM}`)).toMatchObject({
      status: 403,
    });
    const { version, content, currentVersion } = await scheme();
    const put = { version, content: { ...content, cutOverDate: daysAgo(3) } };
    expect((await admin().refused('PUT', `/api/schemes/${id()}/content`, put)).code).toBe('scheme/has-begun');
    // An older version that is taken back leaves the day as it is.
    await admin().post(`/api/schemes/${id()}/restore`, { number: currentVersion - 2, version });
    expect((await scheme()).content.cutOverDate).toBe(FROM);
  });
});
