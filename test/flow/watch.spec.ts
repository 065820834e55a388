import type { BillDetail } from '@dingdee/shared/bill';
import type { Decisions } from '@dingdee/shared/decision';
import type { SchemeContent, SchemeDetail } from '@dingdee/shared/scheme';
import type { MyApprovals } from '@dingdee/shared/session';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import type { BillChange } from '../sandbox/kingdee/ledger.js';
import {
  billsOf,
  collectAndApprove,
  commentsSettled,
  confirmPush,
  detailOf,
  logErrors,
  newApprovals,
  once,
  orderSettled,
  outcomes,
  type RunningOffice,
  SHORT_WAITS,
  setSwitches,
  startOffice,
  wholeWay,
} from './batch.js';
import { collect } from './office.js';
import { Person, until } from './person.js';

/** Bills that Kingdee changes after they were booked, or goes on with after they halted. */
let run: RunningOffice;
let seed = 900;
const GAP_MS = Number(SHORT_WAITS.PROBE_GAP_MS);
const WATCH = { ...SHORT_WAITS, WATCH_INTERVAL_MS: '300' };

beforeAll(async () => {
  run = await startOffice({ settings: WATCH });
});
afterEach(() => {
  setSwitches(run);
  run.stack.sandbox.state.ctx.faults.clear();
});
afterAll(async () => {
  expect(logErrors(run)).toEqual([]);
  await run.stack.close();
});

const ledger = () => run.stack.sandbox.state.kingdee.ledger;
const historyOfAll = () =>
  ledger()
    .report()
    .map(({ number, history }) => `${number} ${history.map(({ operation }) => operation).join(' ')}`);

/** Booked and commented bills of new approvals. */
async function booked(count = 4): Promise<SandboxApproval[]> {
  seed += 1;
  const batch = newApprovals(run, { count, seed });
  await wholeWay(run);
  expect(outcomes(run, batch)).toEqual(once(batch));
  return batch;
}
async function oneBooked(): Promise<SandboxApproval> {
  const [one] = await booked();
  if (!one) throw new Error(`seed ${seed} has no agreed approval`);
  return one;
}
const numberOf = (approval: SandboxApproval): string => billsOf(run, approval)[0]?.number ?? '';
const inKingdee = (approval: SandboxApproval, change: BillChange, value?: string) =>
  ledger().change(numberOf(approval), change, value);
const whenState = (approval: SandboxApproval, state: string, ms = 20_000): Promise<BillDetail> =>
  until(
    () => detailOf(run, approval),
    (bill) => bill.state === state,
    ms,
  );
const told = ({ timeline }: BillDetail) => timeline.map(({ what }) => what);
/** Up again, and the sweep of the start over: it would be taken for one that was asked for later. */
async function restart(): Promise<void> {
  await run.stack.restart(WATCH);
  await collect(run.office);
}
/** As if the time of every next look had come. */
async function allDue(): Promise<void> {
  const source = await openDataSource(dataSourceOptions(run.stack.databaseUrl));
  await source.query('UPDATE kingdee_watch SET due_at = 0 WHERE due_at IS NOT NULL');
  await source.destroy();
}
/** When the bill is looked at next, Unix ms. */
async function dueAt(id: string): Promise<number> {
  const source = await openDataSource(dataSourceOptions(run.stack.databaseUrl));
  const [row] = await source.query('SELECT due_at FROM kingdee_watch WHERE bill_id = ?', [id]);
  await source.destroy();
  return Number(row?.due_at ?? 0);
}
const looks = (ms = 1500) => new Promise((resolve) => setTimeout(resolve, ms));

