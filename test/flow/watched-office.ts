import type { BillDetail } from '@dingdee/shared/bill-detail';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import type { BillChange } from '../sandbox/kingdee/ledger.js';
import {
  billsOf,
  closeSound,
  detailOf,
  IMPATIENT,
  mustBeOnce,
  newApprovals,
  type RunningOffice,
  SHORT_WAITS,
  setSwitches,
  startOffice,
  wholeWay,
} from './batch.js';
import { besideServer } from './beside-server.js';
import { collect } from './office.js';
import { until } from './person.js';

/** Office for specs about bills that Kingdee changes after they were booked, or continues after they halted. */
export let run: RunningOffice;
let seed = 900;
/** Returns a seed that no earlier case has used. */
export const nextSeed = (): number => ++seed;
export const GAP_MS = Number(SHORT_WAITS.PROBE_GAP_MS);
export const WATCH = { ...SHORT_WAITS, ...IMPATIENT, WATCH_INTERVAL_MS: '300' };

beforeAll(async () => {
  run = await startOffice({ settings: WATCH });
});
afterEach(() => {
  setSwitches(run);
  run.stack.sandbox.state.ctx.faults.clear();
});
afterAll(() => closeSound(run));

export const ledger = () => run.stack.sandbox.state.kingdee.ledger;
export const historyOfAll = () =>
  ledger()
    .report()
    .map(({ number, history }) => `${number} ${history.map(({ operation }) => operation).join(' ')}`);

/** Makes new approvals with booked and commented bills. */
export async function booked(count = 4): Promise<SandboxApproval[]> {
  seed += 1;
  const batch = newApprovals(run, { count, seed });
  await wholeWay(run);
  mustBeOnce(run, batch);
  return batch;
}
export async function oneBooked(): Promise<SandboxApproval> {
  const [one] = await booked();
  if (!one) throw new Error(`seed ${seed} has no agreed approval`);
  return one;
}
export const numberOf = (approval: SandboxApproval): string => billsOf(run, approval)[0]?.number ?? '';
export const inKingdee = (approval: SandboxApproval, change: BillChange, value?: string) =>
  ledger().change(numberOf(approval), change, value);
export const whenState = (approval: SandboxApproval, state: string, ms = 20_000): Promise<BillDetail> =>
  until(
    () => detailOf(run, approval),
    (bill) => bill.state === state,
    ms,
  );
export const told = ({ timeline }: BillDetail) => timeline.map(({ what }) => what);
/** Restarts the server and waits for the sweep of the start, which would otherwise be taken for a sweep requested later. */
export async function restart(): Promise<void> {
  await run.stack.restart(WATCH);
  await collect(run.office);
}
/** Makes every next look of the watch due at once. */
export async function allDue(): Promise<void> {
  await besideServer(run.stack, 'UPDATE kingdee_watch SET due_at = 0 WHERE due_at IS NOT NULL');
}
/** Returns the time of the next look at the bill, in Unix ms; 0 if none is due. */
export async function dueAt(id: string): Promise<number> {
  const [row] = await besideServer(run.stack, 'SELECT due_at FROM kingdee_watch WHERE bill_id = ?', [id]);
  return Number(row?.due_at ?? 0);
}
export const looks = (ms = 1500) => new Promise((resolve) => setTimeout(resolve, ms));
