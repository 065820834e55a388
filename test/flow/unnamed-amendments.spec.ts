import './virtual-time.js';
import type { UnnamedAmendment, UnnamedAmendments } from '@dingdee/shared/amendment';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { Decisions } from '@dingdee/shared/decision';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import {
  billsOf,
  closeSound,
  collectAndApprove,
  commentsSettled,
  confirmPush,
  detailOf,
  IMPATIENT,
  mustBeOnce,
  newApprovals,
  orderSettled,
  type RunningOffice,
  SHORT_WAITS,
  startOffice,
  wholeWay,
} from './batch.js';
import { collect } from './office.js';
import { Person, until } from './person.js';

/** Changes and cancellations of passed approvals that do not say which one they are about: what they may mean is not paid. */
let run: RunningOffice;
let seed = 1200;

beforeAll(async () => {
  run = await startOffice({ settings: { ...SHORT_WAITS, ...IMPATIENT, KINGDEE_BATCH: '1', KINGDEE_CONCURRENCY: '1' } });
});
afterEach(() => run.stack.sandbox.state.ctx.faults.clear());
afterAll(() => closeSound(run));

const dingtalk = () => run.stack.sandbox.state.dingtalk;

const met = new Set<string>();
/** Two agreed approvals of one applicant and one of another, whom no case has met yet; what else the seeds made is taken away. */
function threeOfTwo(): [SandboxApproval, SandboxApproval, SandboxApproval] {
  const mine: SandboxApproval[] = [];
  for (let other = false; mine.length < 3; other = mine.length === 2) {
    seed += 1;
    const made = dingtalk().state.approvals.all().length;
    const agreed = newApprovals(run, { count: 8, seed });
    const [first] = mine;
    const fresh = agreed.filter(({ originatorUserid }) => !met.has(originatorUserid));
    const one = fresh.find((each) => !first || (each.originatorUserid !== first.originatorUserid) === other);
    for (const each of dingtalk().state.approvals.all().slice(made)) if (each !== one) each.deleted = true;
    if (one) mine.push(one);
  }
  const [first, second, third] = mine;
  if (!first || !second || !third) throw new Error('no approvals');
  for (const { originatorUserid } of mine) met.add(originatorUserid);
  return [first, second, third];
}
/** @param listed the original's own list names it all the same. */
function amendUnnamed(original: SandboxApproval, action: 'MODIFY' | 'REVOKE', listed = false): SandboxApproval {
  const amended = dingtalk().amend(original, action, false);
  delete amended.mainInstanceId;
  if (!listed) original.attachedInstanceIds.pop();
  return amended;
}
const detail = (approval: SandboxApproval): Promise<BillDetail> => detailOf(run, approval);
async function states(...approvals: SandboxApproval[]): Promise<string[]> {
  const found: string[] = [];
  for (const approval of approvals) found.push((await detail(approval)).state);
  return found;
}
const whenStates = (approvals: SandboxApproval[], wanted: string[]): Promise<string[]> =>
  until(
    () => states(...approvals),
    (found) => found.join() === wanted.join(),
    20_000,
  );
const alarms = async (): Promise<UnnamedAmendment[]> =>
  (await run.office.reviewer.get<UnnamedAmendments>('/api/amendments/unnamed')).items;
const alarmOf = async (amended: SandboxApproval): Promise<UnnamedAmendment> => {
  const found = (await alarms()).find(({ businessId }) => businessId === amended.businessId);
  if (!found) throw new Error(`no alarm about ${amended.businessId}`);
  return found;
};
/** Every suspect was read once more. */
const whenRead = (amended: SandboxApproval): Promise<UnnamedAmendment> =>
  until(
    () => alarmOf(amended),
    ({ suspects }) => suspects.every(({ verdict }) => verdict !== 'asked'),
    20_000,
  );
/** What a person sends who says which one it is. */
const wordOf = async (amended: SandboxApproval, original: SandboxApproval | null, reason: string) => {
  const { approvalId, suspects } = await alarmOf(amended);
  const seen = suspects.map(({ processInstanceId }) => processInstanceId);
  const body = { originalInstanceId: original?.instanceId ?? null, seen, reason };
  return [`/api/amendments/${approvalId}/original`, body] as const;
};
/** Two people say it. */
const say = async (amended: SandboxApproval, original: SandboxApproval | null): Promise<void> => {
  await run.office.reviewer.post(...(await wordOf(amended, original, '问过申请人')));
  await run.office.admin.post(...(await wordOf(amended, original, '在钉钉里核对过')));
};
const detailCalls = (): number =>
  run.stack.sandbox.state.ctx.calls
    .report()
    .dingtalk.filter(({ api }) => /processInstances$|processinstance\/get/.test(api))
    .reduce((sum, { total }) => sum + total, 0);
async function pushWhatMay(): Promise<void> {
  await collectAndApprove(run);
  await orderSettled(run, await confirmPush(run));
  await commentsSettled(run);
}