describe('a booked bill that Kingdee', () => {
  it('deleted goes to a person only after two answers “not there”, far enough apart', async () => {
    const one = await oneBooked();
    const number = numberOf(one);
    const others = historyOfAll().filter((line) => !line.startsWith(number));
    const before = Date.now();
    inKingdee(one, 'delete');
    const bill = await whenState(one, 'reversal-needed');
    expect(Date.now() - before).toBeGreaterThanOrEqual(GAP_MS);
    expect(bill).toMatchObject({ action: 'reverse', reversal: { causes: ['deleted'], against: 'kingdee' } });
    expect(bill.trouble?.sentence).toContain(`${number} 在金蝶里查不到了`);
    expect(bill.reversal?.lines.map(({ label, now }) => [label, now])).toEqual([
      ['单据状态', null],
      ['金额', null],
      ['往来单位', null],
    ]);
    expect(historyOfAll()).toEqual(others);
    const done = await run.office.pusher.post<BillDetail>(`/api/bills/${bill.id}/reversed`, {
      version: bill.version,
      reason: '付款申请撤了，金蝶已删',
    });
    expect(done.state).toBe('handled-outside');
    const after = await detailOf(run, one);
    expect(told(after).at(-1)).toBe('已在金蝶冲销');
    expect(billsOf(run, one)).toEqual([]);
  });

  it('still holds is closed as reversed by two people: the first asks, knowing what Kingdee said, the second confirms, and both are kept', async () => {
    const one = await oneBooked();
    inKingdee(one, 'amount', '12.34');
    const { id, version } = await whenState(one, 'reversal-needed');
    const say = { version, reason: '已做付款退款单 FKTKD000012' };
    const path = `/api/bills/${id}/reversed`;
    const there = await run.office.pusher.refused('POST', path, say);
    expect([there.status, there.code]).toEqual([422, 'bill/not-reversed']);
    expect(there.detail).toMatch(
      new RegExp(`^刚在金蝶查过：付款单 ${numberOf(one)}（已审核，¥12.34）还在。.*由另一位同事确认。$`),
    );
    const { faults } = run.stack.sandbox.state.ctx;
    faults.add({ system: 'kingdee', kind: 'truncate', api: '.ExecuteBillQuery.', times: 0 });
    const unheard = await run.office.pusher.refused('POST', path, say);
    faults.clear();
    expect([unheard.status, unheard.code]).toEqual([422, 'bill/not-reversed']);
    expect(unheard.detail).toMatch(new RegExp(`^现在问不到金蝶，不知道付款单 ${numberOf(one)} 还在不在：`));
    expect((await detailOf(run, one)).state).toBe('reversal-needed');
    const asked = await run.office.pusher.post<BillDetail>(path, { ...say, stillThere: true });
    expect([asked.state, asked.reasonKey]).toEqual(['reversal-needed', 'reversed-asked']);
    const seen = await run.office.reviewer.get<BillDetail>(`/api/bills/${id}`);
    expect(seen.trouble?.nextStep).toContain('请求“已在金蝶冲销”（已做付款退款单 FKTKD000012），等另一位同事确认');
    expect(told(seen).at(-1)).toBe('请求“已在金蝶冲销”，等另一位同事确认');
    const own = await run.office.pusher.get<BillDetail>(`/api/bills/${id}`);
    expect([own.turns, seen.turns.reversed]).toEqual([
      { exclude: 'first', stands: 'first', reversed: 'own' },
      'second',
    ]);
    // The same person is told at once, before Kingdee is asked.
    for (const stillThere of [true, false]) {
      const alone = { version: asked.version, reason: '确实已经冲销', stillThere };
      const refusal = await run.office.pusher.refused('POST', path, alone);
      expect(refusal.code).toBe('bill/second-person');
      expect(refusal.detail).toMatch(/^你已请求“已在金蝶冲销”，等 .+ 确认。/);
    }
    // The watch looks again and finds what it knows: the request stays.
    await looks();
    const confirms = { version: (await detailOf(run, one)).version, reason: '看过退款单，金额相同' };
    // The second person, too, is told what Kingdee says before they confirm.
    const then = await run.office.reviewer.refused('POST', path, confirms);
    expect([then.code, then.detail]).toEqual([
      'bill/not-reversed',
      expect.stringMatching(/写明后就记下：.+已经请求过。$/),
    ]);
    const done = await run.office.reviewer.post<BillDetail>(path, { ...confirms, stillThere: true });
    expect(done.state).toBe('handled-outside');
    const { items: decisions } = await run.office.pusher.get<Decisions>('/api/decisions');
    expect(decisions.slice(0, 2)).toMatchObject([
      { kind: 'reversed', reason: confirms.reason, askedReason: say.reason, bill: { id } },
      { kind: 'reversed-asked', reason: say.reason, askedBy: null },
    ]);
    const source = await openDataSource(dataSourceOptions(run.stack.databaseUrl));
    const [line] = await source.query("SELECT detail FROM audit WHERE action = 'reversed' AND subject_id = ?", [id]);
    await source.destroy();
    expect(JSON.parse(line.detail)).toMatchObject({ reason: confirms.reason, asked: say.reason, kingdee: 'there' });
    const applicant = await Person.login(run.stack, one.originatorUserid);
    const { items } = await applicant.get<MyApprovals>('/api/my-approvals');
    expect(items.find(({ businessId }) => businessId === one.businessId)).toMatchObject({
      word: '已作废',
      note: '财务已冲销这笔付款。',
    });
    expect(billsOf(run, one)).toHaveLength(1);
  });

  it('does not answer about is asked for as reversed with those words: nobody says that it is still there', async () => {
    const one = await oneBooked();
    inKingdee(one, 'amount', '12.34');
    const { id, version } = await whenState(one, 'reversal-needed');
    const { faults } = run.stack.sandbox.state.ctx;
    faults.add({ system: 'kingdee', kind: 'truncate', api: '.ExecuteBillQuery.', times: 0 });
    const says = { version, reason: '已做付款退款单', stillThere: true };
    await run.office.pusher.post(`/api/bills/${id}/reversed`, says);
    faults.clear();
    const seen = await run.office.reviewer.get<BillDetail>(`/api/bills/${id}`);
    expect(seen.trouble?.nextStep).toContain('请求时问不到金蝶，还在不在不知道。先在金蝶看一眼');
    expect(seen.trouble?.nextStep).not.toContain('金蝶里还有这张付款单');
  });

  it('does not answer about, or answers wrongly about, stays as it was: silence is no “not there”', async () => {
    const one = await oneBooked();
    run.stack.sandbox.state.ctx.faults.add({
      system: 'kingdee',
      kind: 'truncate',
      api: '.ExecuteBillQuery.',
      times: 0,
    });
    inKingdee(one, 'delete');
    await looks(2 * GAP_MS + 1000);
    expect((await detailOf(run, one)).state).toBe('written-back');
    run.stack.sandbox.state.ctx.faults.clear();
    await whenState(one, 'reversal-needed');
  });

  it('un-audited goes to a person, and closes by itself when it is audited again with the same content', async () => {
    const one = await oneBooked();
    inKingdee(one, 'unaudit');
    const open = await whenState(one, 'reversal-needed');
    expect(open.reversal).toMatchObject({
      causes: ['un-audited'],
      lines: [{ label: '单据状态', sent: '已审核', now: '重新审核' }, { label: '金额' }, { label: '往来单位' }],
    });
    expect(open.reversal?.lines[1]?.sent).toBe(open.reversal?.lines[1]?.now);
    inKingdee(one, 'audit');
    const closed = await whenState(one, 'written-back');
    expect(told(closed).slice(-2)).toEqual(['入账后有变化，待冲销', '金蝶里又与发送的一致，不用冲销']);
    expect([closed.reason, closed.reversal, closed.trouble]).toEqual([null, null, null]);
    expect(outcomes(run, [one])).toEqual(once([one]));
  });

  it('changed in amount may stand by a person’s word; a further change opens the case again', async () => {
    const one = await oneBooked();
    inKingdee(one, 'amount', '12.34');
    const open = await whenState(one, 'reversal-needed');
    expect(open.reversal?.causes).toEqual(['amount']);
    expect(open.reversal?.lines.find(({ label }) => label === '金额')?.now).toBe('12.34');
    const stale = await run.office.reviewer.refused('POST', `/api/bills/${open.id}/stands`, {
      version: open.version - 1,
      reason: '没有看清楚',
    });
    expect([stale.status, stale.code]).toEqual([409, 'bill/stale']);
    await run.office.pusher.post(`/api/bills/${open.id}/stands`, { version: open.version, reason: '金额以金蝶为准' });
    const asked = await detailOf(run, one);
    expect([asked.state, asked.reasonKey]).toEqual(['reversal-needed', 'stands-asked']);
    expect(asked.trouble?.nextStep).toContain('等另一位同事确认');
    const alone = { version: asked.version, reason: '还是以金蝶为准' };
    const again = await run.office.pusher.refused('POST', `/api/bills/${open.id}/stands`, alone);
    expect(again.code).toBe('bill/second-person');
    await looks();
    expect((await detailOf(run, one)).state).toBe('reversal-needed');
    await run.office.reviewer.post(`/api/bills/${open.id}/stands`, {
      version: (await detailOf(run, one)).version,
      reason: '超标部分不付，已与申请人说定',
    });
    await looks();
    const stands = await detailOf(run, one);
    expect([stands.state, stands.reversal]).toEqual(['written-back', null]);
    expect(stands.timeline.at(-1)).toMatchObject({ what: '确认仍然有效', note: '超标部分不付，已与申请人说定' });
    inKingdee(one, 'amount', '99.00');
    const opened = await whenState(one, 'reversal-needed');
    expect(opened.reversal?.lines.find(({ label }) => label === '金额')).toMatchObject({ sent: '12.34', now: '99.00' });
  });

  it.each([
    ['payee', 'E9999', '往来单位', 'E9999'],
    ['account', '6222 0299 9999 9999 999', '对方银行账号', '尾号 9999'],
    ['cancel', undefined, '单据状态', '已作废'],
  ] as const)('changed by %s goes to a person with both sides', async (change, value, label, now) => {
    const one = await oneBooked();
    inKingdee(one, change, value);
    const open = await whenState(one, 'reversal-needed');
    const line = open.reversal?.lines.find((each) => each.label === label);
    expect(line?.now).toContain(now);
    expect(line?.sent).not.toBe(line?.now);
  });

  it.each(['header', 'entry'] as const)(
    'paid stays booked and says so, where the form tells it in the %s',
    async (where) => {
      setSwitches(run, { kingdee: { paymentStatus: where } });
      // What a form has is asked once an hour.
      await restart();
      const one = await oneBooked();
      expect((await detailOf(run, one)).paidAt).toBeNull();
      inKingdee(one, 'paid');
      const paid = await until(
        () => detailOf(run, one),
        ({ paidAt }) => paidAt !== null,
      );
      expect([paid.state, told(paid).at(-1)]).toEqual(['written-back', '金蝶已付款']);
    },
  );

  it('paid while a person has still to decide about it says so: that the money is gone decides what is to be done', async () => {
    setSwitches(run, { kingdee: { paymentStatus: 'header' } });
    await restart();
    const one = await oneBooked();
    inKingdee(one, 'payee', 'E9999');
    await whenState(one, 'reversal-needed');
    inKingdee(one, 'paid');
    const paid = await until(
      () => detailOf(run, one),
      ({ paidAt }) => paidAt !== null,
    );
    expect([paid.state, told(paid).at(-1)]).toEqual(['reversal-needed', '金蝶已付款']);
  });

  it('paid in a form that does not tell stays simply booked', async () => {
    await restart();
    const one = await oneBooked();
    inKingdee(one, 'paid');
    await looks();
    expect(await detailOf(run, one)).toMatchObject({ state: 'written-back', paidAt: null });
  });

  it('took further than the scheme wanted says so, and un-audited again goes to a person', async () => {
    const outcome = async (wanted: SchemeContent['outcome']) => {
      const path = `/api/schemes/${run.office.schemeId}`;
      const { version, content } = await run.office.admin.get<SchemeDetail>(path);
      await run.office.admin.put(`${path}/content`, { version, content: { ...content, outcome: wanted } });
    };
    await outcome('save');
    seed += 1;
    const [one] = newApprovals(run, { count: 4, seed });
    if (!one) throw new Error(`seed ${seed} has no agreed approval`);
    await wholeWay(run);
    await outcome('save+submit+audit');
    expect(await detailOf(run, one)).toMatchObject({ state: 'written-back', reached: 'saved' });
    inKingdee(one, 'audit');
    const further = await until(
      () => detailOf(run, one),
      ({ reached }) => reached === 'audited',
    );
    expect([further.state, told(further).at(-1)]).toEqual(['written-back', '金蝶里的步骤有变化']);
    inKingdee(one, 'unaudit');
    expect((await whenState(one, 'reversal-needed')).reversal?.causes).toEqual(['un-audited']);
  });

  it('un-audited soon after a halted push of it was continued goes to a person, although it was never seen audited', async () => {
    run.stack.sandbox.state.ctx.faults.add({ system: 'kingdee', kind: 'permission-denied', api: '.Audit.', times: 0 });
    seed += 1;
    const [one] = newApprovals(run, { count: 4, seed });
    if (!one) throw new Error(`seed ${seed} has no agreed approval`);
    await collectAndApprove(run);
    await orderSettled(run, await confirmPush(run));
    run.stack.sandbox.state.ctx.faults.clear();
    // The watch takes it in as halted, and has no other look before the change.
    await run.stack.restart({ ...WATCH, WATCH_INTERVAL_MS: '86400000' });
    await collect(run.office);
    const { id, version, state, reached } = await detailOf(run, one);
    expect([state, reached]).toEqual(['failed', 'submitted']);
    await run.office.pusher.post(`/api/bills/${id}/continue`, { version });
    await whenState(one, 'written-back');
    await run.stack.kill();
    inKingdee(one, 'unaudit');
    await allDue();
    await run.stack.restart(WATCH);
    expect((await whenState(one, 'reversal-needed')).reversal?.causes).toEqual(['un-audited']);
  });

  it('leaves alone is only asked about: one query for many, and nothing is ever sent', async () => {
    const batch = await booked(40);
    const before = historyOfAll();
    run.stack.sandbox.state.ctx.calls.reset();
    await looks(2000);
    expect(historyOfAll()).toEqual(before);
    const { kingdee } = run.stack.sandbox.state.ctx.calls.report();
    expect(kingdee.map(({ api }) => api.split('.').at(-1))).toEqual(['ExecuteBillQuery']);
    // Each bill is due every 300 ms: one by one that would be hundreds of queries.
    expect(kingdee[0]?.total).toBeLessThan(40);
    expect(outcomes(run, batch)).toEqual(once(batch));
  });

  it('was watched to the end of its days is watched again once the days are made more', async () => {
    const one = await oneBooked();
    const [from, id] = [Date.now() - 60 * 86_400_000, (await detailOf(run, one)).id];
    const watched = async (): Promise<{ due_at: unknown }[]> => {
      const reading = await openDataSource(dataSourceOptions(run.stack.databaseUrl, 'read'));
      const found = await reading.query('SELECT due_at FROM kingdee_watch WHERE bill_id = ?', [id]);
      await reading.destroy();
      return found;
    };
    await until(watched, (found) => found.length === 1, 60_000);
    // One process writes to a SQLite file at a time.
    await run.stack.kill();
    const source = await openDataSource(dataSourceOptions(run.stack.databaseUrl));
    await source.query('UPDATE bill SET state_since = ? WHERE id = ?', [from, id]);
    await source.query('UPDATE kingdee_watch SET watched_from = ?, due_at = 0 WHERE bill_id = ?', [from, id]);
    await source.destroy();
    await restart();
    await until(watched, ([row]) => row?.due_at === null, 60_000);
    inKingdee(one, 'unaudit');
    await run.stack.restart({ ...WATCH, WATCH_DAYS: '90' });
    await whenState(one, 'reversal-needed', 60_000);
    await restart();
  });

  it('changed while the server was down is found after it starts again', async () => {
    const one = await oneBooked();
    await run.stack.kill();
    inKingdee(one, 'unaudit');
    await run.stack.restart(WATCH);
    await whenState(one, 'reversal-needed');
  });
});

