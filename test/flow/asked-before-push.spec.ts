import './at-ten.js';
import type { CallBudget } from '@dingdee/shared/intake';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ControlValue, SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { REIMBURSEMENT as ids } from '../sandbox/dingtalk/form.js';
import {
  billsOf,
  collectAndApprove,
  confirmPush,
  detailOf,
  logInAgain,
  newApprovals,
  orderSettled,
  type RunningOffice,
  SHORT_WAITS,
  setSwitches,
  startOffice,
} from './batch.js';
import { approveAll } from './office.js';
import { until } from './person.js';

/** Nothing is read again before a push but what this rule asks for, so that its calls can be counted. */
const SETTINGS = {
  SWEEP_INTERVAL_MS: '0',
  LOOK_BACK_INTERVAL_MS: '0',
  FORM_CHECK_INTERVAL_MS: '0',
  SOURCE_RECHECK: 'off',
  ...SHORT_WAITS,
  KINGDEE_TIMEOUT_MS: '20000',
};
/** Sweeps are always longer ago than this. */
const UNHEARD = { HEARD_WITHIN_MS: '1' };

let run: RunningOffice;
let seed = 3100;
beforeAll(async () => {
  run = await startOffice({ settings: { ...SETTINGS, ...UNHEARD } });
});
afterAll(() => run?.stack.close());
beforeEach(() => run.stack.sandbox.state.ctx.faults.clear());

async function approved(count: number): Promise<SandboxApproval[]> {
  seed += 1;
  const made = newApprovals(run, { count, seed });
  await collectAndApprove(run);
  return made;
}
const amend = (original: SandboxApproval | undefined, action: 'MODIFY' | 'REVOKE', running = false) =>
  original ? run.stack.sandbox.state.dingtalk.amend(original, action, running) : expect.fail('no approval');
const asked = async (): Promise<number> => {
  const { byPurpose } = await run.office.admin.get<CallBudget>('/api/runs/budget');
  return byPurpose.find(({ purpose }) => purpose === 'recheck')?.used ?? 0;
};
const fault = (kind: 'quota' | 'http-500') =>
  run.stack.sandbox.state.ctx.faults.add({ system: 'dingtalk', kind, api: 'workflow/processInstances', times: 0 });
const becomes = (approval: SandboxApproval, wanted: string) =>
  until(
    () => detailOf(run, approval),
    ({ state }) => state === wanted,
  );

