import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { PushPauses } from '@dingdee/shared/push-pause';
import type { NumberingMode, SchemeDetail } from '@dingdee/shared/scheme';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
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
  orderSettled,
  type RunningOffice,
  SHORT_WAITS,
  setNumbering,
  setSwitches,
  startOffice,
} from './batch.js';
import { approveAll, collect } from './office.js';
import { until } from './person.js';
import type { World } from './server-here.js';
import { runVerify } from './verify-command.js';

/**
 * Settings for specs in which events of one bill's life meet: withdrawals, Kingdee's numbers, changed approvals, the watch, pauses, a
 * restart. There has to be one bill and one comment all the same.
 */
export const SETTINGS = { ...SHORT_WAITS, ...IMPATIENT, WATCH_INTERVAL_MS: '300', DINGTALK_TIMEOUT_MS: '3000' };
export const GAP_MS = Number(SHORT_WAITS.PROBE_GAP_MS);
export let run: RunningOffice;
export let numbering: NumberingMode = 'ours';
let seed = 1300;

/** Place where the server of the spec runs; set while the spec file is loaded. */
export const where: { world?: World } = {};

beforeAll(async () => {
  run = await startOffice({ ...where, settings: SETTINGS });
});
afterEach(async () => {
  kingdeeIs();
  faults().clear();
  ledger().questions.length = 0;
  for (const { kind, id } of (await run.office.admin.get<PushPauses>('/api/push-pauses')).items)
    await run.office.admin.post('/api/push-pauses/resume', { kind, id });
  await scheme({ callMode: 'steps', interactions: [] });
  // After every story the database and Kingdee must agree.
  const { code, output } = await runVerify(run.stack);
  expect(output).toContain('不符 0 处');
  expect(code).toBe(0);
});
afterAll(() => closeSound(run));

export const ledger = () => run.stack.sandbox.state.kingdee.ledger;
export const faults = () => run.stack.sandbox.state.ctx.faults;
/** Sets Kingdee's switches to their defaults plus these changes; the numbering mode stays. */
export const kingdeeIs = (change: Partial<Switches['kingdee']> = {}) =>
  setSwitches(run, { kingdee: { renumber: numbering === 'kingdee', ...change } });
export async function numberedBy(mode: NumberingMode): Promise<void> {
  numbering = mode;
  await setNumbering(run, mode);
}
export async function scheme(change: Partial<Pick<SchemeDetail, 'callMode' | 'interactions'>>): Promise<void> {
  const path = `/api/schemes/${run.office.schemeId}`;
  const { version } = await run.office.admin.get<SchemeDetail>(path);
  await run.office.admin.patch(path, { version, ...change });
}
export const detail = (approval: SandboxApproval): Promise<BillDetail> => detailOf(run, approval);
export const reaches = (approval: SandboxApproval, ...states: BillDetail['state'][]): Promise<BillDetail> =>
  until(
    () => detail(approval),
    ({ state }) => states.includes(state),
  );
export type Verb = 'withdraw' | 'hand-over' | 'continue' | 'check-now';
export async function press(approval: SandboxApproval, verb: Verb): Promise<void> {
  const { id, version } = await detail(approval);
  await run.office.pusher.post(`/api/bills/${id}/${verb}`, { version });
}
export async function refusal(approval: SandboxApproval, verb: Verb): Promise<string> {
  const { id, version } = await detail(approval);
  return (await run.office.pusher.refused('POST', `/api/bills/${id}/${verb}`, { version })).code;
}
/** Returns the operations on the bills of an approval, from Kingdee's history of each bill. */
export const done = (approval: SandboxApproval) =>
  billsOf(run, approval).map(({ history }) => history.map(({ operation }) => operation).join(' '));
export const statusOf = (approval: SandboxApproval) => billsOf(run, approval).map(({ status }) => status);
export const numberOf = (approval: SandboxApproval) => billsOf(run, approval)[0]?.number ?? '';
export const told = ({ timeline }: BillDetail) => timeline.map(({ what }) => what);
export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** Returns the number of calls to a service of Kingdee so far. */
export const callsTo = (service: string): number =>
  run.stack.sandbox.state.ctx.calls.report().kingdee.find(({ api }) => api === service)?.total ?? 0;
export const savesSent = () => callsTo('BatchSave');
/** Waits for `times` further queries to Kingdee; only the watch may be asking meanwhile. */
export async function watched(times: number): Promise<void> {
  const before = callsTo('ExecuteBillQuery');
  await until(
    async () => callsTo('ExecuteBillQuery'),
    (asked) => asked >= before + times,
  );
  await sleep(300);
}

export function newOne(): SandboxApproval {
  seed += 1;
  const [one] = newApprovals(run, { count: 1, seed });
  return one ?? newOne();
}
export async function approved(): Promise<SandboxApproval> {
  const one = newOne();
  await collectAndApprove(run);
  return one;
}
/** Makes an approval whose bill stops half-way in Kingdee: Kingdee asked a question, or its workflow holds the bill. */
export async function halted(at: 'saved' | 'submitted' | 'workflow'): Promise<SandboxApproval> {
  const one = await approved();
  if (at === 'workflow') kingdeeIs({ workflowHolds: true });
  else {
    const operation = at === 'saved' ? 'Submit' : 'Audit';
    ledger().questions.push({ operation, flag: 'AP_FundPlan', message: '超出资金计划，是否继续？', times: 1 });
  }
  await orderSettled(run, await confirmPush(run));
  kingdeeIs();
  const reached = at === 'saved' ? 'saved' : 'submitted';
  expect(await detail(one)).toMatchObject({ state: 'failed', reached });
  return one;
}
export async function withdrawn(approval: SandboxApproval): Promise<BillDetail> {
  await press(approval, 'withdraw');
  const bill = await reaches(approval, 'ready');
  expect(billsOf(run, approval)).toEqual([]);
  return bill;
}
export async function pushed(...approvals: SandboxApproval[]): Promise<void> {
  await approveAll(run.office);
  await orderSettled(run, await confirmPush(run));
  await commentsSettled(run);
  mustBeOnce(run, approvals);
}
/** Waits until a person is asked, and presses 重新推送: where Kingdee numbers the bills, no bill is sent again automatically. */
export async function resend(approval: SandboxApproval): Promise<void> {
  const { id, version } = await until(
    () => detail(approval),
    ({ trouble }) => trouble?.class === 'absent',
  );
  await run.office.pusher.post(`/api/bills/${id}/resend`, { version, reason: '在金蝶找过，没有' });
}
/** Restarts the server on the same database, so that it knows only what is stored there, and collects. */
export async function restart(): Promise<void> {
  await run.stack.restart();
  await collect(run.office);
}
export async function changeRemark(approval: SandboxApproval, remark: string): Promise<void> {
  const { id, version, originatorUserId } = await detail(approval);
  const { admin, reviewer } = run.office;
  const fix = { billId: id, version, path: 'header.remark', targetNumber: remark, scope: 'bill' };
  // A person may not change their own bill.
  await (originatorUserId === admin.userId ? reviewer : admin).post('/api/mapping/fixes', fix);
}
