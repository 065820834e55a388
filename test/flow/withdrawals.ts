import type { BillDetail } from '@dingdee/shared/bill-detail';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
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
} from './batch.js';
import { fits } from './offered.js';
import { approveAll } from './office.js';
import { until } from './person.js';
import type { World } from './server-here.js';

/**
 * Office for specs about 撤回并删除 and 交给金蝶处理: a half-way bill is taken out of Kingdee step by step, or left to Kingdee; there are never two
 * bills.
 */
export let run: RunningOffice;
export const ledger = () => run.stack.sandbox.state.kingdee.ledger;
export const faultsOf = () => run.stack.sandbox.state.ctx.faults;
let seed = 300;
/** Returns a seed that no earlier case has used. */
export const nextSeed = (): number => seed++;
/** Place where the server of the spec runs; set while the spec file is loaded. */
export const where: { world?: World } = {};

beforeAll(async () => {
  run = await startOffice({ ...where, settings: { ...SHORT_WAITS, ...IMPATIENT } });
});
afterEach(() => {
  setSwitches(run);
  faultsOf().clear();
  ledger().questions.length = 0;
});
afterAll(() => closeSound(run));

/** Makes an approval whose bill is in Kingdee, saved only, or submitted and not audited. */
export async function halted(at: 'saved' | 'submitted'): Promise<SandboxApproval> {
  const [approval] = newApprovals(run, { count: 1, seed: nextSeed() });
  if (!approval) return halted(at);
  await collectAndApprove(run);
  const operation = at === 'saved' ? 'Submit' : 'Audit';
  ledger().questions.push({ operation, flag: 'AP_FundPlan', message: '本次付款超出资金计划，是否继续？', times: 1 });
  await orderSettled(run, await confirmPush(run));
  expect(await detailOf(run, approval)).toMatchObject({ state: 'failed', reached: at });
  return approval;
}

export async function press(
  approval: SandboxApproval,
  verb: 'withdraw' | 'hand-over' | 'continue' | 'check-now',
): Promise<void> {
  const { id, version } = await detailOf(run, approval);
  await run.office.pusher.post(`/api/bills/${id}/${verb}`, { version });
}
export const reaches = (approval: SandboxApproval, ...states: BillDetail['state'][]) =>
  until(
    () => detailOf(run, approval),
    ({ state }) => states.includes(state),
  );
export const inKingdee = (approval: SandboxApproval) => billsOf(run, approval).map(({ status }) => status);
export const told = ({ timeline }: BillDetail) => timeline.map(({ what }) => what);
export const steps = ({ receipts }: BillDetail) => receipts.map(({ step, outcome }) => `${step} ${outcome}`);

/** Approves the bill again and pushes it; checks that there is exactly one audited bill and one comment. */
export async function pushedAgain(approval: SandboxApproval): Promise<void> {
  await approveAll(run.office);
  await orderSettled(run, await confirmPush(run));
  await commentsSettled(run);
  mustBeOnce(run, [approval]);
}

/** Checks that the bill is no longer in Kingdee, is open again, and its approval by the reviewer no longer counts. */
export async function expectWithdrawn(approval: SandboxApproval): Promise<BillDetail> {
  const bill = await reaches(approval, 'ready');
  expect(inKingdee(approval)).toEqual([]);
  expect(bill).toMatchObject({
    reached: 'none',
    kingdeeId: null,
    kingdeeNo: null,
    approvedBy: null,
    withdrawing: false,
    trouble: null,
  });
  expect([fits(bill, 'withdraw'), fits(bill, 'hand-over')]).toEqual([false, false]);
  expect(bill.approvalVoided).toContain('从金蝶撤回并删除了单据');
  return bill;
}
