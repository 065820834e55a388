import './virtual-time.js';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { PushOrder } from '@dingdee/shared/push';
import type { MyApprovals } from '@dingdee/shared/session';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import {
  billsOf,
  closeSound,
  collectAndApprove,
  commentsSettled,
  confirmPush,
  detailOf,
  gate,
  IMPATIENT,
  mustBeOnce,
  newApprovals,
  orderSettled,
  type RunningOffice,
  SHORT_WAITS,
  setSwitches,
  startOffice,
  wholeWay,
} from './batch.js';
import { besideServer } from './beside-server.js';
import { fitting } from './offered.js';
import { collect, settled } from './office.js';
import { Person, until } from './person.js';

/** Approvals that are changed or cancelled after they had passed: never two bills for one expense, whatever came first. */
let run: RunningOffice;
let seed = 950;
const SETTINGS = { ...SHORT_WAITS, ...IMPATIENT, WATCH_INTERVAL_MS: '300' };

beforeAll(async () => {
  run = await startOffice({ settings: SETTINGS });
});
afterEach(() => {
  setSwitches(run);
  run.stack.sandbox.state.ctx.faults.clear();
});
afterAll(() => closeSound(run));

const dingtalk = () => run.stack.sandbox.state.dingtalk;
const kingdee = () => run.stack.sandbox.state.kingdee;

/** One agreed approval that nobody has collected yet; what else the seed made is taken away. */
function newOne(): SandboxApproval {
  seed += 1;
  const made = dingtalk().state.approvals.all().length;
  const [one] = newApprovals(run, { count: 6, seed });
  if (!one) throw new Error(`seed ${seed} has no agreed approval`);
  for (const other of dingtalk().state.approvals.all().slice(made)) if (other !== one) other.deleted = true;
  return one;
}
const amend = (original: SandboxApproval, action: 'MODIFY' | 'REVOKE', running = false): SandboxApproval =>
  dingtalk().amend(original, action, running);
const detail = (approval: SandboxApproval): Promise<BillDetail> => detailOf(run, approval);
const whenState = (approval: SandboxApproval, state: string, ms = 20_000): Promise<BillDetail> =>
  until(
    () => detail(approval),
    (bill) => bill.state === state,
    ms,
  );
async function states(...approvals: SandboxApproval[]): Promise<string[]> {
  const found: string[] = [];
  for (const approval of approvals) found.push((await detail(approval)).state);
  return found;
}
const noBillOf = async (approval: SandboxApproval): Promise<boolean> =>
  (await run.office.admin.get<{ items: unknown[] }>(`/api/bills?q=${approval.businessId}`)).items.length === 0;
const post = (bill: BillDetail, verb: string, reason: string) =>
  run.office.reviewer.post<BillDetail>(`/api/bills/${bill.id}/${verb}`, { version: bill.version, reason });
/** The first of two people asks, which settles nothing; the second confirms. */
async function twoSay(bill: BillDetail, verb: string, reason: string): Promise<void> {
  const path = `/api/bills/${bill.id}/${verb}`;
  const asked = await run.office.pusher.post<BillDetail>(path, { version: bill.version, reason });
  expect([asked.state, asked.reasonKey]).toEqual([bill.state, `${verb}-asked`]);
  await run.office.reviewer.post(path, { version: asked.version, reason });
}
/** Everything that may be approved and pushed is; a bill that must wait stays where it is. */
async function pushWhatMay(): Promise<void> {
  await collectAndApprove(run);
  await orderSettled(run, await confirmPush(run));
  await commentsSettled(run);
}

