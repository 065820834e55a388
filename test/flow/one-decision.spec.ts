import './virtual-time.js';
import type { BatchResult, BillRefs, Selection } from '@dingdee/shared/bill-batch';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import { type Amount, fromFen, toFen } from '@dingdee/shared/money';
import type { ResendPreview } from '@dingdee/shared/push-doubt';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import type { FaultRequest } from '../sandbox/faults.js';
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
  setNumbering,
  startOffice,
} from './batch.js';
import { until } from './person.js';

/** What lost answers left to a person: looked at together, decided by one press. A call may run 1.5 s; the looks are those of late-commit. */
const WAITS = {
  ...SHORT_WAITS,
  ...IMPATIENT,
  SETTLE_DELAYS_MS: '100,600,1500,5000',
  KINGDEE_CONCURRENCY: '1',
  BREAKER_FAILURES: '1000',
};
const TIMEOUT_MS = Number(IMPATIENT.KINGDEE_TIMEOUT_MS);
const REASON = '在金蝶按收款单位和金额找过，没有';

let run: RunningOffice;
const faults = () => run.stack.sandbox.state.ctx.faults;
beforeAll(async () => {
  run = await startOffice({ settings: WAITS });
  await setNumbering(run, 'kingdee');
  // Until Kingdee has answered a first save of it, a paying organisation sends one bill at a time.
  newApprovals(run, { count: 16, seed: 311 });
  await collectAndApprove(run);
  await orderSettled(run, await confirmPush(run));
});
afterEach(() => faults().clear());
afterAll(() => closeSound(run));

const details = (batch: readonly SandboxApproval[]) => Promise.all(batch.map((approval) => detailOf(run, approval)));
const saved = (batch: readonly SandboxApproval[]) =>
  batch.map(
    (approval) =>
      billsOf(run, approval).flatMap(({ history }) => history.filter(({ operation }) => operation === 'BatchSave'))
        .length,
  );
/** Pushed into a fault, and asked about until only a person can decide. */
async function undecided(seed: number, fault: Pick<FaultRequest, 'kind' | 'until'>): Promise<SandboxApproval[]> {
  const batch = newApprovals(run, { count: 5, seed });
  await collectAndApprove(run);
  faults().add({ system: 'kingdee', api: '.BatchSave.', times: 20, ...fault });
  await confirmPush(run);
  await until(
    () => details(batch),
    (all) => all.every(({ state, trouble }) => state === 'in-doubt' && trouble?.class === 'absent'),
    60_000,
  );
  faults().clear();
  return batch;
}
/** The whole group, as the button in its head takes it. */
async function group(): Promise<BillRefs> {
  const filter = { stage: 'trouble', reason: 'absent' };
  const { id, count, amount } = await run.office.pusher.post<Selection>('/api/selections', filter);
  return { selectionId: id, shown: { count, amount } };
}
const PREVIEW = '/api/push-orders/resend/preview';
const lookedUp = async () => run.office.pusher.post<ResendPreview>(PREVIEW, await group());
const decide = (items: readonly { id: string; version: number }[]) =>
  run.office.pusher.post<BatchResult>('/api/push-orders/resend', {
    items: items.map(({ id, version }) => ({ id, version })),
    reason: REASON,
  });
const idsOf = (bills: readonly { id: string }[]) => bills.map(({ id }) => id).sort();
const written = (bills: readonly BillDetail[], ids: readonly string[]) =>
  bills.filter(({ id }) => ids.includes(id)).every(({ state }) => state === 'written-back');

it('what was looked up is listed before the press; one press sends each once, and leaves out what a hand took out or what changed', async () => {
  const batch = await undecided(312, { kind: 'hang' });
  const refs = await group();
  const sheet = await run.office.pusher.post<ResendPreview>(PREVIEW, refs);
  const bills = await details(batch);
  expect([idsOf(sheet.items), sheet.leftOut, sheet.more]).toEqual([idsOf(bills), [], 0]);
  expect(sheet.all).toEqual({
    count: 5,
    amount: fromFen(batch.reduce((sum, { expected }) => sum + toFen(expected.total as Amount), 0n)),
  });
  for (const { id, version, payee, amount, billNo, sentAt, looks } of sheet.items) {
    const bill = bills.find((one) => one.id === id) ?? expect.fail(id);
    expect([version, payee, amount, billNo]).toEqual([bill.version, bill.payee, bill.amount, bill.billNo]);
    expect(looks.filter(({ counts }) => counts).length).toBeGreaterThanOrEqual(2);
    for (const { askedAt, answeredAt, counts } of looks) {
      expect(counts).toBe(askedAt >= sentAt + TIMEOUT_MS);
      expect(answeredAt).toBeGreaterThanOrEqual(askedAt);
    }
  }
  const [changed, out, ...kept] = sheet.items;
  if (!changed || !out) throw new Error('five bills are wanted');

  for (const path of [PREVIEW, '/api/push-orders/resend'])
    expect(
      await run.office.reviewer.refused('POST', path, {
        items: [{ id: out.id, version: out.version }],
        reason: REASON,
      }),
    ).toMatchObject({ status: 403 });
  // Somebody has Kingdee asked about one of them while the sheet is read.
  await run.office.reviewer.post(`/api/bills/${changed.id}/check-now`, { version: changed.version });
  const told = await decide([changed, ...kept]);
  expect([told.done.count, told.skipped.map(({ id, code }) => [id, code])]).toEqual([3, [[changed.id, 'bill/stale']]]);
  expect(told.skipped[0]?.reason).toContain('刚被');
  // A second tap of the same sheet decides nothing more.
  const again = await decide([changed, ...kept]);
  expect([again.done.count, again.skipped.length]).toEqual([0, 4]);

  const sent = idsOf(kept);
  await until(
    () => details(batch),
    (all) => written(all, sent),
    60_000,
  );
  const of = await details(batch);
  expect(saved(batch)).toEqual(of.map(({ id }) => (sent.includes(id) ? 1 : 0)));
  // What nobody decided about waits as before.
  await until(
    async () => idsOf((await lookedUp()).items),
    (ids) => ids.join() === idsOf([changed, out]).join(),
  );
  const rest = await lookedUp();
  expect((await decide(rest.items)).done.count).toBe(2);
  await until(
    () => details(batch),
    (all) => written(all, idsOf(bills)),
    60_000,
  );
  await commentsSettled(run);
  mustBeOnce(run, batch);
  expect(saved(batch)).toEqual(batch.map(() => 1));
});

it('one decision about saves that had arrived after all sends none of them again: each is found and stands once', async () => {
  const late = gate();
  const batch = await undecided(313, { kind: 'slow-commit', until: late.until });
  const sheet = await lookedUp();
  expect(idsOf(sheet.items)).toEqual(idsOf(await details(batch)));
  late.letGo();
  await until(
    async () => saved(batch),
    (times) => times.every((n) => n === 1),
    60_000,
  );
  expect((await decide(sheet.items)).done.count).toBe(5);
  await until(
    () => details(batch),
    (all) => written(all, idsOf(sheet.items)),
    60_000,
  );
  await commentsSettled(run);
  mustBeOnce(run, batch);
  expect(saved(batch)).toEqual(batch.map(() => 1));
});
