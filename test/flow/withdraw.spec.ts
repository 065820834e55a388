import './virtual-time.js';
import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { Outcome } from '@dingdee/shared/bill-state';
import type { PushOrder } from '@dingdee/shared/push';
import type { SchemeDetail } from '@dingdee/shared/scheme';
import { afterAll, describe, expect, it } from 'vitest';
import { type BillStatus, billNumber, type LedgerLine } from '../sandbox/kingdee/ledger.js';
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
import { fits, fitting } from './offered.js';
import { approveAll, collect } from './office.js';
import { until } from './person.js';
import {
  expectWithdrawn,
  faultsOf,
  halted,
  inKingdee,
  ledger,
  nextSeed,
  press,
  pushedAgain,
  reaches,
  run,
  steps,
  told,
} from './withdrawals.js';

/** 撤回并删除 and 交给金蝶处理: what Kingdee holds half-way is taken out again, step by step, or left to it; never two bills. */
describe('a bill that Kingdee holds half-way', () => {
  it.each(['saved', 'submitted'] as const)(
    '%s is withdrawn and deleted, each step with its receipt and its line in the history, and pushed again makes one bill',
    async (at) => {
      const approval = await halted(at);
      const before = await detailOf(run, approval);
      const forReviewer = await run.office.reviewer.get<BillDetail>(`/api/bills/${before.id}`);
      expect(fitting(forReviewer)).toEqual([]);
      const forPusher = await run.office.pusher.get<BillDetail>(`/api/bills/${before.id}`);
      expect(fitting(forPusher)).toEqual(['continue', 'withdraw', 'hand-over']);
      await press(approval, 'withdraw');
      const bill = await expectWithdrawn(approval);
      const wanted = at === 'saved' ? ['delete done'] : ['unsubmit done', 'delete done'];
      expect(steps(bill).filter((each) => /unsubmit|unaudit|delete/.test(each))).toEqual(wanted);
      expect(told(bill)).toContain('撤回并删除');
      expect(told(bill)).toContain('金蝶答复已删除，还要核对');
      expect(told(bill)).toContain('核对过，金蝶里已没有这张单据，撤回完成');
      if (at === 'submitted') expect(told(bill)).toContain('已在金蝶撤销提交');
      await pushedAgain(approval);
    },
  );

  it.each(['as-before', 'D'] as const)('is withdrawn wherever CancelAssign leads: %s', async (recallLeadsTo) => {
    setSwitches(run, { kingdee: { recallLeadsTo } });
    const approval = await halted('submitted');
    await press(approval, 'withdraw');
    await expectWithdrawn(approval);
    await pushedAgain(approval);
  });

  it('may be changed once it is withdrawn, and what is pushed then is what was approved then', async () => {
    const approval = await halted('saved');
    const { id, version } = await detailOf(run, approval);
    const frozen = await run.office.admin.refused('POST', '/api/mapping/fixes', {
      billId: id,
      version,
      path: 'header.remark',
      targetNumber: '改过的备注',
      scope: 'bill',
    });
    expect(frozen.status).toBeGreaterThanOrEqual(400);
    await press(approval, 'withdraw');
    const open = await expectWithdrawn(approval);
    const fix = { billId: open.id, path: 'header.remark', targetNumber: '改过的备注', scope: 'bill' };
    await run.office.admin.post('/api/mapping/fixes', { ...fix, version: open.version });
    await pushedAgain(approval);
    expect(billsOf(run, approval)[0]?.header.FREMARK).toBe('改过的备注');
  });

  it('is not withdrawn by who looked at an older version, nor twice at once, nor by a reviewer', async () => {
    const approval = await halted('submitted');
    const { id, version } = await detailOf(run, approval);
    const { pusher, reviewer } = run.office;
    expect((await reviewer.refused('POST', `/api/bills/${id}/withdraw`, { version })).status).toBe(403);
    expect((await pusher.refused('POST', `/api/bills/${id}/withdraw`, { version: version - 1 })).code).toBe(
      'bill/stale',
    );
    const taps = await Promise.all([1, 2].map(() => pusher.raw('POST', `/api/bills/${id}/withdraw`, { version })));
    expect(taps.map(({ status }) => status).sort()).toEqual([204, 409]);
    await expectWithdrawn(approval);
    const done = await detailOf(run, approval);
    const again = await pusher.refused('POST', `/api/bills/${id}/withdraw`, { version: done.version });
    expect(again.detail).toContain('没有可以撤回的');
    await pushedAgain(approval);
  });

  it('and was audited in Kingdee meanwhile is first told to the person, then un-audited and deleted when they say so again', async () => {
    const approval = await halted('submitted');
    ledger().change(billsOf(run, approval)[0]?.number ?? '', 'finish-workflow');
    await press(approval, 'withdraw');
    const asked = await reaches(approval, 'failed');
    expect(asked).toMatchObject({ reached: 'audited', trouble: { class: 'audited' } });
    expect(inKingdee(approval)).toEqual(['C']);
    await press(approval, 'withdraw');
    const bill = await expectWithdrawn(approval);
    expect(steps(bill)).toEqual(expect.arrayContaining(['unaudit done', 'delete done']));
    expect(told(bill)).toContain('已在金蝶反审核');
    await pushedAgain(approval);
  });

  it('and was audited in Kingdee meanwhile is booked when the person says 继续, and nothing more is sent', async () => {
    const approval = await halted('submitted');
    ledger().change(billsOf(run, approval)[0]?.number ?? '', 'finish-workflow');
    await press(approval, 'withdraw');
    await reaches(approval, 'failed');
    await press(approval, 'continue');
    await reaches(approval, 'booked', 'written-back');
    await commentsSettled(run);
    mustBeOnce(run, [approval]);
    expect(billsOf(run, approval)[0]?.history.map(({ operation }) => operation)).toEqual([
      'BatchSave',
      'Submit',
      'site:finish-workflow',
    ]);
  });

  it('that the cashier has paid is not un-audited: it stops in a sentence, and stays in Kingdee as it is', async () => {
    const approval = await halted('submitted');
    const number = billsOf(run, approval)[0]?.number ?? '';
    ledger().change(number, 'finish-workflow');
    ledger().change(number, 'paid');
    await press(approval, 'withdraw');
    await reaches(approval, 'failed');
    await press(approval, 'withdraw');
    const bill = await until(
      () => detailOf(run, approval),
      ({ state, trouble }) => state === 'failed' && trouble?.class !== 'audited',
    );
    expect(bill.trouble?.sentence).toMatch(
      /^反审核没有成功：.*还在（已审核），没有删除，也没有重复。金蝶原话：“.*已付款/,
    );
    expect(inKingdee(approval)).toEqual(['C']);
    await press(approval, 'continue');
    await reaches(approval, 'written-back');
  });

  it('that a workflow holds for CancelAssign too stops in a sentence with what to do, and may be handed over', async () => {
    setSwitches(run, { kingdee: { workflowHolds: true, workflowAllowsRecall: false } });
    const [approval] = newApprovals(run, { count: 1, seed: nextSeed(), clean: true });
    if (!approval) throw new Error('no approval');
    await collectAndApprove(run);
    await orderSettled(run, await confirmPush(run));
    expect(await detailOf(run, approval)).toMatchObject({
      state: 'failed',
      reached: 'submitted',
      action: 'hand-over',
      reason: '已保存并提交，金蝶的审批流接管了它，等它审完即可。',
      trouble: { class: 'workflow', sentence: '已保存并提交，金蝶的审批流接管了它，等它审完即可。' },
    });
    await press(approval, 'withdraw');
    const refused = await reaches(approval, 'failed');
    expect(refused).toMatchObject({ reached: 'submitted', trouble: { class: 'workflow' }, action: 'hand-over' });
    expect(refused.trouble?.sentence).toContain('撤销提交没有成功：这张单据在金蝶的审批流里');
    expect(inKingdee(approval)).toEqual(['B']);

    await press(approval, 'hand-over');
    const left = await detailOf(run, approval);
    expect(left).toMatchObject({
      state: 'failed',
      reached: 'submitted',
      action: 'none',
      reason: '已交给金蝶处理，等金蝶审完',
      handedOver: { at: expect.any(Number) },
    });
    expect(left.trouble?.sentence).toContain('已交给金蝶处理，等金蝶审完');
    const forPusher = await run.office.pusher.get<BillDetail>(`/api/bills/${left.id}`);
    expect(fitting(forPusher)).toEqual(['continue', 'withdraw']);
    expect(told(left)).toContain('交给金蝶处理');
    ledger().change(left.kingdeeNo ?? '', 'finish-workflow');
    await press(approval, 'continue');
    await reaches(approval, 'written-back');
    mustBeOnce(run, [approval]);
  });

  it('whose deletion meets a login that Kingdee has forgotten is withdrawn by itself once Kingdee lets us in again', async () => {
    const approval = await halted('saved');
    faultsOf().add({ system: 'kingdee', kind: 'session-drop', api: '.Delete.', times: 2 });
    await press(approval, 'withdraw');
    await expectWithdrawn(approval);
    expect(faultsOf().list()).toEqual([]);
    await pushedAgain(approval);
  });

  it('that somebody deleted in Kingdee is withdrawn after two looks, without any call that changes something', async () => {
    const approval = await halted('saved');
    ledger().change(billsOf(run, approval)[0]?.number ?? '', 'delete');
    await press(approval, 'withdraw');
    const bill = await expectWithdrawn(approval);
    expect(steps(bill).filter((each) => /unsubmit|unaudit|delete/.test(each))).toEqual([]);
    const nothing = bill.receipts.filter(({ step, message }) => step === 'probe' && message === '金蝶里没有查到');
    expect(nothing.length).toBeGreaterThanOrEqual(2);
    await pushedAgain(approval);
  });

  it('that is proven to be gone while its audit was in doubt comes back to the desk, once the person says so', async () => {
    const [approval] = newApprovals(run, { count: 1, seed: nextSeed() });
    if (!approval) throw new Error('the seed has no agreed approval');
    await collectAndApprove(run);
    faultsOf().add({ system: 'kingdee', kind: 'hang', api: '.Audit.' });
    const order = await confirmPush(run);
    await until(
      async () => faultsOf().list(),
      (armed) => armed.length === 0,
    );
    ledger().change(billsOf(run, approval)[0]?.number ?? '', 'delete');
    const gone = await until(
      () => detailOf(run, approval),
      ({ trouble }) => trouble?.class === 'gone',
    );
    expect([gone.state, fits(gone, 'withdraw')]).toEqual(['in-doubt', true]);
    await press(approval, 'withdraw');
    await expectWithdrawn(approval);
    expect((await run.office.pusher.get<PushOrder>(`/api/push-orders/${order.id}`)).notSent.count).toBe(1);
    await pushedAgain(approval);
  });

  it('that stands twice in Kingdee, or with another sum, is not touched: both are shown, and one that is right again is left to the person', async () => {
    const approval = await halted('saved');
    const [held] = billsOf(run, approval);
    if (!held) throw new Error('not in Kingdee');
    ledger().change(held.number, 'amount', '1.23');
    await press(approval, 'withdraw');
    const different = await reaches(approval, 'in-doubt');
    expect(different.trouble?.compare).toMatchObject({
      ours: { billNo: held.number, amount: approval.expected.total, kingdeeId: null },
      stored: [{ billNo: held.number, amount: '1.23', kingdeeId: String(held.id), status: '创建' }],
      differs: ['金额'],
    });
    expect(fits(different, 'withdraw')).toBe(false);
    expect(inKingdee(approval)).toEqual(['A']);

    ledger().change(held.number, 'amount', approval.expected.total);
    const second = secondOf(held);
    await press(approval, 'check-now');
    const twice = await until(
      () => detailOf(run, approval),
      ({ trouble }) => trouble?.class === 'two-found',
    );
    expect(twice.trouble?.sentence).toBe('金蝶里有 2 张单据带同一个审批编号。钉蝶不会再动它们。');
    expect(twice.trouble?.compare?.stored.map(({ billNo }) => billNo)).toEqual([held.number, second]);
    expect(inKingdee(approval)).toEqual(['A', 'A']);

    ledger().change(second, 'delete');
    await press(approval, 'check-now');
    const again = await reaches(approval, 'failed');
    expect(again.trouble?.sentence).toContain('已核对清楚');
    expect(inKingdee(approval)).toEqual(['A']);
    await press(approval, 'withdraw');
    await expectWithdrawn(approval);
    await pushedAgain(approval);
  });
});

