import './virtual-time.js';
import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import type { FaultKind, FaultRequest } from '../sandbox/faults.js';
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
  startOffice,
  wholeWay,
} from './batch.js';
import { startFront } from './front.js';
import { until } from './person.js';

/** Lost answers, late commits, dropped sessions: one audited bill and one comment for each approval. */
let run: RunningOffice;
const faultsOf = () => run.stack.sandbox.state.ctx.faults;
const arm = (...requests: readonly FaultRequest[]) => requests.map((request) => faultsOf().add(request));
afterEach(() => faultsOf().clear());

/** Later than our patience, sooner than the second question: the longest that a call may still be running (product.md §2). */
const LATE_MS = 2000;
/** Where DingTalk is only slow because the machine is. */
const PATIENT = { DINGTALK_TIMEOUT_MS: '15000' };
const WAITS = { ...SHORT_WAITS, ...IMPATIENT, DINGTALK_TIMEOUT_MS: '1200' };
const everyStep = (kind: FaultKind, delayMs: number): FaultRequest[] => [
  { system: 'kingdee', kind, api: '.BatchSave.', delayMs },
  { system: 'kingdee', kind, api: '.Submit.', delayMs },
  { system: 'kingdee', kind, api: '.Audit.', delayMs },
  { system: 'dingtalk', kind, api: 'comment', delayMs },
];

/** How often each step was done to the bills in Kingdee, by their own history. */
const timesDone = (approvals: readonly SandboxApproval[]) =>
  approvals.flatMap((approval) =>
    billsOf(run, approval).map(({ history }) => history.map(({ operation }) => operation).join(' ')),
  );
const onceEach = (approvals: readonly SandboxApproval[]) => approvals.map(() => 'BatchSave Submit Audit');
const unknownSteps = async (approvals: readonly SandboxApproval[]) => {
  const bills = await Promise.all(approvals.map((approval) => detailOf(run, approval)));
  const unknown = bills.flatMap(({ receipts }) => receipts.filter(({ outcome }) => outcome === 'unknown'));
  return new Set(unknown.map(({ step }) => step));
};

beforeAll(async () => {
  run = await startOffice({ settings: { ...WAITS, KINGDEE_BATCH: '4', KINGDEE_CONCURRENCY: '3' } });
});
afterAll(() => closeSound(run));

