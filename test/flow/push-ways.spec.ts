import './virtual-time.js';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { SchemeDetail } from '@dingdee/shared/scheme';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import type { Switches } from '../sandbox/switches.js';
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
  once,
  orderSettled,
  outcomes,
  type RunningOffice,
  SHORT_WAITS,
  setSwitches,
  startOffice,
  wholeWay,
} from './batch.js';

/** How a scheme is pushed: in three calls or in one, and which of Kingdee's questions are answered. */
let run: RunningOffice;

beforeAll(async () => {
  run = await startOffice({ settings: { ...SHORT_WAITS, ...IMPATIENT } });
});
afterEach(async () => {
  setSwitches(run);
  run.stack.sandbox.state.ctx.faults.clear();
  run.stack.sandbox.state.kingdee.ledger.questions.length = 0;
  await setWay({ callMode: 'steps', interactions: [] });
});
afterAll(() => closeSound(run));

async function setWay(change: Partial<Pick<SchemeDetail, 'callMode' | 'interactions'>>): Promise<SchemeDetail> {
  const path = `/api/schemes/${run.office.schemeId}`;
  const { version } = await run.office.admin.get<SchemeDetail>(path);
  return run.office.admin.patch<SchemeDetail>(path, { version, ...change });
}
/** Calls to Kingdee since the last reset, by service. */
const callsTo = (service: string): number =>
  run.stack.sandbox.state.ctx.calls.report().kingdee.find(({ api }) => api === service)?.total ?? 0;
const forgetCalls = () => run.stack.sandbox.state.ctx.calls.reset();
const details = (batch: readonly SandboxApproval[]): Promise<BillDetail[]> =>
  Promise.all(batch.map((approval) => detailOf(run, approval)));
/** How often each step was done to the bills in Kingdee, by their own history. */
const histories = (batch: readonly SandboxApproval[]) =>
  batch.map((approval) =>
    billsOf(run, approval)
      .map(({ history }) => history.map(({ operation }) => operation).join(' '))
      .join(' + '),
  );
const ask = (operation: string, flag: string, message: string, times = 99) =>
  run.stack.sandbox.state.kingdee.ledger.questions.push({ operation, flag, message, times });

async function pushed(seed: number, count = 6): Promise<SandboxApproval[]> {
  const batch = newApprovals(run, { count, seed });
  await collectAndApprove(run);
  await orderSettled(run, await confirmPush(run));
  return batch;
}

type KingdeeChange = Partial<Switches['kingdee']>;

describe('a scheme in single-call mode', () => {
  it('is shown as such, and books every bill once with one call that does all three steps', async () => {
    expect((await setWay({ callMode: 'single' })).callMode).toBe('single');
    forgetCalls();
    const batch = newApprovals(run, { count: 12, seed: 101 });
    await wholeWay(run);
    mustBeOnce(run, batch);
    expect([callsTo('BatchSave') > 0, callsTo('Submit'), callsTo('Audit')]).toEqual([true, 0, 0]);
    for (const { receipts, state, reached } of await details(batch)) {
      expect([state, reached]).toEqual(['written-back', 'audited']);
      expect(receipts.filter(({ step }) => step !== 'probe').map(({ step, outcome }) => [step, outcome])).toEqual([
        ['save', 'done'],
      ]);
    }
  });

  it('where Kingdee pays no heed to the flag finishes step by step what the answer alone would have called done', async () => {
    setSwitches(run, { kingdee: { autoAuditInBatch: false } });
    await setWay({ callMode: 'single' });
    const batch = newApprovals(run, { count: 8, seed: 102 });
    await wholeWay(run);
    mustBeOnce(run, batch);
    expect(histories(batch)).toEqual(batch.map(() => 'BatchSave Submit Audit'));
  });

  it.each([
    ['undone as a whole', { autoAuditFailure: 'rollback' }, 103],
    ['kept saved and told so', { autoAuditFailure: 'keep-saved', autoAuditReply: 'both' }, 104],
    ['kept saved and told as an error only', { autoAuditFailure: 'keep-saved', autoAuditReply: 'error' }, 105],
  ] as const satisfies readonly (readonly [string, KingdeeChange, number])[])(
    'whose transaction aborts, %s, never makes a second bill: it is looked up, and each step then says what stops it',
    async (_, change, seed) => {
      setSwitches(run, { kingdee: { workflowHolds: true, ...change } });
      await setWay({ callMode: 'single' });
      const batch = await pushed(seed);
      for (const bill of await details(batch))
        expect(bill).toMatchObject({ state: 'failed', reached: 'submitted', trouble: { class: 'workflow' } });
      expect(batch.map((approval) => billsOf(run, approval).map(({ status }) => status))).toEqual(
        batch.map(() => ['B']),
      );
      const { ledger } = run.stack.sandbox.state.kingdee;
      for (const bill of await details(batch)) {
        ledger.change(bill.kingdeeNo ?? '', 'finish-workflow');
        await run.office.pusher.post(`/api/bills/${bill.id}/continue`, { version: bill.version });
      }
      await commentsSettled(run);
      await expect.poll(() => outcomes(run, batch), { timeout: 20_000 }).toEqual(once(batch));
    },
  );

  it.each([
    ['lose-answer', 106],
    ['hang', 107],
  ] as const)('that loses its answer by %s is in doubt like any save, and ends with one bill', async (kind, seed) => {
    await setWay({ callMode: 'single' });
    run.stack.sandbox.state.ctx.faults.add({ system: 'kingdee', kind, api: '.BatchSave.' });
    const batch = newApprovals(run, { count: 6, seed });
    await wholeWay(run);
    mustBeOnce(run, batch);
    const unknown = (await details(batch)).flatMap(({ receipts }) =>
      receipts.filter(({ outcome }) => outcome === 'unknown').map(({ step }) => step),
    );
    expect(new Set(unknown)).toEqual(new Set(['save']));
  });

  it('whose look afterwards stays without an answer believes nothing, and finds the bills booked later', async () => {
    await setWay({ callMode: 'single' });
    const batch = newApprovals(run, { count: 4, seed: 108 });
    await collectAndApprove(run);
    const { faults } = run.stack.sandbox.state.ctx;
    // The question after the call, both times that it is asked.
    faults.add({ system: 'kingdee', kind: 'reset', api: '.ExecuteBillQuery.', times: 2 });
    await orderSettled(run, await confirmPush(run));
    await commentsSettled(run);
    expect(faults.fired).toBe(2);
    mustBeOnce(run, batch);
    expect(histories(batch)).toEqual(batch.map(() => 'BatchSave Submit Audit'));
    const saves = (await details(batch)).flatMap(({ receipts }) => receipts.filter(({ step }) => step === 'save'));
    expect(saves.map(({ outcome }) => outcome)).toEqual(batch.map(() => 'unknown'));
  });
});