describe.each(['v1', 'topapi'] as const)('by %s, an approval', (family) => {
  beforeAll(async () => {
    await run.stack.restart({ ...SETTINGS, DINGTALK_API_FAMILY: family });
    // The sweep at the start is over: it would be taken for one that was asked for later.
    await collect(run.office);
  });

  it('changed before it was approved here is void, and only the changed one is paid', async () => {
    const original = newOne();
    await collect(run.office);
    expect(await states(original)).toEqual(['ready']);
    const changed = amend(original, 'MODIFY');
    await collect(run.office);
    expect(await states(original, changed)).toEqual(['superseded', 'ready']);
    expect((await detail(original)).reason).toBe(`审批已被 ${changed.businessId} 修改`);
    await pushWhatMay();
    expect(billsOf(run, original)).toEqual([]);
    mustBeOnce(run, [changed]);
  });

  it('changed after it was approved here loses that approval, visibly, and is not pushed', async () => {
    const original = newOne();
    await collectAndApprove(run);
    const changed = amend(original, 'MODIFY');
    await collect(run.office);
    const voided = await detail(original);
    expect(voided.state).toBe('superseded');
    expect(voided.approvalVoided).toBe(`审批已被 ${changed.businessId} 修改，原审核不再有效`);
    expect(voided.approvedBy).toBeNull();
    await pushWhatMay();
    expect([billsOf(run, original).length, billsOf(run, changed).length]).toEqual([0, 1]);
  });

  it('cancelled before anything was sent is void, and nothing is paid', async () => {
    const original = newOne();
    await collectAndApprove(run);
    const cancelled = amend(original, 'REVOKE');
    await collect(run.office);
    expect((await detail(original)).reason).toBe(`审批已被 ${cancelled.businessId} 撤销`);
    expect(await noBillOf(cancelled)).toBe(true);
    const applicant = await Person.login(run.stack, original.originatorUserid);
    const { items } = await applicant.get<MyApprovals>('/api/my-approvals');
    expect(items.find(({ businessId }) => businessId === original.businessId)).toMatchObject({
      stands: 'void',
      note: `审批已被 ${cancelled.businessId} 撤销，这张不再付款。`,
    });
    expect([...billsOf(run, original), ...billsOf(run, cancelled)]).toEqual([]);
  });

  it('that Kingdee refused, so that nothing is there, is void when it is changed', async () => {
    const original = newOne();
    await collectAndApprove(run);
    const item = original.expected.rows[0]?.costItemNumber ?? '';
    kingdee().baseData.change('BD_Expense', item, { forbid: true });
    await orderSettled(run, await confirmPush(run));
    kingdee().baseData.change('BD_Expense', item, { forbid: false });
    expect(await detail(original)).toMatchObject({ state: 'failed', reached: 'none' });
    const changed = amend(original, 'MODIFY');
    await pushWhatMay();
    expect(await states(original)).toEqual(['superseded']);
    mustBeOnce(run, [changed]);
  });

  it('changed twice before anything was sent is paid as last changed, all seen in one sweep', async () => {
    const original = newOne();
    const first = amend(original, 'MODIFY');
    const second = amend(first, 'MODIFY');
    await collect(run.office);
    expect(await states(original, first, second)).toEqual(['superseded', 'superseded', 'ready']);
    await pushWhatMay();
    expect([original, first, second].map((each) => billsOf(run, each).length)).toEqual([0, 0, 1]);
  });

  it('changed twice, both times from the first, is paid as changed last, although the later change came first', async () => {
    const original = newOne();
    const first = amend(original, 'MODIFY');
    const second = amend(original, 'MODIFY');
    first.finishedAt = (second.finishedAt ?? 0) - 120_000;
    first.deleted = true;
    await collect(run.office);
    expect(await states(original, second)).toEqual(['superseded', 'ready']);
    first.deleted = false;
    await collect(run.office);
    expect(await states(original, first, second)).toEqual(['superseded', 'superseded', 'ready']);
    await pushWhatMay();
    expect([original, first, second].map((each) => billsOf(run, each).length)).toEqual([0, 0, 1]);
  });

  it('changed by something that was refused, or is still running, stays as it is', async () => {
    const original = newOne();
    const change = amend(original, 'MODIFY', true);
    await collect(run.office);
    expect(await states(original)).toEqual(['ready']);
    Object.assign(change, { status: 'COMPLETED', result: 'refuse', finishedAt: Math.floor(Date.now() / 1000) * 1000 });
    await pushWhatMay();
    mustBeOnce(run, [original]);
    expect(await noBillOf(change)).toBe(true);
  });

  it('that arrives after its change is void on arrival, and until then the change waits', async () => {
    const original = newOne();
    const changed = amend(original, 'MODIFY');
    original.deleted = true;
    await collect(run.office);
    const held = await detail(changed);
    expect([held.state, held.reason?.includes('钉蝶里没有原审批')]).toEqual(['held', true]);
    original.deleted = false;
    await collect(run.office);
    await whenState(changed, 'ready');
    expect(await states(original)).toEqual(['superseded']);
    await pushWhatMay();
    expect([billsOf(run, original).length, billsOf(run, changed).length]).toEqual([0, 1]);
  });

  it('cancelled before it arrives is void on arrival', async () => {
    const original = newOne();
    amend(original, 'REVOKE');
    original.deleted = true;
    await collect(run.office);
    original.deleted = false;
    await collect(run.office);
    expect(await states(original)).toEqual(['superseded']);
  });

  it('cancelled while its push is in doubt waits until that is settled, then goes to a person', async () => {
    const original = newOne();
    await collectAndApprove(run);
    run.stack.sandbox.state.ctx.faults.add({ system: 'kingdee', kind: 'lose-answer', api: '.BatchSave.' });
    run.stack.sandbox.state.ctx.faults.add({
      system: 'kingdee',
      kind: 'http-502-html',
      api: '.ExecuteBillQuery.',
      times: 0,
    });
    await confirmPush(run);
    await whenState(original, 'in-doubt');
    const cancelled = amend(original, 'REVOKE');
    await collect(run.office);
    expect(await states(original)).toEqual(['in-doubt']);
    run.stack.sandbox.state.ctx.faults.clear();
    const open = await whenState(original, 'reversal-needed', 60_000);
    expect(open.reversal).toMatchObject({ causes: ['revoked'], against: 'approval' });
    expect(open.trouble?.sentence).toContain(`审批已被 ${cancelled.businessId} 撤销`);
    expect(billsOf(run, original)).toHaveLength(1);
    await twoSay(open, 'stands', '钱确实该付，撤销是误操作');
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(await states(original)).toEqual(['written-back']);
  });

  it('changed after it was booked goes to a person; the changed one cannot be pushed until the first is reversed', async () => {
    const original = newOne();
    await wholeWay(run);
    const number = billsOf(run, original)[0]?.number ?? '';
    const changed = amend(original, 'MODIFY');
    await collect(run.office);
    const open = await detail(original);
    expect(open).toMatchObject({ state: 'reversal-needed', action: 'reverse', reversal: { causes: ['modified'] } });
    expect(open.reversal?.lines[0]).toEqual({
      label: '审批编号',
      sent: original.businessId,
      now: changed.businessId,
    });
    const held = await detail(changed);
    expect([held.state, held.reason]).toEqual(['held', `原单 ${number} 已入账，先在金蝶冲销。`]);
    const refused = await run.office.reviewer.refused('POST', `/api/bills/${held.id}/release`, {
      version: held.version,
      reason: '想现在就推',
    });
    expect([refused.status, refused.code]).toEqual([422, 'bill/original-stands']);

    // Kingdee is asked: while it holds the first one, the word alone frees no second payment.
    const early = await run.office.pusher.refused('POST', `/api/bills/${open.id}/reversed`, {
      version: open.version,
      reason: '金蝶已反审核并删除',
    });
    expect([early.status, early.code]).toEqual([422, 'bill/not-reversed']);
    expect(early.detail).toContain(`付款单 ${number}（已审核，¥`);
    expect(await states(original, changed)).toEqual(['reversal-needed', 'held']);

    kingdee().ledger.change(number, 'delete');
    // One answer “not there” proves nothing here either: Kingdee is asked again by itself, and then one press closes the bill.
    const once = await run.office.reviewer.refused('POST', `/api/bills/${open.id}/reversed`, {
      version: (await detail(original)).version,
      reason: '金蝶已反审核并删除',
    });
    expect([once.status, once.code]).toEqual([422, 'bill/not-reversed']);
    expect(once.detail).toContain(`查不到付款单 ${number} 了。查到一次没有还不算`);
    expect(await states(original, changed)).toEqual(['reversal-needed', 'held']);
    const gone = await until(
      () => detail(original),
      ({ reversal }) => reversal?.causes.includes('deleted') === true,
    );
    await post(gone, 'reversed', '金蝶已反审核并删除');
    await whenState(changed, 'ready');
    await pushWhatMay();
    expect(await states(original, changed)).toEqual(['handled-outside', 'written-back']);
    expect(billsOf(run, original)).toEqual([]);
    mustBeOnce(run, [changed]);
  });

  it('changed after it was excluded, since it was paid otherwise, is held with that warning, and is paid only by two people', async () => {
    const original = newOne();
    await collect(run.office);
    await settled(run.office);
    await post(await detail(original), 'exclude', '已用现金付过');
    const changed = amend(original, 'MODIFY');
    await collect(run.office);
    const held = await whenState(changed, 'held');
    expect(held.reason).toMatch(/原单 \S+ 已排除.*可能已用别的方式付过/);
    await post(held, 'release', '查过，没有付过');
    const free = await whenState(changed, 'ready');
    const approve = { version: free.version, note: '查过，没有付过' };
    const refused = await run.office.reviewer.refused('POST', `/api/bills/${free.id}/approve`, approve);
    expect([refused.status, refused.code]).toEqual([422, 'bill/doubt-cleared']);
    const many = await run.office.reviewer.post<{ done: { count: number } }>('/api/bills/approve', {
      items: [{ id: free.id, version: free.version }],
    });
    expect(many.done.count).toBe(0);
    // Who looks second reads what the first one looked at.
    expect(free.issues).toContainEqual(expect.objectContaining({ code: 'doubt-cleared', level: 'amber' }));
    await run.office.admin.post(`/api/bills/${free.id}/approve`, approve);
    await orderSettled(run, await confirmPush(run));
    await commentsSettled(run);
    expect(await states(original, changed)).toEqual(['excluded', 'written-back']);
    mustBeOnce(run, [changed]);
  });

  it('changed after it was booked is said to be reversed while Kingdee holds it only by two people: one word frees no second payment', async () => {
    const original = newOne();
    await wholeWay(run);
    const changed = amend(original, 'MODIFY');
    await collect(run.office);
    const { id, version } = await detail(original);
    const path = `/api/bills/${id}/reversed`;
    const say = { reason: '已做付款退款单 FKTKD000034', stillThere: true };
    await run.office.pusher.post(path, { ...say, version });
    await settled(run.office);
    expect(await states(original, changed)).toEqual(['reversal-needed', 'held']);
    const asked = await detail(original);
    expect((await run.office.pusher.refused('POST', path, { ...say, version: asked.version })).code).toBe(
      'bill/second-person',
    );
    await run.office.reviewer.post(path, { ...say, version: asked.version });
    await whenState(changed, 'ready');
    expect(await states(original)).toEqual(['handled-outside']);
  });

  it('changed after it was booked, that two people say stands, keeps the changed one from ever being paid', async () => {
    const original = newOne();
    await wholeWay(run);
    const changed = amend(original, 'MODIFY');
    await collect(run.office);
    await twoSay(await detail(original), 'stands', '金额没变，只改了备注');
    const held = await until(
      () => detail(changed),
      ({ reason }) => reason?.includes('仍然有效') === true,
    );
    expect(await states(original)).toEqual(['written-back']);
    const refused = await run.office.reviewer.refused('POST', `/api/bills/${held.id}/release`, {
      version: held.version,
      reason: '再付一次',
    });
    expect(refused.code).toBe('bill/original-stands');
    // A change of the change opens the case again, and waits as well.
    const again = amend(changed, 'MODIFY');
    await collect(run.office);
    expect(await states(original, changed, again)).toEqual(['reversal-needed', 'superseded', 'held']);
    await settled(run.office);
    expect([original, changed, again].map((each) => billsOf(run, each).length)).toEqual([1, 0, 0]);
  });

  it('changed while its bill is halted in Kingdee is not pushed on; it is void once Kingdee holds nothing', async () => {
    const original = newOne();
    await collectAndApprove(run);
    setSwitches(run, { kingdee: { workflowHolds: true } });
    const order = await orderSettled(run, await confirmPush(run));
    setSwitches(run);
    const changed = amend(original, 'MODIFY');
    await collect(run.office);
    const halted = await detail(original);
    expect([halted.state, halted.reached]).toEqual(['failed', 'submitted']);
    expect(halted.trouble?.sentence).toContain(`审批已被 ${changed.businessId} 修改，金蝶里还有没做完的付款单`);
    const refused = await run.office.pusher.refused('POST', `/api/bills/${halted.id}/continue`, {
      version: halted.version,
    });
    expect([refused.status, refused.code]).toEqual([422, 'bill/amended']);
    // Nothing offers what would be refused, in the detail, in the list and in the order.
    const seen = await run.office.pusher.get<BillDetail>(`/api/bills/${halted.id}`);
    expect([seen.action, fitting(seen)]).toEqual(['withdraw', ['withdraw']]);
    expect(seen.trouble).toMatchObject({ class: 'amended', nextStep: expect.stringContaining('先撤回并删除') });
    const item = (await run.office.pusher.get<PushOrder>(`/api/push-orders/${order.id}`)).items.find(
      ({ billId }) => billId === halted.id,
    );
    expect(item?.possible).toEqual(['withdraw']);
    const left = await run.office.pusher.refused('POST', `/api/bills/${halted.id}/hand-over`, {
      version: halted.version,
    });
    expect([left.status, left.code]).toEqual([422, 'bill/amended']);
    expect((await detail(changed)).state).toBe('held');
    // The workflow pays it all the same: then it is a booked bill like any other.
    kingdee().ledger.change(billsOf(run, original)[0]?.number ?? '', 'finish-workflow');
    await whenState(original, 'reversal-needed');
    expect((await detail(changed)).reason).toContain('已入账，先在金蝶冲销');
    expect(billsOf(run, changed)).toEqual([]);
  });
});

