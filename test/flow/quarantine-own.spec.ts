import type { Backfill } from '@dingdee/shared/backfill';
import type { BillSummary } from '@dingdee/shared/bill';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { employees } from '../sandbox/company.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { REIMBURSEMENT as ids } from '../sandbox/dingtalk/form.js';
import { itemsOf, pastApprovals, settled, start } from './backfill-parts.js';
import { closeSound, gate, type RunningOffice, SHORT_WAITS, startOffice } from './batch.js';
import { collect } from './office.js';
import { until } from './person.js';

/** Whoever is paid decides nothing about it, also while nobody has looked yet whom an approval in quarantine pays. */
let run: RunningOffice;
let past: SandboxApproval[];
beforeAll(async () => {
  run = await startOffice({ settings: { ...SHORT_WAITS, SOURCE_RECHECK: 'off' } });
  await collect(run.office);
  past = pastApprovals(run, 4, 8700).filter(({ originatorUserid }) => originatorUserid !== run.office.reviewer.userId);
});
afterAll(() => closeSound(run));

it('a reviewer who is paid does not release it, nor close it, before Kingdee was asked', async () => {
  const reviewer = employees.find(({ userid }) => userid === run.office.reviewer.userId) ?? expect.fail('nobody');
  const [toRelease, toClose] = past;
  if (!toRelease || !toClose) throw new Error('too few approvals');
  const account = { holder: reviewer.name, number: '6217009999000022223', bank: '招商银行杭州分行' };
  for (const one of [toRelease, toClose])
    Object.assign(one, { values: new Map([...one.values, [ids.recipient, { kind: 'recipient', account }]]) });
  const answers = gate();
  const { faults } = run.stack.sandbox.state.ctx;
  faults.add({ system: 'kingdee', kind: 'slow', api: '.ExecuteBillQuery.', times: 0, until: answers.until });
  const { id } = await start(run);
  await until(
    () => run.office.reviewer.get<Backfill>(`/api/backfills/${id}`),
    ({ state, all }) => state === 'done' && all.count >= past.length,
  );
  for (const [what, approval] of [
    ['release', toRelease],
    ['opening', toClose],
  ] as const) {
    const items = await itemsOf(run.office.reviewer, id, 'look');
    const item = items.find(({ businessId }) => businessId === approval.businessId) ?? expect.fail('not there');
    await run.office.reviewer.raw('POST', `/api/backfills/${id}/${what}`, {
      group: 'look',
      ids: [item.approvalId],
      count: 1,
      amount: item.total,
      reason: '已逐张核对，金蝶里没有付过',
    });
  }
  answers.letGo();
  faults.clear();
  await settled(run.office.reviewer, id);
  const waiting = await itemsOf(run.office.admin, id, 'look');
  expect(waiting.map(({ businessId }) => businessId)).toEqual(
    expect.arrayContaining([toRelease.businessId, toClose.businessId]),
  );
  const bills = await run.office.admin.all<BillSummary>('/api/bills');
  expect(bills.map(({ businessId }) => businessId)).not.toContain(toRelease.businessId);
});
