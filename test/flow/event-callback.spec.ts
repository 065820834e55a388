import './virtual-time.js';
import './at-ten.js';
import type { BillSummary } from '@dingdee/shared/bill';
import type { CallBudget } from '@dingdee/shared/intake';
import type { Status } from '@dingdee/shared/status';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dingtalkAccount } from '../sandbox/dingtalk/account.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import {
  type CallbackOutcome,
  type CallbackSecrets,
  callbackSecrets,
  encrypt,
  httpBody,
  postCallback,
  sign,
} from '../sandbox/dingtalk/callback.js';
import { type ApprovalEvent, instanceEvent } from '../sandbox/dingtalk/events.js';
import { newApprovals, type RunningOffice, SHORT_WAITS, startOffice } from './batch.js';
import { until } from './person.js';
import { inVirtualTime } from './virtual-time.js';

let run: RunningOffice;
beforeAll(async () => {
  run = await startOffice({
    // It is killed: outside virtual time only a process can be killed.
    ...(inVirtualTime ? {} : { world: 'process' as const }),
    // Nothing is listed: what comes, comes by events.
    settings: { ...SHORT_WAITS, SWEEP_INTERVAL_MS: '0', LOOK_BACK_INTERVAL_MS: '0', ...events() },
  });
});
afterEach(() => run.stack.sandbox.state.ctx.faults.clear());
afterAll(() => run?.stack.close());

/** As an administrator enters them, with the address, in DingTalk. */
function events(): Record<string, string> {
  const { callbackToken, callbackAesKey } = dingtalkAccount;
  return {
    DINGTALK_EVENTS: 'http',
    DINGTALK_CALLBACK_TOKEN: callbackToken,
    DINGTALK_CALLBACK_AES_KEY: callbackAesKey,
  };
}

const secrets = (): CallbackSecrets => callbackSecrets(dingtalkAccount);
const address = () => `${run.stack.url}/dingtalk/callback`;
/** A busy machine answers late; what is meant to be slow here is slower. */
const PATIENCE_MS = 10_000;
const deliver = (event: ApprovalEvent, to = address()) =>
  postCallback(to, httpBody(event), secrets(), Date.now(), PATIENCE_MS);
const told = (approval: SandboxApproval) => instanceEvent(approval, 'finish', Date.now());
const fresh = (count: number, seed: number) => newApprovals(run, { count, seed });
const detailCalls = () =>
  run.stack.sandbox.state.ctx.calls
    .report()
    .dingtalk.filter(({ api }) => /processInstances$/.test(api))
    .reduce((sum, { total }) => sum + total, 0);
const bills = () => run.office.admin.all<BillSummary>('/api/bills');
const budget = async () => (await run.office.admin.get<CallBudget>('/api/runs/budget')).events;
/** Mapped, and so on every open desk. */
const arrived = (list: readonly SandboxApproval[]) =>
  until(bills, (there) =>
    list.every(({ businessId }) => there.some((bill) => bill.businessId === businessId && bill.state !== 'collected')),
  );
const settled = () => until(budget, ({ waiting }) => waiting === 0);
const each = (list: readonly SandboxApproval[], there: readonly BillSummary[]) =>
  list.map(({ businessId }) => there.filter((bill) => bill.businessId === businessId).length);