/** Somebody enters the same approval in Kingdee by hand: a bill of its own with our key in FTHIRDBILLNO. @returns its number. */
function secondOf({ number, id }: LedgerLine): string {
  const first = ledger().withId(id);
  if (!first) throw new Error(`no bill ${number}`);
  const copy = { ...first, id: ledger().takeId(), cells: new Map(first.cells), history: [] };
  copy.cells.set('FBillNo', ledger().nextNumber());
  copy.rows = first.rows.map((row) => ({ ...row, id: ledger().takeRowId() }));
  ledger().put(copy);
  return billNumber(copy);
}

const DEFAULT_TEXT = '已生成付款单 {{billNo}}，日期 {{date}}，金额 {{amount}}';
/** One scheme, switched: bills that are collected afterwards go so far. */
async function switchTo(outcome: Outcome, text: string): Promise<void> {
  const { admin } = run.office;
  const { version, content } = await admin.get<SchemeDetail>(`/api/schemes/${run.office.schemeId}`);
  await admin.put(`/api/schemes/${run.office.schemeId}/content`, {
    version,
    content: { ...content, outcome, writeback: { ...content.writeback, text } },
  });
}

describe('what a scheme pushes to', () => {
  afterAll(() => switchTo('save+submit+audit', DEFAULT_TEXT));

  it.each([
    ['save', 'A', '已保存未审核', 'saved'],
    ['save+submit', 'B', '已提交', 'submitted'],
    ['save+submit+audit', 'C', '已入账', 'audited'],
  ] as const)('%s leaves the bill in status %s, and the comment says %s', async (outcome, status, word, reached) => {
    const { pusher } = run.office;
    await switchTo(outcome, outcome === 'save' ? DEFAULT_TEXT : '{{outcome}}：付款单 {{billNo}}，金额 {{amount}}');
    const batch = newApprovals(run, { count: 5, seed: nextSeed() });
    await collect(run.office);
    await approveAll(run.office);
    const order = await orderSettled(run, await confirmPush(run));
    await commentsSettled(run);
    expect(order.booked.count).toBe(batch.length);
    expect(order.items.map((item) => [item.outcome, item.reached])).toEqual(batch.map(() => [outcome, reached]));
    for (const approval of batch) {
      expect(inKingdee(approval)).toEqual([status satisfies BillStatus]);
      // A text that does not ask for the word is told so all the same, and never 已入账 for less than an audit.
      const said = approval.comments.map(({ text }) => text);
      expect(said).toEqual([expect.stringContaining(outcome === 'save' ? `（${word}）` : `${word}：付款单`)]);
      expect(said.join().includes('已入账')).toBe(outcome === 'save+submit+audit');
      const bill = await detailOf(run, approval);
      expect(bill).toMatchObject({ state: 'written-back', reached, outcome });
      expect(told(bill).filter((what) => ['已保存未审核', '已提交', '已入账'].includes(what))).toEqual([word]);
    }
    const booked = await pusher.all<BillSummary>('/api/bills?stage=booked');
    expect(booked.filter((bill) => bill.outcome === outcome).length).toBeGreaterThanOrEqual(batch.length);
  });
});
