import './virtual-time.js';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { PushOrder, PushPreview } from '@dingdee/shared/push';
import type { SchemeDetail } from '@dingdee/shared/scheme';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import type { FaultRequest } from '../sandbox/faults.js';
import {
  billsOf,
  closeSound,
  collectAndApprove,
  commentsSettled,
  confirmPush,
  detailOf,
  IMPATIENT,
  logInAgain,
  mustBeOnce,
  newApprovals,
  orderSettled,
  type RunningOffice,
  SHORT_WAITS,
  setNumbering,
  startOffice,
} from './batch.js';
import { fits } from './offered.js';
import { until } from './person.js';
import { inVirtualTime, standStill } from './virtual-time.js';

/**
 * A save that Kingdee commits long after we gave it up. The waits stand in the proportions of the defaults: a call may run 1.5 s,
 * Kingdee is asked 0.1, 0.6 and 1.5 s after that, and the first and third "not there" are far enough apart to count.
 */
const WAITS = {
  ...SHORT_WAITS,
  ...IMPATIENT,
  SETTLE_DELAYS_MS: '100,600,1500,5000',
  KINGDEE_CONCURRENCY: '1',
  BREAKER_FAILURES: '1000',
};
const BETWEEN_THE_QUESTIONS = 2_300;
const AFTER_BOTH = 3_900;
const AFTER_ALL = 8_500;

let run: RunningOffice;
const faultsOf = () => run.stack.sandbox.state.ctx.faults;
/** @param times calls that it hits: a chunk is smaller after answers were lost, and four bills may be more than one. */
const late = (delayMs: number, times = 1): FaultRequest => ({
  system: 'kingdee',
  kind: 'slow-commit',
  api: '.BatchSave.',
  delayMs,
  times,
});
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

beforeAll(async () => {
  run = await startOffice({ settings: WAITS });
});
afterEach(() => faultsOf().clear());
afterAll(() => closeSound(run));

/** Approved bills, and what goes wrong with their first saves. */
async function given(seed: number, ...faults: readonly FaultRequest[]): Promise<SandboxApproval[]> {
  const batch = newApprovals(run, { count: 4, seed });
  await collectAndApprove(run);
  for (const fault of faults) faultsOf().add(fault);
  return batch;
}
const details = (batch: readonly SandboxApproval[]) => Promise.all(batch.map((approval) => detailOf(run, approval)));
/** Outcomes of the saves of each bill, first to last. */
const saves = async (batch: readonly SandboxApproval[]) =>
  (await details(batch)).map(({ receipts }) => {
    const outcomes = receipts.flatMap(({ step, outcome }) => (step === 'save' ? [outcome] : []));
    // On a busy machine a call may find no place in time; nothing has left then, and it is no save.
    const first = outcomes.findIndex((outcome) => outcome !== 'not-sent');
    return outcomes.slice(Math.max(first, 0));
  });
/** How often Kingdee itself saved each bill. */
const saved = (batch: readonly SandboxApproval[]) =>
  batch.map((approval) =>
    billsOf(run, approval).flatMap(({ history }) => history.filter(({ operation }) => operation === 'BatchSave')),
  );
const expectOnce = async (batch: readonly SandboxApproval[]) => {
  await commentsSettled(run);
  mustBeOnce(run, batch);
  expect(saved(batch).map((list) => list.length)).toEqual(batch.map(() => 1));
};

describe.each([
  ['ours', 201],
  ['kingdee', 211],
] as const)('where bills are numbered by: %s', (numbering, seed) => {
  beforeAll(async () => {
    await setNumbering(run, numbering);
    // Of every organisation that pays one: until Kingdee is seen to keep our number, one bill of it would go alone.
    newApprovals(run, { count: 16, seed: seed + 5 });
    await collectAndApprove(run);
    await orderSettled(run, await confirmPush(run));
  });

  it('a save that commits between the two questions is adopted, and never sent again', async () => {
    const batch = await given(seed, late(BETWEEN_THE_QUESTIONS));
    await orderSettled(run, await confirmPush(run));
    await expectOnce(batch);
    expect(await saves(batch)).toEqual(batch.map(() => ['unknown']));
  });

  it('a save whose answer is lost after the commit is adopted', async () => {
    const batch = await given(seed + 1, { system: 'kingdee', kind: 'lose-answer', api: '.BatchSave.' });
    await orderSettled(run, await confirmPush(run));
    await expectOnce(batch);
    expect(await saves(batch)).toEqual(batch.map(() => ['unknown']));
  });
});

/** Each lost answer halves the chunks: after a restart they carry a whole batch again, so that one fault meets all of it. */
const afresh = async (): Promise<void> => run.stack.restart();

