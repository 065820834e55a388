import './virtual-time.js';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { OF_A_WITHDRAWAL } from '../crash/boundaries.js';
import { watchBoundaries } from '../crash/boundary-watch.js';
import { ROOT } from '../root.js';
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
  setNumbering,
  startOffice,
} from './batch.js';
import { approveAll, collect } from './office.js';
import { until } from './person.js';
import { useModules } from './server-here.js';
import { runVerify } from './verify-command.js';
import { inVirtualTime } from './virtual-time.js';

/** The process is killed in the middle of 撤回并删除. Where Kingdee numbers the bills nothing but our own care keeps a second one away. */
const HOOKS = pathToFileURL(join(ROOT, 'test/dist/crash/hooks.js')).href;
let run: RunningOffice;
let seed = 1500;

beforeAll(async () => {
  if (inVirtualTime) {
    useModules();
    await watchBoundaries(passes);
  }
  // On a process, modules are preloaded that end it.
  const where = inVirtualTime ? {} : { world: 'process' as const };
  run = await startOffice({ ...where, settings: { ...SHORT_WAITS, ...IMPATIENT, LOG_LEVEL: 'error' } });
  await setNumbering(run, 'kingdee');
});
afterEach(() => {
  run.stack.sandbox.state.kingdee.ledger.questions.length = 0;
});
afterAll(() =>
  closeSound(run, async () => {
    const { code, output } = await runVerify(run.stack);
    expect(output).toContain('不符 0 处');
    expect(code).toBe(0);
  }),
);

/** Boundary at which the server dies next in virtual time, and what to call then. */
let death: { boundary: string; died: () => void } | null = null;
function passes(boundary: string): void {
  if (boundary !== death?.boundary) return;
  // Killed when this returns from kill: nothing that its code does afterwards counts.
  void run.stack.kill().then(death.died);
  death = null;
}

/** Makes the server die where it first passes the boundary from now on. @returns what waits until it is dead. */
async function deadlyAt(boundary: string): Promise<() => Promise<unknown>> {
  if (inVirtualTime) {
    const died = new Promise<void>((resolve) => {
      death = { boundary, died: resolve };
    });
    return () => died;
  }
  await run.stack.restart({ NODE_OPTIONS: `--import ${HOOKS}`, CRASH_AT: `${boundary}:1` });
  await collect(run.office);
  const log = async () => run.stack.log();
  return () => until(log, (text) => text.includes(`crash-hook ${boundary}\n`));
}

const reaches = (approval: SandboxApproval, done: (bill: BillDetail) => boolean) =>
  until(() => detailOf(run, approval), done);
async function withdraw(approval: SandboxApproval): Promise<void> {
  const { id, version } = await detailOf(run, approval);
  // The death may come before the answer.
  await run.office.pusher.raw('POST', `/api/bills/${id}/withdraw`, { version }).catch(() => undefined);
}

/** A bill from which the next step of a withdrawal is `call`. */
async function standing(call: string): Promise<SandboxApproval> {
  seed += 1;
  const [one] = newApprovals(run, { count: 1, seed });
  if (!one) return standing(call);
  await collectAndApprove(run);
  const { ledger } = run.stack.sandbox.state.kingdee;
  const operation = call === 'delete' ? 'Submit' : 'Audit';
  ledger.questions.push({ operation, flag: 'AP_FundPlan', message: '是否继续？', times: 1 });
  await orderSettled(run, await confirmPush(run));
  if (call === 'unaudit') {
    ledger.change(billsOf(run, one)[0]?.number ?? '', 'audit');
    await withdraw(one);
    await reaches(one, ({ trouble }) => trouble?.class === 'audited');
  }
  return one;
}

/** A cut is alike for each of the three calls: at the last one everywhere, at the others where nothing is known. FLOW_FAULTS=all has all. */
const CUTS = OF_A_WITHDRAWAL.filter(
  ([boundary, call]) => process.env.FLOW_FAULTS === 'all' || call === 'delete' || boundary.endsWith('.sent'),
);

it.each(CUTS)(
  'a process killed at %s leaves a withdrawal that ends by itself; pushed again it is one bill with one comment',
  async (boundary, call) => {
    const dead = await deadlyAt(boundary);
    const one = await standing(call);
    await withdraw(one);
    await dead();
    await run.stack.restart();
    await reaches(one, ({ state }) => state === 'ready');
    expect(billsOf(run, one)).toEqual([]);
    await collect(run.office);
    await approveAll(run.office);
    await orderSettled(run, await confirmPush(run));
    await commentsSettled(run);
    mustBeOnce(run, [one]);
  },
);
