import './at-ten.js';
import type { Completeness, DayApprovals, IncompleteDays } from '@dingdee/shared/completeness';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newApprovals, type RunningOffice, startOffice } from './batch.js';
import { collect } from './office.js';

/** A day on which one approval cannot be read, over HTTP, until it can. */
let run: RunningOffice;
beforeAll(async () => {
  run = await startOffice({ settings: { SWEEP_INTERVAL_MS: '0', LOOK_BACK_INTERVAL_MS: '0' } });
});
afterAll(() => run?.stack.close());

it('is red with the id, the cause and the next step for everybody with a role, and whole again once the approval was read', async () => {
  const others = newApprovals(run, { count: 5, seed: 3 });
  await collect(run.office);
  const { approvals } = run.stack.sandbox.state.dingtalk.state;
  const before = new Set(approvals.all());
  const [bad] = newApprovals(run, { count: 2, seed: 4 });
  if (!bad) throw new Error('no approval');
  for (const each of approvals.all()) if (each !== bad && !before.has(each)) each.deleted = true;
  const { faults } = run.stack.sandbox.state.ctx;
  faults.add({ system: 'dingtalk', kind: 'http-500', api: 'workflow/processInstances', times: 0 });
  await collect(run.office);
  const today = () => run.office.pusher.get<Completeness>('/api/runs/days?days=1');
  const missing = () => run.office.reviewer.get<IncompleteDays>('/api/runs/incomplete');
  const { items, forms } = await today();
  expect(forms).toMatchObject([{ collecting: true }]);
  const day = items[0]?.day ?? '';
  const processCode = items[0]?.processCode ?? '';
  // One that was not read stands on the day on which it was listed: nobody knows yet when it finished.
  expect(items).toMatchObject([{ state: 'short', unexplained: { count: 1 } }]);
  expect(await missing()).toMatchObject({ count: 1, items: [{ day, processCode, count: 1 }] });
  const ids = await run.office.pusher.get<DayApprovals>(
    `/api/runs/days/${day}/approvals?processCode=${processCode}&part=unexplained`,
  );
  expect(ids).toMatchObject({ total: 1, items: [{ processInstanceId: bad.instanceId, businessId: null }] });
  expect(ids.items[0]?.reason).toMatch(/钉钉/);
  expect(ids.items[0]?.next).toMatch(/不用人管/);
  faults.clear();
  await collect(run.office);
  expect(await missing()).toEqual({ count: 0, items: [] });
  const all = await run.office.admin.get<Completeness>('/api/runs/days?days=62');
  const ledger = all.items.reduce((sum, item) => sum + item.ledger.count, 0);
  expect(ledger).toBe(others.length + 1);
});

it('is asked for by its date, and by no other text', async () => {
  for (const day of ['today', '2026-1-1', "2026-01-01' OR 1=1"])
    expect(
      (
        await run.office.admin.raw(
          'GET',
          `/api/runs/days/${encodeURIComponent(day)}/approvals?processCode=x&part=unexplained`,
        )
      ).status,
    ).toBe(400);
});