describe('with our numbers, once Kingdee has been seen to keep them', () => {
  beforeEach(afresh);
  beforeAll(async () => {
    await setNumbering(run, 'ours');
    // Of every organisation that pays one: each may have its own coding rule.
    newApprovals(run, { count: 16, seed: 220 });
    await collectAndApprove(run);
    await orderSettled(run, await confirmPush(run));
    await commentsSettled(run);
  });

  it('a save that commits after both questions makes Kingdee refuse the second, which is adopted', async () => {
    const batch = await given(221, late(AFTER_BOTH), late(1_200));
    await orderSettled(run, await confirmPush(run));
    await expectOnce(batch);
    // Neither was answered with a bill: the first was given up, the second refused as existing. On a busy machine a second one may
    // overtake the first, which Kingdee refuses then.
    const sent = await saves(batch);
    expect(sent.map(([first]) => first)).toEqual(batch.map(() => 'unknown'));
    expect(sent.some((outcomes) => !outcomes.includes('done'))).toBe(true);
  });

  it('a save that commits after the second has been booked is refused by Kingdee itself', async () => {
    const batch = await given(222, late(AFTER_ALL));
    await orderSettled(run, await confirmPush(run));
    await pause(AFTER_ALL);
    await expectOnce(batch);
    expect(await saves(batch)).toEqual(batch.map(() => ['unknown', 'done']));
  });
});

describe('where Kingdee numbers the bills', () => {
  beforeEach(afresh);
  beforeAll(() => setNumbering(run, 'kingdee'));

  /** Waits until every question was answered "not there" and a person has to decide. */
  const undecided = async (batch: readonly SandboxApproval[]): Promise<BillDetail[]> => {
    const bills = await until(
      () => details(batch),
      (all) => all.every(({ state, trouble }) => state === 'in-doubt' && trouble?.class === 'absent'),
    );
    faultsOf().clear();
    return bills;
  };
  const press = async (bill: BillDetail, verb: string, body: object = {}) => {
    const { version } = await run.office.pusher.get<BillDetail>(`/api/bills/${bill.id}`);
    await run.office.pusher.post(`/api/bills/${bill.id}/${verb}`, { version, ...body });
  };
  const committed = (batch: readonly SandboxApproval[]) =>
    until(
      async () => batch.flatMap((approval) => billsOf(run, approval)),
      (bills) => bills.length === batch.length,
    );
  const SURE = { reason: '在金蝶按收款单位和金额找过，没有' };

  it('a save that commits after both questions has not been sent again meanwhile, and is adopted at the next one', async () => {
    const batch = await given(223, late(AFTER_BOTH, 4));
    await orderSettled(run, await confirmPush(run));
    await expectOnce(batch);
    expect(await saves(batch)).toEqual(batch.map(() => ['unknown']));
  });

  it('a save that commits after every question waits for a person, whatever the scheme is switched to, and 现在去查 finds it', async () => {
    const batch = await given(224, late(AFTER_ALL, 4));
    const order = await confirmPush(run);
    await undecided(batch);
    await setNumbering(run, 'ours');
    await committed(batch);
    expect(await saves(batch)).toEqual(batch.map(() => ['unknown']));
    await setNumbering(run, 'kingdee');
    for (const bill of await details(batch)) await press(bill, 'check-now');
    await orderSettled(run, order);
    await expectOnce(batch);
  });

  it('重新推送 after such a save asks once more before it sends, and finds the bill instead', async () => {
    const batch = await given(225, late(AFTER_ALL, 4));
    const order = await confirmPush(run);
    await undecided(batch);
    await committed(batch);
    for (const bill of await details(batch)) await press(bill, 'resend', SURE);
    await orderSettled(run, order);
    await expectOnce(batch);
    expect(await saves(batch)).toEqual(batch.map(() => ['unknown', 'not-sent']));
  });

  it('重新推送 sends what never arrived, and the decision stands in the history of the bill', async () => {
    const batch = await given(226, { system: 'kingdee', kind: 'hang', api: '.BatchSave.', times: 4 });
    const order = await confirmPush(run);
    const [bill] = await undecided(batch);
    if (!bill) throw new Error('no bill');
    expect(bill.trouble?.sentence).toContain('钉蝶不会自己重发');
    expect(fits(bill, 'resend')).toBe(true);
    expect(fits(await run.office.reviewer.get<BillDetail>(`/api/bills/${bill.id}`), 'resend')).toBe(false);
    const forbidden = await run.office.reviewer.refused('POST', `/api/bills/${bill.id}/resend`, {
      version: bill.version,
      ...SURE,
    });
    expect(forbidden.status).toBe(403);
    for (const each of await details(batch)) await press(each, 'resend', SURE);
    await orderSettled(run, order);
    await expectOnce(batch);
    expect(await saves(batch)).toEqual(batch.map(() => ['unknown', 'done']));
    const { timeline } = await run.office.pusher.get<BillDetail>(`/api/bills/${bill.id}`);
    expect(timeline).toContainEqual(
      expect.objectContaining({ what: '确认金蝶里没有，决定重新推送', note: SURE.reason }),
    );
  });

  it('重新推送 asks by how the save was sent, though the scheme has been switched since and the first question got no answer', async () => {
    const batch = await given(240, late(AFTER_ALL, 4));
    const order = await confirmPush(run);
    await undecided(batch);
    await setNumbering(run, 'ours');
    faultsOf().add({ system: 'kingdee', kind: 'http-500', api: '.ExecuteBillQuery.', times: 1_000 });
    for (const bill of await details(batch)) await press(bill, 'resend', SURE);
    await until(
      () => saves(batch),
      (all) => all.every((each) => each.includes('not-sent')),
    );
    await committed(batch);
    faultsOf().clear();
    await orderSettled(run, order);
    await expectOnce(batch);
    expect((await saves(batch)).flat()).not.toContain('done');
    await setNumbering(run, 'kingdee');
  });

  it('我在金蝶看到了 takes the bill over when its number is asked for and it is the same, and refuses any other', async () => {
    const [other] = await given(227);
    if (!other) throw new Error('no approval');
    await orderSettled(run, await confirmPush(run));
    const taken = billsOf(run, other)[0]?.number ?? '';
    const batch = await given(228, late(AFTER_ALL, 4));
    const order = await confirmPush(run);
    const [first] = await undecided(batch);
    if (!first) throw new Error('no bill');
    const refusal = (number: string) =>
      run.office.pusher.refused('POST', `/api/bills/${first.id}/adopt`, { version: first.version, number });
    expect((await refusal('FKD99999999')).code).toBe('bill/number-not-found');
    expect((await refusal(taken)).code).toBe('bill/number-taken');
    expect((await refusal("x' or '1'='1")).status).toBe(400);
    await committed(batch);
    for (const approval of batch) {
      const bill = await detailOf(run, approval);
      await press(bill, 'adopt', { number: billsOf(run, approval)[0]?.number });
    }
    await orderSettled(run, order);
    await expectOnce(batch);
    expect(await saves(batch)).toEqual(batch.map(() => ['unknown']));
  });

  it('the key may go to a field of the customer’s choice beside FTHIRDBILLNO, and is found there', async () => {
    await setNumbering(run, 'kingdee', 'FPRESETTEXT1');
    const batch = await given(229, { system: 'kingdee', kind: 'lose-answer', api: '.BatchSave.' });
    await orderSettled(run, await confirmPush(run));
    await commentsSettled(run);
    const held = run.stack.sandbox.state.kingdee.ledger.report();
    for (const approval of batch) {
      const own = held.filter(({ header }) => header.FPRESETTEXT1 === approval.instanceId);
      expect(own.map(({ status, thirdBillNo, total }) => [status, thirdBillNo, total])).toEqual([
        ['C', approval.instanceId, approval.expected.total],
      ]);
      const bill = await detailOf(run, approval);
      expect([bill.state, bill.reason, bill.kingdeeNo]).toEqual(['written-back', null, own[0]?.number]);
      expect(approval.comments.map(({ text }) => text.includes(own[0]?.number ?? '-'))).toEqual([true]);
    }
    await setNumbering(run, 'kingdee', 'FTHIRDBILLNO');
  });

  it('a field that the form does not have sends nothing, and says so', async () => {
    await setNumbering(run, 'kingdee', 'F_NOT_THERE');
    const batch = await given(230);
    await confirmPush(run);
    await until(
      () => details(batch),
      (bills) => bills.every(({ state, reason }) => state === 'approved' && reason?.includes('F_NOT_THERE') === true),
    );
    expect(batch.flatMap((approval) => billsOf(run, approval))).toEqual([]);
    await setNumbering(run, 'kingdee', 'FTHIRDBILLNO');
    await orderSettled(run, await confirmPush(run));
    await expectOnce(batch);
  });
});