it('a changed approval whose original is unknown is void once its bill is withdrawn, however long ago it was cancelled', async () => {
  await run.stack.restart(SETTINGS);
  await collect(run.office);
  const unknown = newOne();
  const changed = amend(unknown, 'MODIFY');
  unknown.deleted = true;
  await collect(run.office);
  await post(await detail(changed), 'release', '查过，没有付过');
  await collectAndApprove(run);
  setSwitches(run, { kingdee: { workflowHolds: true } });
  await orderSettled(run, await confirmPush(run));
  setSwitches(run);
  const cancelled = amend(changed, 'REVOKE');
  await collect(run.office);
  const halted = await detail(changed);
  expect(halted.trouble?.sentence).toContain(`审批已被 ${cancelled.businessId} 撤销`);
  await run.stack.kill();
  await twoDaysPass();
  await run.stack.restart(SETTINGS);
  await run.office.pusher.post(`/api/bills/${halted.id}/withdraw`, { version: (await detail(changed)).version });
  expect((await whenState(changed, 'superseded')).reason).toBe(`审批已被 ${cancelled.businessId} 撤销`);
  expect(billsOf(run, changed)).toEqual([]);
});

/** As far as amendments are concerned. */
async function twoDaysPass(): Promise<void> {
  await besideServer(run.stack, 'UPDATE amendment SET created_at = created_at - 172800000');
}