it('a cancellation that names no approval and comes while a confirmed bill waits behind a pause keeps it from being sent', async () => {
  const batch = threeOfTwo();
  await collectAndApprove(run);
  const { faults } = run.stack.sandbox.state.ctx;
  faults.add({ system: 'kingdee', kind: 'slow', api: '.BatchSave.', delayMs: 800 });
  const order = await confirmPush(run);
  await until(
    async () => faults.fired,
    (fired) => fired === 1,
  );
  const pause = { kind: 'scheme', id: run.office.schemeId };
  await run.office.pusher.post('/api/push-pauses', { ...pause, reason: '银行在维护' });
  await until(
    async () => batch.flatMap((approval) => billsOf(run, approval)).length,
    (saved) => saved === 1,
  );
  const waiting = batch.find((approval) => billsOf(run, approval).length === 0) ?? expect.fail();
  const cancelled = amendUnnamed(waiting, 'REVOKE');
  await collect(run.office);
  expect(await states(waiting)).toEqual(['pushing']);
  await run.office.pusher.post('/api/push-pauses/resume', pause);
  await orderSettled(run, order);
  await whenStates([waiting], ['held']);
  expect(billsOf(run, waiting)).toEqual([]);
  await whenRead(cancelled);
  await say(cancelled, waiting);
  expect(await states(waiting)).toEqual(['superseded']);
});

describe.each(['v1', 'topapi'] as const)('by %s, a cancellation that names no approval', (family) => {
  beforeAll(async () => {
    await run.stack.restart({ ...SHORT_WAITS, ...IMPATIENT, DINGTALK_API_FAMILY: family });
    await collect(run.office);
  });

  it('holds what it may mean, lets nobody pay it, and voids what a person names', async () => {
    const [original, other, stranger] = threeOfTwo();
    await collectAndApprove(run);
    const cancelled = amendUnnamed(original, 'REVOKE');
    await collect(run.office);
    expect(await states(original, other, stranger)).toEqual(['held', 'held', 'approved']);
    const held = await detail(original);
    expect(held.reason).toContain(`撤销审批 ${cancelled.businessId} 没有写明撤销的是哪一条`);
    expect(held.approvedBy).toBeNull();
    const refused = await run.office.reviewer.refused('POST', `/api/bills/${held.id}/release`, {
      version: held.version,
      reason: '想现在就推',
    });
    expect([refused.status, refused.code]).toEqual([422, 'bill/original-stands']);
    const alarm = await whenRead(cancelled);
    expect(alarm).toMatchObject({ action: 'REVOKE', formName: '费用报销' });
    expect(alarm.suspects.map(({ businessId, verdict }) => `${businessId} ${verdict}`).sort()).toEqual(
      [original, other].map(({ businessId }) => `${businessId} unchanged`).sort(),
    );
    await pushWhatMay();
    expect([original, other, stranger].map((each) => billsOf(run, each).length)).toEqual([0, 0, 1]);

    await say(cancelled, original);
    expect(await states(original, other)).toEqual(['superseded', 'ready']);
    expect((await detail(original)).reason).toBe(`审批已被 ${cancelled.businessId} 撤销`);
    expect(await alarms()).toEqual([]);
    await pushWhatMay();
    expect(billsOf(run, original)).toEqual([]);
    mustBeOnce(run, [other]);
  });

  it('is settled by itself where the original, read once more, lists it: one call for each that it may mean', async () => {
    const [original, other] = threeOfTwo();
    await collectAndApprove(run);
    const before = detailCalls();
    const cancelled = amendUnnamed(original, 'REVOKE', true);
    await collect(run.office);
    await whenStates([original, other], ['superseded', 'ready']);
    expect((await detail(original)).reason).toBe(`审批已被 ${cancelled.businessId} 撤销`);
    expect(await alarms()).toEqual([]);
    // Two suspects, each once, and the cancellation itself.
    expect(detailCalls() - before).toBeLessThanOrEqual(3 + openOnes());
  });

  it('is settled by itself where of all that it may mean one alone is not valid any more', async () => {
    const [original, other] = threeOfTwo();
    await collectAndApprove(run);
    amendUnnamed(original, 'REVOKE');
    original.status = 'TERMINATED';
    await collect(run.office);
    await whenStates([original, other], ['superseded', 'ready']);
  });
});

/** topapi lists approvals that are still running with the others; a person's sweep reads them. */
const openOnes = (): number =>
  dingtalk()
    .state.approvals.all()
    .filter(({ status, deleted }) => status === 'RUNNING' && !deleted).length;