describe('a bill that halted between two steps', () => {
  async function oneHeldByWorkflow(): Promise<SandboxApproval> {
    setSwitches(run, { kingdee: { workflowHolds: true } });
    seed += 1;
    const [one] = newApprovals(run, { count: 4, seed });
    if (!one) throw new Error(`seed ${seed} has no agreed approval`);
    await collectAndApprove(run);
    await orderSettled(run, await confirmPush(run));
    expect(await detailOf(run, one)).toMatchObject({ state: 'failed', reached: 'submitted' });
    return one;
  }

  it('because a workflow of Kingdee holds it is booked when that is through, with one comment', async () => {
    const one = await oneHeldByWorkflow();
    inKingdee(one, 'finish-workflow');
    const done = await whenState(one, 'written-back');
    await commentsSettled(run);
    expect(done.reached).toBe('audited');
    expect(told(done)).toContain('金蝶里已到该到的步骤，已入账');
    expect(outcomes(run, [one])).toEqual(once([one]));
  });

  it('and was deleted in Kingdee stays with a person, who is told so after two answers; nothing is sent again', async () => {
    const one = await oneHeldByWorkflow();
    const number = numberOf(one);
    const before = Date.now();
    inKingdee(one, 'delete');
    const bill = await until(
      () => detailOf(run, one),
      ({ trouble }) => trouble?.class === 'gone',
    );
    expect(Date.now() - before).toBeGreaterThanOrEqual(GAP_MS);
    expect([bill.state, bill.reached]).toEqual(['failed', 'submitted']);
    expect(bill.trouble?.sentence).toContain(`金蝶里查不到单据 ${number} 了`);
    await looks();
    expect(billsOf(run, one)).toEqual([]);
  });

  it.each([
    ['an amount', 'amount', '1.00', '金额'],
    ['a payee', 'payee', 'E9999', '往来单位'],
  ] as const)('with %s that was changed in Kingdee is not taken for booked', async (_, change, value, word) => {
    const one = await oneHeldByWorkflow();
    inKingdee(one, change, value);
    const bill = await until(
      () => detailOf(run, one),
      ({ trouble }) => trouble?.class === 'differs',
    );
    expect(bill.state).toBe('failed');
    expect(bill.trouble?.sentence).toContain(word);
    expect(bill.may).toMatchObject({ push: false, handOver: false });
    for (const verb of ['continue', 'hand-over']) {
      const refused = await run.office.pusher.refused('POST', `/api/bills/${bill.id}/${verb}`, {
        version: (await detailOf(run, one)).version,
      });
      expect([refused.status, refused.code]).toEqual([422, 'bill/altered']);
    }
    expect(one.comments).toEqual([]);
  });

  it('and was changed, audited and paid in Kingdee stands by a person’s word: it is booked as Kingdee holds it, with one comment', async () => {
    const one = await oneHeldByWorkflow();
    inKingdee(one, 'amount', '1.00');
    inKingdee(one, 'finish-workflow');
    inKingdee(one, 'paid');
    const open = await whenState(one, 'reversal-needed');
    expect([open.reversal?.causes, open.reached]).toEqual([['amount'], 'audited']);
    expect(open.trouble?.sentence).toContain('金额在金蝶里改过');
    expect(one.comments).toEqual([]);
    const { id } = open;
    const says = { reason: '只付这么多，已与申请人说定' };
    await run.office.pusher.post(`/api/bills/${id}/stands`, { version: open.version, ...says });
    const { version } = await detailOf(run, one);
    await run.office.reviewer.post(`/api/bills/${id}/stands`, { version, ...says });
    await whenState(one, 'written-back');
    await commentsSettled(run);
    expect([one.comments.length, billsOf(run, one).length]).toEqual([1, 1]);
    // What Kingdee pays, not what was approved.
    expect(JSON.stringify(one.comments)).toMatch(/\D1\.00\D/);
    await looks();
    expect((await detailOf(run, one)).state).toBe('written-back');
  });

  it('and was changed there once more is not booked by a word about what is not so any more, nor where Kingdee gives no answer', async () => {
    const one = await oneHeldByWorkflow();
    inKingdee(one, 'amount', '1.00');
    inKingdee(one, 'finish-workflow');
    const { id } = await whenState(one, 'reversal-needed');
    // The watch has looked, and does not again before the person speaks.
    await run.stack.restart({ ...WATCH, WATCH_INTERVAL_MS: '600000' });
    try {
      await until(
        () => dueAt(id),
        (due) => due > Date.now() + 60_000,
      );
      const { version } = await detailOf(run, one);
      const { pusher, reviewer } = run.office;
      const refused = async (person: Person, seen: number) =>
        person.refused('POST', `/api/bills/${id}/stands`, { version: seen, reason: '只付这么多，已说定' });
      inKingdee(one, 'amount', '2.00');
      const changed = await refused(pusher, version);
      expect([changed.status, changed.code]).toEqual([422, 'bill/changed-again']);
      expect(changed.detail).toContain(`付款单 ${numberOf(one)} 与你看到的不同了，没有记为已入账`);
      run.stack.sandbox.state.ctx.faults.add({
        system: 'kingdee',
        kind: 'truncate',
        api: '.ExecuteBillQuery.',
        times: 0,
      });
      const unheard = await refused(pusher, version);
      run.stack.sandbox.state.ctx.faults.clear();
      expect([unheard.code, unheard.detail]).toEqual(['bill/changed-again', expect.stringContaining('现在问不到金蝶')]);
      // Nor by the second word, where it was so at the first.
      inKingdee(one, 'amount', '1.00');
      const says = { version, reason: '只付这么多，已说定' };
      const asked = await pusher.post<BillDetail>(`/api/bills/${id}/stands`, says);
      inKingdee(one, 'amount', '3.00');
      expect((await refused(reviewer, asked.version)).code).toBe('bill/changed-again');
      expect([(await detailOf(run, one)).state, one.comments]).toEqual(['reversal-needed', []]);
    } finally {
      await restart();
    }
  });

  it('and was changed and audited in Kingdee is nobody’s but a person’s once it is as it was sent, or gone: nothing is booked by itself', async () => {
    const [gone, mended] = [await oneHeldByWorkflow(), await oneHeldByWorkflow()];
    for (const one of [gone, mended]) {
      inKingdee(one, 'amount', '1.00');
      inKingdee(one, 'finish-workflow');
      await whenState(one, 'reversal-needed');
    }
    inKingdee(mended, 'amount', mended.expected.total);
    inKingdee(gone, 'unaudit');
    inKingdee(gone, 'delete');
    for (const one of [gone, mended])
      expect((await whenState(one, 'failed')).trouble?.sentence).toContain('没有记为已入账');
    await looks();
    expect([gone.comments, mended.comments]).toEqual([[], []]);
    const press = async (one: SandboxApproval, verb: string) => {
      const { id, version } = await detailOf(run, one);
      await run.office.pusher.post(`/api/bills/${id}/${verb}`, { version });
    };
    await press(mended, 'continue');
    await whenState(mended, 'written-back');
    await press(gone, 'withdraw');
    await until(
      () => detailOf(run, gone),
      ({ reached }) => reached === 'none',
    );
    await commentsSettled(run);
    expect(gone.comments).toEqual([]);
    expect(outcomes(run, [mended])).toEqual(once([mended]));
  });

  it('that was changed in Kingdee offers its withdrawal, and stands in the list as before once it is changed back', async () => {
    const one = await oneHeldByWorkflow();
    const inList = ({ action, reason, reasonKey }: BillDetail) => ({ action, reason, reasonKey });
    const before = inList(await detailOf(run, one));
    inKingdee(one, 'amount', '1.00');
    const changed = await until(
      () => detailOf(run, one),
      ({ trouble }) => trouble?.class === 'differs',
    );
    expect(inList(changed)).toMatchObject({ action: 'withdraw', reasonKey: 'halted:differs' });
    inKingdee(one, 'amount', one.expected.total);
    const back = await until(
      () => detailOf(run, one),
      ({ trouble }) => trouble?.class === 'workflow',
    );
    expect(inList(back)).toEqual(before);
  });
});
