import './virtual-time.js';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { Decisions } from '@dingdee/shared/decision';
import type { SchemeContent, SchemeDetail } from '@dingdee/shared/scheme';
import type { MyApprovals } from '@dingdee/shared/session';
import { describe, expect, it } from 'vitest';
import {
  billsOf,
  collectAndApprove,
  confirmPush,
  detailOf,
  mustBeOnce,
  newApprovals,
  orderSettled,
  setSwitches,
  wholeWay,
} from './batch.js';
import { besideServer } from './beside-server.js';
import { collect } from './office.js';
import { Person, until } from './person.js';
import {
  allDue,
  booked,
  GAP_MS,
  historyOfAll,
  inKingdee,
  looks,
  nextSeed,
  numberOf,
  oneBooked,
  restart,
  run,
  told,
  WATCH,
  whenState,
} from './watched-office.js';

/** Bills that Kingdee changes after they were booked. */
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

  it.each(['delete', 'cancel', 'unaudit'] as const)(
    'does not hold as audited any more (%s) stands by two people only, and the decisions say so',
    async (change) => {
      const one = await oneBooked();
      inKingdee(one, change);
      const { id, version } = await whenState(one, 'reversal-needed');
      const path = `/api/bills/${id}/stands`;
      const asked = await run.office.pusher.post<BillDetail>(path, { version, reason: '另有凭证，照旧' });
      expect([asked.state, asked.reasonKey]).toEqual(['reversal-needed', 'stands-asked']);
      const again = await run.office.pusher.refused('POST', path, { version: asked.version, reason: '另有凭证，照旧' });
      expect(again.code).toBe('bill/second-person');
      const now = await run.office.reviewer.get<BillDetail>(`/api/bills/${id}`);
      const done = await run.office.reviewer.post<BillDetail>(path, { version: now.version, reason: '看过凭证' });
      expect(done.state).toBe('written-back');
      const { items } = await run.office.pusher.get<Decisions>('/api/decisions');
      expect(items.slice(0, 2)).toMatchObject([
        {
          kind: 'stands',
          reason: '看过凭证',
          askedReason: '另有凭证，照旧',
          about: expect.stringContaining('金蝶里已'),
        },
        { kind: 'stands-asked', about: expect.stringContaining('金蝶里已') },
      ]);
    },
  );

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
      { exclude: 'first', 'handle-outside': 'first', restore: 'first', stands: 'first', reversed: 'own' },
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
    const [line] = await besideServer<{ detail: string }>(
      run.stack,
      "SELECT detail FROM audit WHERE action = 'reversed' AND subject_id = ?",
      [id],
    );
    expect(JSON.parse(line?.detail ?? '')).toMatchObject({
      reason: confirms.reason,
      asked: say.reason,
      kingdee: 'there',
    });
    const applicant = await Person.login(run.stack, one.originatorUserid);
    const { items } = await applicant.get<MyApprovals>('/api/my-approvals');
    expect(items.find(({ businessId }) => businessId === one.businessId)).toMatchObject({
      stands: 'void',
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
    expect(seen.trouble?.nextStep).not.toContain('金蝶里还有这张单据');
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
    mustBeOnce(run, [one]);
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
    const [one] = newApprovals(run, { count: 4, seed: nextSeed() });
    if (!one) throw new Error('the seed has no agreed approval');
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
    const [one] = newApprovals(run, { count: 4, seed: nextSeed() });
    if (!one) throw new Error('the seed has no agreed approval');
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
    mustBeOnce(run, batch);
  });

  it('was watched to the end of its days is watched again once the days are made more', async () => {
    const one = await oneBooked();
    const [from, id] = [Date.now() - 60 * 86_400_000, (await detailOf(run, one)).id];
    const watched = () => besideServer(run.stack, 'SELECT due_at FROM kingdee_watch WHERE bill_id = ?', [id]);
    await until(watched, (found) => found.length === 1, 60_000);
    // One process writes to a SQLite file at a time.
    await run.stack.kill();
    await besideServer(run.stack, 'UPDATE bill SET state_since = ? WHERE id = ?', [from, id]);
    await besideServer(run.stack, 'UPDATE kingdee_watch SET watched_from = ?, due_at = 0 WHERE bill_id = ?', [
      from,
      id,
    ]);
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
