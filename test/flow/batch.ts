import { deepEqual } from 'node:assert/strict';
import type { BillSummary, StageTotals } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { PushOrder, PushPreview } from '@dingdee/shared/push';
import type { NumberingMode, SchemeDetail } from '@dingdee/shared/scheme';
import type { Status } from '@dingdee/shared/status';
import { invariant } from '../invariant.js';
import * as company from '../sandbox/company.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import type { BadKind } from '../sandbox/dingtalk/mutations.js';
import type { LedgerLine } from '../sandbox/kingdee/ledger.js';
import type { SandboxOptions } from '../sandbox/start.js';
import { applySwitches, defaultSwitches } from '../sandbox/switches.js';
import type { DatabaseCopy } from './database-copy.js';
import { approveAll, collect, fillTables, type Office, openOffice } from './office.js';
import { closeAll } from './own-process.js';
import { Person, until } from './person.js';
import type { World } from './server-here.js';
import { type Stack, startStack } from './stack.js';

/** Server whose mapping tables know every value; each case collects its own batch from it. */
export interface RunningOffice {
  stack: Stack;
  office: Office;
}

/**
 * Settings with short waits before a look at Kingdee, because a test has no minutes to wait. A call may still take as long as a busy
 * machine needs: a time-out caused by load would put bills in doubt that the spec did not put there.
 */
export const SHORT_WAITS: Readonly<Record<string, string>> = {
  KINGDEE_TIMEOUT_MS: '15000',
  DINGTALK_TIMEOUT_MS: '15000',
  SETTLE_DELAYS_MS: '100,600,1500,5000,15000',
  PROBE_GAP_MS: '900',
  DUE_SWEEP_MS: '100',
  LEASE_MARGIN_MS: '3000',
  RETRY_WAIT_MS: '100',
};

/**
 * Added to SHORT_WAITS where a call is meant to hang, to arrive late or never, or a process to die during a call: the absence of a bill in
 * Kingdee is proved only after the longest call. The proportions are those of the defaults.
 */
export const IMPATIENT: Readonly<Record<string, string>> = {
  KINGDEE_TIMEOUT_MS: '1500',
  LEASE_MARGIN_MS: '1500',
};

export async function startOffice(
  options: Pick<NonNullable<Parameters<typeof startStack>[0]>, 'before'> & {
    sandbox?: SandboxOptions;
    settings?: Record<string, string>;
    world?: World;
  } = {},
): Promise<RunningOffice> {
  const stack = await startStack({ ...options, sandbox: { approvals: 0, ...options.sandbox } });
  try {
    const office = await openOffice(stack);
    await fillTables(office);
    return { stack, office };
  } catch (error) {
    await stack.close().catch(() => undefined);
    throw error;
  }
}

/** Sets the switches of both stand-ins to their defaults plus these changes. */
export function setSwitches({ stack }: RunningOffice, change: Parameters<typeof applySwitches>[1] = {}): void {
  const { switches } = stack.sandbox.state.ctx;
  applySwitches(switches, defaultSwitches());
  applySwitches(switches, change);
}

/** Creates approvals in the stand-in and marks those as deleted that the mapping tables cannot map. @returns the agreed ones. */
export function newApprovals(
  { stack }: RunningOffice,
  options: { count: number; seed: number; bad?: BadKind; clean?: boolean; fresh?: boolean },
): SandboxApproval[] {
  const made = stack.sandbox.state.dingtalk.generate({ clean: true, ...options });
  const stored = stack.sandbox.state.dingtalk.state.approvals;
  if (made.some((each) => stored.get(each.instanceId) !== each))
    throw new Error(`seed ${options.seed} twice within a second makes approvals that exist already: take another`);
  // An approval filed from the root department is mapped to organisation 101: one row cannot serve two organisations.
  const elsewhere = new Set(
    company.employees.filter(({ orgNumber }) => orgNumber !== '101').map(({ userid }) => userid),
  );
  const mappable = ({ deptId, originatorUserid }: SandboxApproval) =>
    deptId !== '-1' || !elsewhere.has(originatorUserid);
  const agreed = made.filter(({ fate }) => fate === 'agreed');
  for (const each of agreed) if (!mappable(each)) each.deleted = true;
  return agreed.filter(mappable);
}

