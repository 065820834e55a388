import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applicant, reviewer, reviewForSpec } from '../review/review-for-spec.js';

type Review = Awaited<ReturnType<typeof reviewForSpec>>;
let db: Review['db'];
let on: Review['on'];
let close: Review['close'];
let collected: Review['collected'];
let given: Review['given'];
let remap: Review['remap'];
let now: Review['now'];
let open: Review['open'];

beforeEach(async () => {
  ({ db, on, close, collected, given, remap, now, open } = await reviewForSpec());
});
afterEach(() => close());

describe('one bill that is parked', () => {
  it('holds with a reason that the list shows, survives a new mapping, and goes back to where it belongs', async () => {
    const id = await given(1);
    await on.approval.approve(id, { version: (await now(id)).version }, reviewer);
    await on.park.hold(id, { version: (await now(id)).version, reason: '等发票' }, reviewer);
    expect(await now(id)).toMatchObject({ state: 'held', reason: '等发票', reasonKey: 'held:等发票' });
    await remap(id, 'red');
    expect(await now(id)).toMatchObject({ state: 'held', reason: '等发票' });
    await on.park.release(id, { version: (await now(id)).version, reason: '到了' }, reviewer);
    expect(await now(id)).toMatchObject({
      state: 'needs-mapping',
      reason: '费用项目未映射：市内交通',
      action: 'pick-cost-item',
    });
    await remap(id, 'none');
    await on.park.hold(id, { version: (await now(id)).version, reason: '再等' }, reviewer);
    await on.park.release(id, { version: (await now(id)).version, reason: '好了' }, reviewer);
    const bill = await open(id);
    expect(bill).toMatchObject({ state: 'ready', reason: null, reasonKey: '', approvedBy: null });
    expect(bill.approvalVoided).toBe('挂起过，原审核不再有效');
  });

  it('does not hold a bill before its first mapping: it would never be mapped', async () => {
    const id = await collected(1);
    await expect(on.park.hold(id, { version: 1, reason: '等等' }, reviewer)).rejects.toMatchObject({
      code: 'bill/being-mapped',
    });
  });

  it('excludes for good', async () => {
    const id = await given(1);
    await on.park.exclude(id, { version: (await now(id)).version, reason: '重复报销' }, reviewer);
    const bill = await open(id);
    expect(bill).toMatchObject({ state: 'excluded', reason: '重复报销' });
    await expect(on.park.hold(id, { version: bill.version, reason: '等等' }, reviewer)).rejects.toMatchObject({
      code: 'bill/illegal-transition',
    });
  });

  it('asks the applicant by a comment as the person who asks, and holds the bill until it is answered', async () => {
    const id = await given(1);
    const woken = new Promise<void>((resolve) => on.wakes.on('writeback', async () => resolve()));
    await on.ask.ask(id, { version: (await now(id)).version, reason: '请补出租车发票' }, reviewer);
    await woken;
    const bill = await open(id);
    expect(bill).toMatchObject({ state: 'held', reason: '请补出租车发票' });
    expect(bill.writebacks).toMatchObject([
      {
        event: 'ask',
        kind: 'comment',
        state: 'due',
        text: `请补充资料：请补出租车发票（单据 ${bill.billNo}，补充后由财务继续审核）`,
        message: null,
        sentAt: null,
        callback: {
          strategyId: 's-1',
          id: 'instance-1',
          business_id: bill.businessId,
          name: '闻人瑾',
          originator_userid: applicant.userId,
        },
      },
    ]);
    const [row] = await db.query<object>('SELECT event, as_userid, attempt, next_attempt_at <= ? AS due FROM outbox', [
      Date.now(),
    ]);
    expect(row).toMatchObject({ event: 'ask', as_userid: reviewer.userId, attempt: 0, due: 1 });
  });
});
