import './virtual-time.js';
import type { SchemeContent, SchemeDetail } from '@dingdee/shared/scheme';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import {
  billsOf,
  closeSound,
  collectAndApprove,
  commentsSettled,
  confirmPush,
  detailOf,
  IMPATIENT,
  newApprovals,
  orderSettled,
  type RunningOffice,
  SHORT_WAITS,
  startOffice,
} from './batch.js';
import { until } from './person.js';

/** Comments whose answer was lost: written once, and never asked about for ever. */
let run: RunningOffice;
let seed = 700;

beforeAll(async () => {
  run = await startOffice({
    settings: { ...SHORT_WAITS, ...IMPATIENT, DINGTALK_TIMEOUT_MS: '3000', RETRY_WAIT_MS: '100' },
  });
});
afterEach(() => run.stack.sandbox.state.ctx.faults.clear());
afterAll(() => closeSound(run));

/** One bill booked whose comment arrived, but whose answer did not. */
async function oneInDoubt(): Promise<SandboxApproval> {
  seed += 1;
  const [one] = newApprovals(run, { count: 4, seed });
  if (!one) throw new Error(`seed ${seed} has no agreed approval`);
  await collectAndApprove(run);
  const { faults } = run.stack.sandbox.state.ctx;
  faults.add({ system: 'dingtalk', kind: 'lose-answer', api: 'comments', times: 10 });
  await orderSettled(run, await confirmPush(run));
  await until(
    async () => one.comments.length,
    (written) => written > 0,
  );
  faults.clear();
  return one;
}
const detailCalls = (): number =>
  run.stack.sandbox.state.ctx.calls.report().dingtalk.reduce((sum, { api, total }) => {
    return api.endsWith('/processInstances') ? sum + total : sum;
  }, 0);

it('a text of the scheme’s own that does not name the bill is found again, too: it is written once', async () => {
  const path = `/api/schemes/${run.office.schemeId}`;
  const write = async (text: string) => {
    const { version, content } = await run.office.admin.get<SchemeDetail>(path);
    const changed: SchemeContent = { ...content, writeback: { ...content.writeback, text } };
    await run.office.admin.put(`${path}/content`, { version, content: changed });
    return content.writeback.text;
  };
  const before = await write('财务已付款，请留意到账。');
  const one = await oneInDoubt();
  await commentsSettled(run);
  await write(before);
  // Its mark does not name the bill either.
  expect(one.comments.map(({ text }) => text)).toEqual([
    expect.stringMatching(/^财务已付款，请留意到账。（入账回写码 1-[0-9A-Z]{8}）$/),
  ]);
});

it('of an approval that was deleted in DingTalk it is given up with its reason: the month’s calls are not spent on it', async () => {
  const one = await oneInDoubt();
  one.deleted = true;
  await until(
    () => detailOf(run, one),
    ({ writebacks }) => writebacks.length > 0 && writebacks.every(({ state }) => state === 'refused'),
  );
  run.stack.sandbox.state.ctx.calls.reset();
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  expect(detailCalls()).toBe(0);
  expect(billsOf(run, one)).toHaveLength(1);
  const bill = await detailOf(run, one);
  expect(bill.state).toBe('booked');
  expect(bill.writebacks.map(({ state }) => state)).toEqual(['refused']);
});