/** Logs the three people of the office in anew, as their pages do: a restore ends every session. */
export async function logInAgain({ stack, office }: RunningOffice): Promise<void> {
  for (const who of ['admin', 'reviewer', 'pusher'] as const)
    office[who] = await Person.login(stack, office[who].userId);
}

/** Releases everything that is held, as an administrator does after a check. @returns the number of bills that go back to a person. */
export async function releaseHold({ office }: RunningOffice): Promise<number> {
  const { hold } = await office.admin.get<Status>('/api/status');
  const { bills } = await office.admin.post<{ bills: number }>('/api/hold/release', { ids: hold?.ids ?? [] });
  return bills;
}

/** Kills the server, restores the backup, restarts the server and releases the hold, as an administrator does after a check. */
export async function putBack(run: RunningOffice, backup: DatabaseCopy): Promise<void> {
  // A log-in moves the marker ahead of the backup, whatever the workers did in the last second.
  await logInAgain(run);
  await run.stack.kill();
  await backup.restore();
  await run.stack.restart();
  await logInAgain(run);
  await releaseHold(run);
}

/** Collects all approvals and approves all bills. */
export async function collectAndApprove({ office }: RunningOffice): Promise<void> {
  await collect(office);
  await approveAll(office);
}

/**
 * Returns a promise and the function that resolves it. A spec holds back the answer of a call with it, so that a person acts during the
 * call, however busy the machine is.
 */
export function gate(): { until: Promise<void>; letGo(): void } {
  let letGo = (): void => undefined;
  const until = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  return { until, letGo };
}

/** Confirms a push of every bill in 待推送. */
export async function confirmPush({ office }: RunningOffice): Promise<PushOrder> {
  const bills = await office.pusher.all<BillSummary>('/api/bills?stage=push');
  const preview = await office.pusher.post<PushPreview>('/api/push-orders/preview', {
    items: bills.map(({ id, version }) => ({ id, version })),
  });
  return office.pusher.post<PushOrder>('/api/push-orders', { token: preview.token });
}

/** Waits until no bill of the order is being pushed or in doubt. */
export function orderSettled({ office }: RunningOffice, { id }: PushOrder, ms = 60_000): Promise<PushOrder> {
  return until(
    () => office.pusher.get<PushOrder>(`/api/push-orders/${id}`),
    ({ state, running, inDoubt }) => state === 'done' && running.count === 0 && inDoubt.count === 0,
    ms,
  );
}

/** Waits until every booked bill has its comment. */
export function commentsSettled({ office }: RunningOffice, ms = 60_000): Promise<StageTotals> {
  return until(
    () => office.admin.get<StageTotals>('/api/bills/stages'),
    ({ states }) => !states.some(({ state, count }) => state === 'booked' && count > 0),
    ms,
  );
}

/** Takes every approval from DingTalk to a booked and commented bill. */
export async function wholeWay(run: RunningOffice, ms = 60_000): Promise<PushOrder> {
  await collectAndApprove(run);
  const order = await orderSettled(run, await confirmPush(run), ms);
  await commentsSettled(run, ms);
  return order;
}

/** Returns the bills of one approval in Kingdee. */
export function billsOf({ stack }: RunningOffice, approval: SandboxApproval): LedgerLine[] {
  return stack.sandbox.state.kingdee.ledger.reportOf(approval.instanceId);
}