describe.skipIf(!inVirtualTime)('where the business date is the day of the push', () => {
  const HOUR = 3_600_000;
  const today = () => new Date(Date.now() + 8 * HOUR).toISOString().slice(0, 10);

  it('no bill goes out with a day that nobody approved: what is late comes back to be approved anew', async () => {
    const path = `/api/schemes/${run.office.schemeId}`;
    const { version, content } = await run.office.admin.get<SchemeDetail>(path);
    const rules = [{ kind: 'date', from: 'instance:pushDay' }];
    const header = { ...content.header, businessDate: { label: '业务日期', required: true, rules } };
    await run.office.admin.put(`${path}/content`, { version, content: { ...content, header } });
    const batch = await given(990);

    const monday = today();
    standStill(15 * HOUR);
    await logInAgain(run);
    await until(
      () => details(batch),
      (bills) => bills.every(({ state }) => state === 'ready'),
    );
    for (const { approvalVoided } of await details(batch))
      expect(approvalVoided).toContain(`按 ${monday} 审核，当天没有推送，改为 ${today()}`);

    await collectAndApprove(run);
    const items = (await details(batch)).map(({ id, version: seen }) => ({ id, version: seen }));
    const preview = await run.office.pusher.post<PushPreview>('/api/push-orders/preview', { items });
    expect(preview.sameDay).toEqual({ day: today(), count: batch.length });
    await orderSettled(run, await run.office.pusher.post<PushOrder>('/api/push-orders', { token: preview.token }));
    await expectOnce(batch);
    expect(
      batch.flatMap((each) => billsOf(run, each)).map(({ header: { FDATE } }) => String(FDATE).slice(0, 10)),
    ).toEqual(batch.map(today));
    for (const { id } of await details(batch))
      expect(await run.office.admin.get(`/api/mapping/reproduce/${id}`)).toMatchObject({ equal: true });
  });
});