it('that means none of them, as a person says, lets them go on; what arrives later is asked about again', async () => {
  const [late, other] = threeOfTwo();
  const cancelled = amendUnnamed(late, 'REVOKE');
  late.deleted = true;
  await collect(run.office);
  expect(await states(other)).toEqual(['held']);
  const { approvalId } = await whenRead(cancelled);
  const blind = await run.office.reviewer.refused('POST', `/api/amendments/${approvalId}/original`, {
    originalInstanceId: null,
    seen: [],
    reason: '还没有看过',
  });
  expect([blind.status, blind.code]).toEqual([409, 'amendment/stale']);
  // Whoever applied is no judge of what their own cancellation means, whatever roles they have.
  await run.office.admin.put(`/api/roles/${other.originatorUserid}`, { roles: ['reviewer'] });
  const applicant = await Person.login(run.stack, other.originatorUserid);
  const { suspects } = await alarmOf(cancelled);
  const seen = suspects.map(({ processInstanceId }) => processInstanceId);
  const own = { originalInstanceId: null, seen, reason: '都不是，照付' };
  const refused = await applicant.refused('POST', `/api/amendments/${approvalId}/original`, own);
  expect(refused.code).toBe('bill/own-bill');
  expect(await states(other)).toEqual(['held']);
  await say(cancelled, null);
  expect(await states(other)).toEqual(['ready']);
  const { items } = await run.office.pusher.get<Decisions>('/api/decisions?kind=original-is-none');
  expect(items[0]).toMatchObject({
    reason: '在钉钉里核对过',
    askedReason: '问过申请人',
    about: `审批 ${cancelled.businessId}`,
  });
  late.deleted = false;
  await collect(run.office);
  expect(await states(late, other)).toEqual(['held', 'ready']);
  await whenRead(cancelled);
  await say(cancelled, late);
  expect(await states(late, other)).toEqual(['superseded', 'ready']);
});

it('that is about a booked one opens the case of that one once a person names it', async () => {
  const [original] = threeOfTwo();
  await wholeWay(run);
  const cancelled = amendUnnamed(original, 'REVOKE');
  await collect(run.office);
  await whenRead(cancelled);
  expect(await states(original)).toEqual(['written-back']);
  await say(cancelled, original);
  expect(await detail(original)).toMatchObject({ state: 'reversal-needed', reversal: { causes: ['revoked'] } });
});

it('a change that names nothing holds what it may mean beside its own bill: never both are paid', async () => {
  const [original, other] = threeOfTwo();
  await collectAndApprove(run);
  const changed = amendUnnamed(original, 'MODIFY');
  await collect(run.office);
  expect(await states(original, other, changed)).toEqual(['held', 'held', 'held']);
  await whenRead(changed);
  await say(changed, original);
  expect(await states(original, other, changed)).toEqual(['superseded', 'ready', 'ready']);
  await pushWhatMay();
  expect([original, changed].map((each) => billsOf(run, each).length)).toEqual([0, 1]);
});

it('what a cancellation means is said by two people: one alone voids no bill and lets none be paid, and what they asked for is listed', async () => {
  const [original, other] = threeOfTwo();
  await collectAndApprove(run);
  const cancelled = amendUnnamed(original, 'REVOKE');
  await collect(run.office);
  await whenRead(cancelled);
  const { reviewer, admin } = run.office;
  await reviewer.post(...(await wordOf(cancelled, null, '申请人说不清楚')));
  expect(await states(original, other)).toEqual(['held', 'held']);
  const again = await reviewer.refused('POST', ...(await wordOf(cancelled, null, '还是这样认为')));
  expect([again.status, again.code]).toEqual([409, 'amendment/second-person']);
  expect(again.detail).toContain('你已经指明，等 ');
  // Somebody who says something else asks anew; the first one’s word is no half of it.
  await admin.post(...(await wordOf(cancelled, original, '申请人刚刚回了消息')));
  expect(await states(original, other)).toEqual(['held', 'held']);
  expect((await alarmOf(cancelled)).asked).toMatchObject({ originalInstanceId: original.instanceId, own: false });
  const { items } = await run.office.pusher.get<Decisions>('/api/decisions');
  expect(items.slice(0, 2).map(({ kind, reason }) => `${kind} ${reason}`)).toEqual([
    'name-original-asked 申请人刚刚回了消息',
    'original-is-none-asked 申请人说不清楚',
  ]);
  await pushWhatMay();
  expect([original, other].map((each) => billsOf(run, each).length)).toEqual([0, 0]);
  await reviewer.post(...(await wordOf(cancelled, original, '我也核对过了')));
  expect(await states(original, other)).toEqual(['superseded', 'ready']);
});

it('a word about what a cancellation means counts for what was before its speaker: what arrives after it, both people see first', async () => {
  const [late, other] = threeOfTwo();
  const cancelled = amendUnnamed(late, 'REVOKE');
  late.deleted = true;
  await collect(run.office);
  await whenRead(cancelled);
  const { reviewer, admin } = run.office;
  await reviewer.post(...(await wordOf(cancelled, null, '问过申请人')));
  late.deleted = false;
  await collect(run.office);
  await whenRead(cancelled);
  expect((await alarmOf(cancelled)).asked).toBeNull();
  await admin.post(...(await wordOf(cancelled, null, '在钉钉里核对过')));
  expect(await states(late, other)).toEqual(['held', 'held']);
  await reviewer.post(...(await wordOf(cancelled, late, '申请人说是这一条')));
  await admin.post(...(await wordOf(cancelled, late, '在钉钉里核对过')));
  expect(await states(late, other)).toEqual(['superseded', 'ready']);
});