/** Returns the full detail of our bill of an approval. */
export async function detailOf({ office }: RunningOffice, approval: SandboxApproval): Promise<BillDetail> {
  const found = await office.admin.get<{ items: BillSummary[] }>(`/api/bills?q=${approval.businessId}`);
  const [bill] = found.items;
  if (found.items.length !== 1 || !bill) throw new Error(`${found.items.length} bills for ${approval.businessId}`);
  return office.admin.get<BillDetail>(`/api/bills/${bill.id}`);
}

/** Describes in one line for each approval what Kingdee and DingTalk hold; to be compared with `once`. */
export function outcomes(run: RunningOffice, approvals: readonly SandboxApproval[]): string[] {
  const { pusher } = run.office;
  return approvals.map((approval) => {
    const bills = billsOf(run, approval).map(({ status, total, rows, number }) => {
      const named = approval.comments.filter(({ text }) => text.includes(number)).length;
      const byPusher = approval.comments.filter(({ userid }) => userid === pusher.userId).length;
      const items = rows.map(({ FCOSTID }) => FCOSTID).join(' ');
      return `${status} ${total} [${items}] comments ${named} of ${approval.comments.length}, ${byPusher} by the pusher`;
    });
    return `${approval.businessId}: ${bills.join(' + ') || 'none'}`;
  });
}

/**
 * Returns the expected lines of `outcomes`: one audited bill with the right sum and cost items, and one comment of the pusher that names
 * it.
 */
export function once(approvals: readonly SandboxApproval[]): string[] {
  return approvals.map(({ businessId, expected }) => {
    const items = expected.rows.map(({ costItemNumber }) => costItemNumber).join(' ');
    return `${businessId}: C ${expected.total} [${items}] comments 1 of 1, 1 by the pusher`;
  });
}

/**
 * Checks that each approval has one audited bill with the right sum and cost items in Kingdee, and one comment of the pusher.
 * @throws Invariant, after which the case is not repeated.
 */
export function mustBeOnce(run: RunningOffice, approvals: readonly SandboxApproval[]): void {
  invariant(() => deepEqual(outcomes(run, approvals), once(approvals)));
}

/** Returns the lines of the server's log that carry an error or a stack. */
export const logErrors = ({ stack }: RunningOffice): string[] =>
  stack
    .log()
    .split('\n')
    .filter((line) => /"level":"(error|fatal)"|"stack":|^\s+at /.test(line));

/**
 * Ends a spec: closes everything, whatever fails or was never started, and checks that the log holds no error.
 * @param first parts that are checked or closed before the server.
 * @throws the errors in the log, else the first error of closing.
 */
export async function closeSound(
  run: RunningOffice | undefined,
  ...first: (() => Promise<unknown> | undefined)[]
): Promise<void> {
  const errors = run ? logErrors(run) : [];
  let wrong: unknown = null;
  try {
    await closeAll(...first, () => run?.stack.close());
  } catch (error) {
    wrong = error;
  }
  if (errors.length > 0) throw new Error(`errors in the log:\n${errors.join('\n')}`);
  // If the office was never started, errors of closing add nothing to the reason of that.
  if (run && wrong !== null) throw wrong;
}

/** Sets who numbers the bills from now on: the scheme's setting, and the customer's coding rule that makes it necessary. */
export async function setNumbering(run: RunningOffice, numbering: NumberingMode, keyField?: string): Promise<void> {
  const { admin, schemeId } = run.office;
  setSwitches(run, { kingdee: { renumber: numbering === 'kingdee' } });
  const path = `/api/schemes/${schemeId}`;
  // The program may pause the scheme once more in between because of a bill that was being pushed; the administrator then reads the version
  // again.
  for (let tries = 1; ; tries += 1) {
    const { version } = await admin.get<SchemeDetail>(path);
    try {
      const set = await admin.patch<SchemeDetail>(path, { version, numbering, ...(keyField && { keyField }) });
      // Ends the pause that the program set.
      await admin.post(`${path}/enable`, { version: set.version, accepted: [] });
      return;
    } catch (error) {
      if (tries === 5 || !String(error).includes('scheme/stale')) throw error;
    }
  }
}
