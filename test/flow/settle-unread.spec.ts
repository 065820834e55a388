import './at-ten.js';
import type { Completeness, DayApprovals, IncompleteDays } from '@dingdee/shared/completeness';
import type { Decisions } from '@dingdee/shared/decision';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newApprovals, type RunningOffice, startOffice } from './batch.js';
import { collect } from './office.js';

/** An approval that can never be read: an administrator writes down what came of it, and nothing is hidden by that. */
let run: RunningOffice;
let bad: string;
beforeAll(async () => {
  run = await startOffice({ settings: { SWEEP_INTERVAL_MS: '0', LOOK_BACK_INTERVAL_MS: '0' } });
  newApprovals(run, { count: 3, seed: 3 });
  await collect(run.office);
  const { approvals } = run.stack.sandbox.state.dingtalk.state;
  const before = new Set(approvals.all());
  const [one] = newApprovals(run, { count: 2, seed: 4 });
  if (!one) throw new Error('no approval');
  bad = one.instanceId;
  for (const each of approvals.all()) if (each !== one && !before.has(each)) each.deleted = true;
  run.stack.sandbox.state.ctx.faults.add({
    system: 'dingtalk',
    kind: 'http-500',
    api: 'workflow/processInstances',
    times: 0,
  });
  await collect(run.office);
});
afterAll(() => run?.stack.close());

const path = (what: 'settle' | 'unsettle') =>
  what === 'settle' ? `/api/runs/listed/${bad}/settle` : `/api/runs/listed/${bad}/unsettle`;
const today = async () => (await run.office.reviewer.get<Completeness>('/api/runs/days?days=1')).today;
const missing = async () => (await run.office.reviewer.get<IncompleteDays>('/api/runs/incomplete')).count;
const settled = () => run.office.pusher.get<DayApprovals>('/api/runs/settled');
const listed = async (part: 'unexplained' | 'settled') => {
  const { items } = await run.office.reviewer.get<DayApprovals>(
    `/api/runs/days/${(await today()).day}/approvals?part=${part}`,
  );
  return items;
};
const WHY = '钉钉里查到是作废的旧表单，线下付过了';

it('is settled by an administrator alone, with words, and for the reason that was on screen', async () => {
  const [one] = await listed('unexplained');
  expect(one).toMatchObject({ processInstanceId: bad, maySettle: true, settled: null });
  const seen = one?.reason ?? '';
  expect(await run.office.reviewer.refused('POST', path('settle'), { seen, reason: WHY })).toMatchObject({
    status: 403,
  });
  expect(await run.office.admin.refused('POST', path('settle'), { seen, reason: '。。。。' })).toMatchObject({
    status: 400,
  });
  expect(await run.office.admin.refused('POST', path('settle'), { seen: '别的原因', reason: WHY })).toMatchObject({
    status: 409,
    code: 'intake/not-unread',
  });
  expect(await missing()).toBe(1);
  await run.office.admin.post(path('settle'), { seen, reason: WHY });
  expect(await missing()).toBe(0);
  expect(await run.office.admin.refused('POST', path('settle'), { seen, reason: WHY })).toMatchObject({ status: 409 });
});

it('stays listed for everybody with who, when and why, beside what is still wrong with it, and the day adds up', async () => {
  const { finished, ledger, leftOut, settled: own, unexplained } = await today();
  expect([own.count, unexplained.count]).toEqual([1, 0]);
  expect(finished.count).toBe(ledger.count + leftOut.count + own.count);
  const [one] = await listed('settled');
  expect(one).toMatchObject({ processInstanceId: bad, maySettle: false, settled: { reason: WHY } });
  expect(one?.reason).toMatch(/钉钉/);
  expect((await settled()).items.map(({ processInstanceId }) => processInstanceId)).toEqual([bad]);
  const { items } = await run.office.reviewer.get<Decisions>('/api/decisions?kind=settle-unread');
  expect(items).toMatchObject([{ kind: 'settle-unread', reason: WHY }]);
  expect(items[0]?.about).toContain(bad);
});

it('is not explained again once that is taken back, which is written down as well', async () => {
  const reason = '又问了一次，还要付';
  expect(await run.office.reviewer.refused('POST', path('unsettle'), { reason })).toMatchObject({ status: 403 });
  await run.office.admin.post(path('unsettle'), { reason });
  expect(await missing()).toBe(1);
  expect((await settled()).total).toBe(0);
  expect(await run.office.admin.refused('POST', path('unsettle'), { reason })).toMatchObject({
    status: 409,
    code: 'intake/not-settled',
  });
  const { items } = await run.office.reviewer.get<Decisions>('/api/decisions?kind=unsettle-unread');
  expect(items).toMatchObject([{ reason }]);
});

it('hides no payment: it becomes a bill as soon as it can be read, whatever was written', async () => {
  const [one] = await listed('unexplained');
  await run.office.admin.post(path('settle'), { seen: one?.reason ?? '', reason: WHY });
  run.stack.sandbox.state.ctx.faults.clear();
  await collect(run.office);
  const { items } = await run.office.admin.get<{ items: { businessId: string }[] }>('/api/bills?limit=200');
  const approval = run.stack.sandbox.state.dingtalk.state.approvals.all().find(({ instanceId }) => instanceId === bad);
  expect(items.map(({ businessId }) => businessId)).toContain(approval?.businessId);
  expect((await settled()).total).toBe(0);
  expect(
    await run.office.admin.refused('POST', path('settle'), { seen: one?.reason ?? '', reason: WHY }),
  ).toMatchObject({
    status: 409,
  });
});