describe('a form that was not listened to within HEARD_WITHIN_MS', () => {
  it('has each bill’s own approval asked for, one call each, and pays those that stand', async () => {
    const made = await approved(3);
    const before = await asked();
    await orderSettled(run, await confirmPush(run));
    for (const one of made) expect(billsOf(run, one)).toHaveLength(1);
    expect(await asked()).toBe(before + made.length);
  });

  it('does not pay what was cancelled or changed meanwhile, though no sweep has found it; the others go on', async () => {
    const made = await approved(3);
    const [revoked, modified, other] = made as [SandboxApproval, SandboxApproval, SandboxApproval];
    amend(revoked, 'REVOKE');
    const change = amend(modified, 'MODIFY');
    await orderSettled(run, await confirmPush(run));
    await becomes(revoked, 'superseded');
    await becomes(modified, 'superseded');
    expect([revoked, modified, change].flatMap((one) => billsOf(run, one))).toEqual([]);
    expect(billsOf(run, other)).toHaveLength(1);
  });

  it('pays where a cancellation only runs, and stops once it has passed', async () => {
    const [first, second] = (await approved(2)) as [SandboxApproval, SandboxApproval];
    amend(first, 'REVOKE', true);
    const passed = amend(second, 'REVOKE', true);
    // It ran when the bill was collected; what the original says of it does not change with that.
    passed.status = 'COMPLETED';
    passed.result = 'agree';
    passed.finishedAt = passed.createdAt + 1000;
    await orderSettled(run, await confirmPush(run));
    await becomes(second, 'superseded');
    expect(billsOf(run, first)).toHaveLength(1);
    expect(billsOf(run, second)).toEqual([]);
  });

  it('takes no ordinary approval that its own one lists for one of its form', async () => {
    const [made] = (await approved(1)) as [SandboxApproval];
    seed += 1;
    const [other = expect.fail('no approval')] = newApprovals(run, { count: 1, seed });
    other.processCode = run.stack.sandbox.dingtalk.processCodes.付款申请 ?? expect.fail('no other form');
    made.attachedInstanceIds.push(other.instanceId);
    await orderSettled(run, await confirmPush(run));
    expect(billsOf(run, made)).toHaveLength(1);
    const found = await run.office.admin.get<{ items: unknown[] }>(`/api/bills?q=${other.businessId}`);
    expect(found.items).toEqual([]);
  });

  it('waits while a cancellation has ended and DingTalk has not written how; it is not paid once that says passed', async () => {
    const [made] = (await approved(1)) as [SandboxApproval];
    const revoked = amend(made, 'REVOKE', true);
    revoked.status = 'COMPLETED';
    const order = await confirmPush(run);
    await until(
      () => detailOf(run, made),
      ({ reason, state }) => reason?.includes('先问钉钉') === true || state === 'written-back',
    );
    expect(billsOf(run, made)).toEqual([]);
    revoked.result = 'agree';
    revoked.finishedAt = revoked.createdAt + 1000;
    await orderSettled(run, order);
    await becomes(made, 'superseded');
    expect(billsOf(run, made)).toEqual([]);
  });

  it('does not pay what was cancelled although somebody has seen before that its photos have other addresses at every reading', async () => {
    setSwitches(run, { dingtalk: { lateEdits: true } });
    const photos = (address: string): ControlValue => ({
      kind: 'photos',
      urls: [`https://down.example/${address}.jpg`],
    });
    const read = (address: string) =>
      run.stack.sandbox.state.dingtalk.editLate(made, new Map([[ids.photos, photos(address)]]));
    seed += 1;
    const [made = expect.fail('no approval')] = newApprovals(run, { count: 1, seed });
    (made.values as Map<string, ControlValue>).set(ids.photos, photos('first'));
    await collectAndApprove(run);
    read('second');
    await orderSettled(run, await confirmPush(run));
    await becomes(made, 'ready');
    await approveAll(run.office);
    await becomes(made, 'approved');
    read('third');
    amend(made, 'REVOKE');
    await orderSettled(run, await confirmPush(run));
    await becomes(made, 'superseded');
    expect(billsOf(run, made)).toEqual([]);
  });

  it('with the month’s calls used up its bills wait and say why; once DingTalk answers, the cancelled one is not paid', async () => {
    const [revoked, other] = (await approved(2)) as [SandboxApproval, SandboxApproval];
    amend(revoked, 'REVOKE');
    fault('quota');
    const order = await confirmPush(run);
    const waiting = await until(
      () => detailOf(run, other),
      ({ reason }) => reason?.includes('先问钉钉') === true,
    );
    expect(waiting).toMatchObject({ state: 'pushing' });
    expect(waiting.reason).toMatch(/撤销.*额度.*下月/);
    const [item] = (await run.office.pusher.get<typeof order>(`/api/push-orders/${order.id}`)).items;
    expect(item?.sentence).toMatch(/先问钉钉.*额度.*下月/);
    expect([revoked, other].flatMap((one) => billsOf(run, one))).toEqual([]);
    run.stack.sandbox.state.ctx.faults.clear();
    // Calls were bought: a new start asks at once, instead of six hours later.
    await restart(UNHEARD);
    await orderSettled(run, order);
    await becomes(revoked, 'superseded');
    expect(billsOf(run, revoked)).toEqual([]);
    expect(billsOf(run, other)).toHaveLength(1);
  });

  it('while DingTalk does not answer its bills wait and say why, and go by themselves afterwards', async () => {
    const [revoked, other] = (await approved(2)) as [SandboxApproval, SandboxApproval];
    amend(revoked, 'REVOKE');
    fault('http-500');
    const order = await confirmPush(run);
    await until(
      () => detailOf(run, other),
      ({ reason }) => reason?.includes('先问钉钉') === true,
    );
    expect([revoked, other].flatMap((one) => billsOf(run, one))).toEqual([]);
    run.stack.sandbox.state.ctx.faults.clear();
    await orderSettled(run, order);
    await becomes(revoked, 'superseded');
    expect(billsOf(run, revoked)).toEqual([]);
    expect(billsOf(run, other)).toHaveLength(1);
  });
});

describe('a form that was listened to within HEARD_WITHIN_MS', () => {
  it('costs no further call before its bills are sent', async () => {
    await restart({});
    const made = await approved(2);
    const before = await asked();
    await orderSettled(run, await confirmPush(run));
    expect(await asked()).toBe(before);
    for (const one of made) expect(billsOf(run, one)).toHaveLength(1);
  });
});

async function restart(settings: Record<string, string>): Promise<void> {
  await run.stack.restart({ HEARD_WITHIN_MS: '10800000', ...settings });
  await logInAgain(run);
}
