import './virtual-time.js';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import { describe, expect, it } from 'vitest';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import {
  billsOf,
  collectAndApprove,
  commentsSettled,
  confirmPush,
  detailOf,
  mustBeOnce,
  newApprovals,
  orderSettled,
  setSwitches,
} from './batch.js';
import { fits } from './offered.js';
import { Person, until } from './person.js';
import {
  dueAt,
  GAP_MS,
  inKingdee,
  looks,
  nextSeed,
  numberOf,
  restart,
  run,
  told,
  WATCH,
  whenState,
} from './watched-office.js';

/** Bills that halted half-way, and that Kingdee goes on with, changes or deletes. */
describe('a bill that halted between two steps', () => {
  async function oneHeldByWorkflow(): Promise<SandboxApproval> {
    setSwitches(run, { kingdee: { workflowHolds: true } });
    const [one] = newApprovals(run, { count: 4, seed: nextSeed() });
    if (!one) throw new Error('the seed has no agreed approval');
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
    mustBeOnce(run, [one]);
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
    expect([fits(bill, 'continue'), fits(bill, 'hand-over')]).toEqual([false, false]);
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
    // In the history: the next look says of the one that is gone that it is gone.
    for (const one of [gone, mended])
      expect((await whenState(one, 'failed')).timeline.map(({ note }) => note).join('\n')).toContain('没有记为已入账');
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
    mustBeOnce(run, [mended]);
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