/** A message of which every part may be another. */
async function post(change: {
  message?: string;
  timestamp?: string;
  nonce?: string;
  signature?: string;
  sealed?: string;
  with?: Partial<CallbackSecrets>;
  body?: string;
  headers?: Record<string, string>;
}): Promise<{ status: number; text: string }> {
  const keys = { ...secrets(), ...change.with };
  const { timestamp = String(Date.now()), nonce = Math.random().toString(36).slice(2) } = change;
  const sealed = change.sealed ?? encrypt(change.message ?? '{"EventType":"check_url"}', keys);
  const signature = change.signature ?? sign(keys.token, timestamp, nonce, sealed);
  const query = new URLSearchParams({ msg_signature: signature, timestamp, nonce });
  const response = await fetch(`${run.stack.url}/dingtalk/callback?${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...change.headers },
    body: change.body ?? JSON.stringify({ encrypt: sealed }),
  });
  return { status: response.status, text: await response.text() };
}

describe('DingTalk’s HTTP channel', () => {
  it('answers the question whether the address answers as DingTalk wants it', async () => {
    const outcome = await postCallback(address(), { EventType: 'check_url' }, secrets(), Date.now(), PATIENCE_MS);
    expect(outcome).toMatchObject({ accepted: true, status: 200 });
  });

  it('makes a bill of an approval that ended, on the desk by itself, beside exactly one detail call', async () => {
    const approvals = fresh(3, 11);
    const before = detailCalls();
    const page = run.office.reviewer.listen('/api/events?page=desk');
    await until(async () => page.open(), Boolean);
    for (const approval of approvals) expect(await deliver(told(approval))).toMatchObject({ accepted: true });
    expect(each(approvals, await arrived(approvals))).toEqual(approvals.map(() => 1));
    expect(detailCalls() - before).toBe(approvals.length);
    expect(page.kinds()).toContain('bill');
    page.close();
  });

  it('acknowledges at once, however slowly DingTalk then answers for the approval', async () => {
    const approvals = fresh(4, 12);
    run.stack.sandbox.state.ctx.faults.add({
      system: 'dingtalk',
      kind: 'slow',
      api: 'processInstances',
      times: 0,
      delayMs: PATIENCE_MS + 5_000,
    });
    const outcomes: CallbackOutcome[] = [];
    for (const approval of approvals) outcomes.push(await deliver(told(approval)));
    for (const outcome of outcomes) expect(outcome).toMatchObject({ accepted: true });
    run.stack.sandbox.state.ctx.faults.clear();
    await arrived(approvals);
  });

  it('makes a bill of what comes while the details of another one are slow, without waiting for them', async () => {
    const [slow, quick] = fresh(12, 14);
    if (!slow || !quick) throw new Error('no approvals');
    const { faults } = run.stack.sandbox.state.ctx;
    const before = faults.fired;
    faults.add({ system: 'dingtalk', kind: 'slow', api: 'processInstances', times: 1, delayMs: 10_000 });
    await deliver(told(slow));
    await until(
      async () => faults.fired,
      (fired) => fired > before,
    );
    await deliver(told(quick));
    const there = await arrived([quick]);
    expect(each([slow, quick], there)).toEqual([0, 1]);
    expect(each([slow, quick], await arrived([slow]))).toEqual([1, 1]);
  });

  it('shuffled, each twice and some thrice, over new messages: one bill and one call each, every delivery counted', async () => {
    const approvals = fresh(12, 13);
    const [calls, meter] = [detailCalls(), await budget()];
    const all = approvals.map(told);
    const deliveries = [...all, ...all.toReversed(), ...all.slice(0, 4)];
    const outcomes = await Promise.all(deliveries.map((event) => deliver(event)));
    expect(outcomes.filter(({ accepted }) => !accepted)).toEqual([]);
    expect(each(approvals, await arrived(approvals))).toEqual(approvals.map(() => 1));
    await settled();
    expect(detailCalls() - calls).toBe(approvals.length);
    const after = await budget();
    expect([after.delivered - meter.delivered, after.repeated - meter.repeated]).toEqual([28, 16]);
    expect(after).toMatchObject({ channel: 'http', limit: 3000, waiting: 0 });
  });

  it('takes an event in an older shape, of an unknown kind, and one that cannot be read: acknowledged, and no call', async () => {
    const calls = detailCalls();
    const messages = [
      '{"EventType":"user_add_org","UserId":["u"]}',
      '{"EventType":"bpms_instance_change"}',
      'no JSON',
      '',
    ];
    for (const message of messages) expect((await post({ message })).status).toBe(200);
    await settled();
    expect(detailCalls()).toBe(calls);
  });
});

describe('a message that is not DingTalk’s', () => {
  const refusal = { status: 403, code: 'callback/refused' };
  const code = ({ status, text }: { status: number; text: string }) => ({
    status,
    code: (JSON.parse(text) as { code: string }).code,
  });

  it.each<[string, () => Parameters<typeof post>[0]]>([
    ['signed with another token', () => ({ with: { token: 'another' } })],
    ['without a signature', () => ({ signature: '' })],
    ['with a signature of the same length', () => ({ signature: '0'.repeat(40) })],
    ['sealed with another key', () => ({ with: { aesKey: `B${secrets().aesKey.slice(1)}` } })],
    ['sealed for another app', () => ({ with: { ownerKey: 'dingother' } })],
    ['of ten minutes ago', () => ({ timestamp: String(Date.now() - 600_000) })],
    ['of the future', () => ({ timestamp: String(Date.now() + 600_000) })],
    ['that is no base64', () => ({ sealed: '***' })],
    ['that is empty', () => ({ sealed: '' })],
    [
      'with another body than it was signed for',
      () => ({ body: JSON.stringify({ encrypt: encrypt('{}', secrets()) }) }),
    ],
    ['whose body is no message', () => ({ body: '[]' })],
    ['whose parts are no text', () => ({ body: '{"encrypt":{"a":1}}' })],
  ])('%s is refused, without a word of why', async (_, change) => {
    const answer = await post(change());
    expect(code(answer)).toEqual(refusal);
    expect(answer.text).not.toMatch(/签名|signature|nonce|owner|时间/i);
  });

  it('is refused when it comes again as it was, also after another process took it, and nothing is counted', async () => {
    const [approval] = fresh(1, 21);
    if (!approval) throw new Error('no approval');
    const message = JSON.stringify(httpBody(told(approval)));
    const sealed = encrypt(message, secrets());
    const once = { sealed, timestamp: String(Date.now()), nonce: 'used-once' };
    expect((await post(once)).status).toBe(200);
    const { delivered } = await budget();
    expect(code(await post(once))).toEqual(refusal);
    expect(code(await post({ ...once, sealed: encrypt(message, secrets()) }))).toEqual(refusal);
    await run.stack.restart();
    expect(code(await post(once))).toEqual(refusal);
    expect((await budget()).delivered).toBe(delivered);
    await arrived([approval]);
  });

  it('taken twice in one moment is one', async () => {
    const once = {
      sealed: encrypt('{"EventType":"check_url"}', secrets()),
      nonce: 'at-once',
      timestamp: String(Date.now()),
    };
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(once)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(403)]);
  });

  it('larger than any event is not even read', async () => {
    const { status } = await post({ sealed: 'A'.repeat(70_000) });
    expect(status).toBe(413);
  });

  it('is refused and leaves no trace, whatever of it was changed on the way: a thousand ways', async () => {
    const [approval] = fresh(1, 22);
    if (!approval) throw new Error('no approval');
    const message = JSON.stringify(httpBody(told(approval)));
    const [{ delivered }, calls] = [await budget(), detailCalls()];
    const parts = ['signature', 'timestamp', 'nonce', 'sealed'] as const;
    const ways = ['replace', 'remove', 'add', 'swap'] as const;
    const whole = () => {
      const [sealed, timestamp, nonce] = [encrypt(message, secrets()), String(Date.now()), crypto.randomUUID()];
      return { sealed, timestamp, nonce, signature: sign(secrets().token, timestamp, nonce, sealed) };
    };
    const changed = fc.tuple(
      fc.constantFrom(...parts),
      fc.nat(),
      fc.constantFrom(...ways),
      fc.constantFrom(...'0123456789abcdefABCDEF+/= 零'),
    );
    let mutated = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(changed, { minLength: 20, maxLength: 20 }), async (changes) => {
        const answers = await Promise.all(
          changes.map(([part, place, way, character]) => {
            const once = whole();
            const text = once[part];
            const at = place % text.length;
            const other = {
              replace: text.slice(0, at) + character + text.slice(at + 1),
              remove: text.slice(0, at) + text.slice(at + 1),
              add: text.slice(0, at) + character + text.slice(at),
              swap: text.slice(at) + text.slice(0, at),
            }[way];
            if (other === text) return null;
            mutated += 1;
            return post({ ...once, [part]: other });
          }),
        );
        for (const answer of answers) if (answer) expect(code(answer)).toEqual(refusal);
      }),
      { numRuns: 55 },
    );
    expect(mutated).toBeGreaterThanOrEqual(1000);
    expect([(await budget()).delivered, detailCalls()]).toEqual([delivered, calls]);
    // The one that nothing was done to is taken.
    expect((await post(whole())).status).toBe(200);
    await arrived([approval]);
  }, 120_000);

  it('tells nobody of the token or the key, in no answer and no line of the log', async () => {
    await post({ with: { token: 'another' } });
    const { token, aesKey } = secrets();
    for (const secret of [token, aesKey]) expect(run.stack.log()).not.toContain(secret);
  });
});

describe('an event that is acknowledged', () => {
  it('is there after the process was killed before it looked at it: one bill, one call', async () => {
    const approvals = fresh(5, 31);
    // DingTalk is away, so nobody looks at what comes.
    run.stack.sandbox.state.ctx.faults.add({ system: 'dingtalk', kind: 'reset', times: 0 });
    await run.office.admin.post('/api/runs', {});
    await until(
      async () => run.stack.log(),
      (log) => log.includes('钉钉连接断开'),
    );
    for (const approval of approvals) expect(await deliver(told(approval))).toMatchObject({ accepted: true });
    const calls = detailCalls();
    await run.stack.kill();
    run.stack.sandbox.state.ctx.faults.clear();
    await run.stack.restart();
    expect(each(approvals, await arrived(approvals))).toEqual(approvals.map(() => 1));
    await settled();
    expect(detailCalls() - calls).toBe(approvals.length);
  });

  it('is there after the process was killed in the middle of its work: one bill each', async () => {
    const approvals = fresh(6, 32);
    run.stack.sandbox.state.ctx.faults.add({
      system: 'dingtalk',
      kind: 'hang',
      api: 'processInstances',
      times: 2,
      skip: 2,
    });
    for (const approval of approvals) expect(await deliver(told(approval))).toMatchObject({ accepted: true });
    await until(
      async () => run.stack.sandbox.state.ctx.faults.fired,
      (fired) => fired > 0,
    );
    await run.stack.kill();
    run.stack.sandbox.state.ctx.faults.clear();
    await run.stack.restart();
    expect(each(approvals, await arrived(approvals))).toEqual(approvals.map(() => 1));
    await settled();
  });
});

it('what events bring puts no sweep off, and is not told as one', async () => {
  await run.stack.restart({ SWEEP_INTERVAL_MS: '3600000' });
  const status = () => run.office.admin.get<Status>('/api/status');
  const before = await until(status, ({ lastRun }) => lastRun !== null && lastRun.state === 'done');
  const approvals = fresh(2, 41);
  for (const approval of approvals) await deliver(told(approval));
  await arrived(approvals);
  const { lastRun, nextRunAt } = await status();
  expect({ lastRun, nextRunAt }).toEqual({ lastRun: before.lastRun, nextRunAt: before.nextRunAt });
});

it('beside the stream it takes what is posted as well, with token and key: told over both, an approval is one bill and one call', async () => {
  await run.stack.restart({ DINGTALK_EVENTS: 'stream' });
  const hub = run.stack.sandbox.state.dingtalk.state.stream;
  await until(
    async () => hub.connected,
    (n) => n === 1,
  );
  const approvals = fresh(6, 51);
  const calls = detailCalls();
  for (const [i, approval] of approvals.entries()) {
    const event = told(approval);
    // Nobody has shown whether both channels give it the same id.
    const posted = i % 2 === 0 ? event : told(approval);
    const outcomes = await Promise.all([hub.push(event).taken, deliver(posted)]);
    expect(outcomes[1]).toMatchObject({ accepted: true });
  }
  expect(each(approvals, await arrived(approvals))).toEqual(approvals.map(() => 1));
  await settled();
  expect(detailCalls() - calls).toBe(approvals.length);
});

it('beside the stream without token and key there is no such address', async () => {
  await run.stack.restart({ DINGTALK_EVENTS: 'stream', DINGTALK_CALLBACK_TOKEN: '', DINGTALK_CALLBACK_AES_KEY: '' });
  expect((await post({ headers: { origin: run.stack.url } })).status).toBe(404);
});

it('a server that takes no events has no such address', async () => {
  await run.stack.restart({ DINGTALK_EVENTS: 'off' });
  expect((await post({ headers: { origin: run.stack.url } })).status).toBe(404);
  expect((await post({})).status).toBe(403);
});