it('an approval cancelled while its confirmed bill waits behind a pause is void once pushing goes on: nothing of it is sent', async () => {
  await run.stack.restart({ ...SETTINGS, KINGDEE_BATCH: '1', KINGDEE_CONCURRENCY: '1', KINGDEE_TIMEOUT_MS: '20000' });
  await collect(run.office);
  const batch = [newOne(), newOne(), newOne()];
  await collectAndApprove(run);
  const { faults } = run.stack.sandbox.state.ctx;
  const answer = gate();
  faults.add({ system: 'kingdee', kind: 'slow', api: '.BatchSave.', until: answer.until });
  const order = await confirmPush(run);
  await until(
    async () => faults.fired,
    (fired) => fired === 1,
  );
  const pause = { kind: 'scheme', id: run.office.schemeId };
  await run.office.pusher.post('/api/push-pauses', { ...pause, reason: '银行在维护' });
  answer.letGo();
  await until(
    async () => batch.flatMap((approval) => billsOf(run, approval)).length,
    (saved) => saved === 1,
  );
  const waiting = batch.find((approval) => billsOf(run, approval).length === 0) ?? expect.fail();
  const cancelled = amend(waiting, 'REVOKE');
  await collect(run.office);
  expect(await states(waiting)).toEqual(['pushing']);
  await run.office.pusher.post('/api/push-pauses/resume', pause);
  const done = await orderSettled(run, order);
  await commentsSettled(run);
  expect(billsOf(run, waiting)).toEqual([]);
  const { id, reason } = await whenState(waiting, 'superseded');
  expect(reason).toBe(`审批已被 ${cancelled.businessId} 撤销`);
  expect(done.items.find(({ billId }) => billId === id)?.sentence).toBe('审批已被修改或撤销，没有发送');
  const others = batch.filter((approval) => approval !== waiting);
  mustBeOnce(run, others);
});