describe('a push whose answers go wrong', () => {
  it.each([
    ['lose-answer', 41],
    ['reset', 42],
    ['hang', 43],
    ['http-502-html', 44],
    ['truncate', 45],
    ['slow-commit', 46],
  ] as const)(
    'by %s at save, submit, audit and comment makes one bill of each approval, audited, with one comment',
    async (kind, seed) => {
      const batch = newApprovals(run, { count: 12, seed });
      await collectAndApprove(run);
      arm(...everyStep(kind, LATE_MS));
      await orderSettled(run, await confirmPush(run));
      await commentsSettled(run);
      expect(faultsOf().fired).toBe(4);
      mustBeOnce(run, batch);
      expect(timesDone(batch)).toEqual(onceEach(batch));
      expect(await unknownSteps(batch)).toEqual(new Set(['save', 'submit', 'audit']));
    },
  );

  it('by a 404 of a gateway that gave up waiting makes one bill of each approval: of a write it proves nothing', async () => {
    const spoilt = new Set(['BatchSave', 'Submit', 'Audit']);
    const way = await startFront(
      () => [new URL(run.stack.sandbox.kingdee.url).origin],
      undefined,
      (path) => (spoilt.delete(path.split('.').at(-3) ?? '') ? 404 : null),
    );
    try {
      await run.stack.restart({ KINGDEE_URL: `${way.url}/k3cloud/` });
      const batch = newApprovals(run, { count: 6, seed: 404 });
      await collectAndApprove(run);
      await orderSettled(run, await confirmPush(run));
      await commentsSettled(run);
      expect(spoilt.size).toBe(0);
      mustBeOnce(run, batch);
      expect(timesDone(batch)).toEqual(onceEach(batch));
      expect(await unknownSteps(batch)).toEqual(new Set(['save', 'submit', 'audit']));
    } finally {
      await run.stack.restart({});
      await way.close();
    }
  });

  it('at the look-up as well asks again, and never takes silence for "not there"', async () => {
    const batch = newApprovals(run, { count: 4, seed: 47 });
    await collectAndApprove(run);
    const api = '.ExecuteBillQuery.';
    arm(
      { system: 'kingdee', kind: 'lose-answer', api: '.BatchSave.' },
      { system: 'kingdee', kind: 'http-502-html', api },
      { system: 'kingdee', kind: 'truncate', api },
    );
    await orderSettled(run, await confirmPush(run));
    await commentsSettled(run);
    mustBeOnce(run, batch);
    expect(timesDone(batch)).toEqual(onceEach(batch));
  });

  it('when it is stopped finishes the call on its way and sends no other; the rest waits, and follows when pushed again', async () => {
    // Chunks of full size again: lost answers have made them smaller.
    await run.stack.restart({ KINGDEE_TIMEOUT_MS: '20000' });
    const batch = newApprovals(run, { count: 30, seed: 48 });
    await collectAndApprove(run);
    const answers = gate();
    arm({ system: 'kingdee', kind: 'slow', api: '.BatchSave.', times: 3, until: answers.until });
    const order = await confirmPush(run);
    await until(
      async () => faultsOf().fired,
      (fired) => fired === 3,
    );
    await run.office.pusher.post(`/api/push-orders/${order.id}/stop`);
    answers.letGo();
    const stopped = await orderSettled(run, order);
    expect([stopped.state, stopped.count]).toEqual(['done', 30]);
    expect([stopped.failed.count, stopped.notSent.count]).toEqual([12, 18]);
    expect(batch.filter((approval) => billsOf(run, approval).length > 0)).toHaveLength(12);

    for (const { id, version } of await run.office.pusher.all<BillSummary>('/api/bills?stage=trouble')) {
      const { trouble } = await run.office.pusher.get<BillDetail>(`/api/bills/${id}`);
      expect(trouble?.sentence).toContain('推送已停止，金蝶里已有单据');
      await run.office.pusher.post(`/api/bills/${id}/continue`, { version });
    }
    await orderSettled(run, await confirmPush(run));
    await orderSettled(run, order);
    await commentsSettled(run);
    mustBeOnce(run, batch);
    expect(timesDone(batch)).toEqual(onceEach(batch));
  });

  it.each([
    ['signature', 49],
    ['password', 50],
  ] as const)(
    'because the session by %s is dropped sends the same call once more, and nothing is in doubt',
    async (auth, seed) => {
      await run.stack.restart({ KINGDEE_AUTH: auth });
      const batch = newApprovals(run, { count: 12, seed });
      await collectAndApprove(run);
      arm(...everyStep('session-drop', 0).filter(({ system }) => system === 'kingdee'));
      await orderSettled(run, await confirmPush(run));
      await commentsSettled(run);
      expect(faultsOf().fired).toBe(3);
      mustBeOnce(run, batch);
      expect(timesDone(batch)).toEqual(onceEach(batch));
      expect(await unknownSteps(batch)).toEqual(new Set());
    },
  );
});

describe.each([
  ['v1', '/v1.0/workflow/processes/instanceIds/query', '/v1.0/workflow/processInstances'],
  ['topapi', '/topapi/processinstance/listids', '/topapi/processinstance/get'],
] as const)('an intake by %s', (family, list, detail) => {
  beforeAll(() => run.stack.restart({ DINGTALK_API_FAMILY: family, ...PATIENT }));

  it('that is throttled, loses its token and meets a broken gateway still collects every approval once', async () => {
    const batch = newApprovals(run, { count: 40, seed: family === 'v1' ? 51 : 52 });
    arm(
      { system: 'dingtalk', kind: 'rate-limit', api: list },
      { system: 'dingtalk', kind: 'token-expired', api: list },
      { system: 'dingtalk', kind: 'token-expired', api: detail, skip: 5 },
      { system: 'dingtalk', kind: 'rate-limit', api: detail, skip: 8, times: 4 },
      { system: 'dingtalk', kind: 'http-502-html', api: detail, skip: 12 },
      { system: 'dingtalk', kind: 'reset', api: detail, skip: 15 },
      { system: 'dingtalk', kind: 'truncate', api: detail, skip: 20 },
    );
    await wholeWay(run);
    expect(faultsOf().list()).toEqual([]);
    mustBeOnce(run, batch);
  });
});
