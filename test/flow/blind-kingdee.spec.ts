import './virtual-time.js';
import type { Status } from '@dingdee/shared/status';
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
  mustBeOnce,
  newApprovals,
  orderSettled,
  type RunningOffice,
  SHORT_WAITS,
  setSwitches,
  startOffice,
  wholeWay,
} from './batch.js';
import { until } from './person.js';

/** The interface user may no longer see payment bills: Kingdee answers empty lists without an error. "Not found" then means nothing. */
let run: RunningOffice;
let seed = 1500;

beforeAll(async () => {
  run = await startOffice({ settings: { ...SHORT_WAITS, ...IMPATIENT, WATCH_INTERVAL_MS: '300' } });
});
afterEach(() => {
  setSwitches(run);
  run.stack.sandbox.state.ctx.faults.clear();
});
afterAll(() => closeSound(run));

const some = (count: number): SandboxApproval[] => {
  seed += 1;
  return newApprovals(run, { count, seed });
};
const calls = (api: string): number =>
  run.stack.sandbox.state.ctx.calls
    .report()
    .kingdee.filter((each) => each.api.includes(api))
    .reduce((sum, { total }) => sum + total, 0);
const kingdeeNow = async (): Promise<Status['kingdee']> => (await run.office.admin.get<Status>('/api/status')).kingdee;
const banner = (shown: boolean): Promise<Status['kingdee']> =>
  until(
    kingdeeNow,
    ({ state, sentence }) => (state === 'trouble' && sentence?.includes('一张也查不到') === true) === shown,
    20_000,
  );
/** Kingdee was asked so often since, and every bill at least twice with the gap between that proves a bill missing. */
async function askedAgain(): Promise<void> {
  const before = calls('ExecuteBillQuery');
  const since = Date.now();
  await until(
    async () => [calls('ExecuteBillQuery') - before, Date.now() - since] as const,
    ([asked, ms]) => asked >= 10 && ms > 3 * Number(SHORT_WAITS.PROBE_GAP_MS),
  );
}
async function states(batch: readonly SandboxApproval[]): Promise<string[]> {
  const found: string[] = [];
  for (const approval of batch) found.push((await detailOf(run, approval)).state);
  return found;
}
const orgOf = (approval: SandboxApproval): string => billsOf(run, approval)[0]?.org ?? '';

it('all watched bills that are suddenly not shown are one banner, no alarm and no change; shown again, it heals by itself', async () => {
  const batch = some(24);
  await wholeWay(run);
  setSwitches(run, { kingdee: { blindOrgs: '*' } });
  expect((await banner(true)).sentence).toContain('集成用户对“付款单”');
  await askedAgain();
  expect(await states(batch)).toEqual(batch.map(() => 'written-back'));
  setSwitches(run);
  await banner(false);
  // What is really deleted is told as ever.
  const [gone, ...others] = batch;
  if (!gone) throw new Error('no bill');
  run.stack.sandbox.state.kingdee.ledger.change(billsOf(run, gone)[0]?.number ?? '', 'delete');
  await until(
    () => detailOf(run, gone),
    ({ state }) => state === 'reversal-needed',
  );
  expect(await states(others)).toEqual(others.map(() => 'written-back'));
});

it('one organisation that is not shown does not hide what happens in another', async () => {
  const batch = some(24);
  await wholeWay(run);
  const [first] = batch;
  const blind = batch.filter((approval) => orgOf(approval) !== orgOf(first ?? expect.fail()));
  expect(blind.length).toBeGreaterThan(0);
  if (!first) throw new Error('no bill');
  setSwitches(run, { kingdee: { blindOrgs: [...new Set(blind.map(orgOf))].join() } });
  await banner(true);
  run.stack.sandbox.state.kingdee.ledger.change(billsOf(run, first)[0]?.number ?? '', 'delete');
  await until(
    () => detailOf(run, first),
    ({ state }) => state === 'reversal-needed',
  );
  expect(await states(blind)).toEqual(blind.map(() => 'written-back'));
});

it('bills in doubt that Kingdee does not show are not sent again, and are finished once it shows them', async () => {
  const batch = some(6);
  await collectAndApprove(run);
  run.stack.sandbox.state.ctx.faults.add({ system: 'kingdee', kind: 'lose-answer', api: '.BatchSave.', times: 0 });
  setSwitches(run, { kingdee: { blindOrgs: '*' } });
  const order = await confirmPush(run);
  await until(
    () => states(batch),
    (found) => found.every((state) => state === 'in-doubt'),
  );
  await banner(true);
  const saves = calls('BatchSave');
  expect(saves).toBeGreaterThan(0);
  await askedAgain();
  expect(calls('BatchSave')).toBe(saves);
  expect(await states(batch)).toEqual(batch.map(() => 'in-doubt'));
  setSwitches(run);
  await orderSettled(run, order);
  await commentsSettled(run);
  mustBeOnce(run, batch);
});