describe('a question that Kingdee asks instead of doing it', () => {
  const QUESTION = '本次付款超出资金计划，是否继续？';

  it.each([
    ['Save', 'none', 'save', 111],
    ['Submit', 'saved', 'submit', 112],
    ['Audit', 'submitted', 'audit', 113],
  ] as const)(
    'at %s holds the bill with the question in Kingdee’s words, and goes on once an administrator allows it',
    async (operation, reached, step, seed) => {
      ask(operation, 'AP_FundPlan', QUESTION);
      const batch = await pushed(seed, 4);
      for (const bill of await details(batch)) {
        expect(bill).toMatchObject({ state: 'failed', reached, trouble: { class: 'interaction' } });
        expect(bill.trouble?.sentence).toContain(`“${QUESTION}”`);
        expect(bill.trouble?.nextStep).toContain('加入允许名单');
      }
      await setWay({ interactions: ['STK_InvCheckResult', 'AP_FundPlan'] });
      for (const { id, version } of await details(batch))
        await run.office.pusher.post(`/api/bills/${id}/continue`, { version });
      await commentsSettled(run);
      await expect.poll(() => outcomes(run, batch), { timeout: 20_000 }).toEqual(once(batch));
      expect(histories(batch)).toEqual(batch.map(() => 'BatchSave Submit Audit'));
      // Asked without an answer first, then with one: only what Kingdee asks is answered.
      for (const { receipts } of await details(batch))
        expect(receipts.filter((each) => each.step === step).map(({ outcome }) => outcome)).toEqual([
          'refused',
          'refused',
          'done',
        ]);
    },
  );

  it('that is not on the list holds the bill although another one is allowed, after one answered call', async () => {
    await setWay({ interactions: ['STK_InvCheckResult'] });
    ask('Submit', 'AP_FundPlan', QUESTION);
    const batch = await pushed(114, 3);
    for (const bill of await details(batch)) {
      expect(bill).toMatchObject({ state: 'failed', reached: 'saved', trouble: { class: 'interaction' } });
      expect(bill.receipts.filter(({ step }) => step === 'submit')).toHaveLength(2);
    }
    expect(batch.map((approval) => billsOf(run, approval).map(({ status }) => status))).toEqual(batch.map(() => ['A']));
  });

  it('is answered by the administrator’s list only: nobody else may change it, and each change is in the audit log', async () => {
    const path = `/api/schemes/${run.office.schemeId}`;
    const { version } = await run.office.admin.get<SchemeDetail>(path);
    const refused = await run.office.pusher.refused('PATCH', path, { version, interactions: ['AP_FundPlan'] });
    expect(refused.status).toBe(403);
    const bad = await run.office.admin.refused('PATCH', path, { version, interactions: ["x';--"] });
    expect(bad.status).toBe(400);
    expect((await setWay({ interactions: ['AP_FundPlan', 'AP_FundPlan'] })).interactions).toEqual(['AP_FundPlan']);
  });
});
