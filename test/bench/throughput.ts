import { setTimeout as sleep } from 'node:timers/promises';
import type { StageTotals } from '@dingdee/shared/bill';
import type { Selection } from '@dingdee/shared/bill-batch';
import type { PushOrder, PushPreview } from '@dingdee/shared/push';
import { approveAll, fillTables, type Office, openOffice } from '../flow/office.js';
import { bareLoop } from './bare-loop.js';
import { benchPlace } from './bench-place.js';
import { spawnSandbox } from './processes.js';
import { histogram, quantile } from './quantiles.js';

interface Measured {
  bills: number;
  total: number;
  collected: number;
  pushed: number;
  peakMiB: number;
  /** Processor seconds in the measured time; those of the server also by part. */
  cpu: { server: number; sandbox: number; collected: number; pushed: number };
  steps: string[];
}

const seconds = (from: number): number => (performance.now() - from) / 1000;

const MOST_SECONDS = 300;
/** Short and constant, because the time between the end and the look that finds it counts as the program's time. */
const LOOK_EVERY_MS = 100;

async function until(totals: () => Promise<StageTotals>, done: (now: StageTotals) => boolean): Promise<StageTotals> {
  for (const from = performance.now(); seconds(from) < MOST_SECONDS; await sleep(LOOK_EVERY_MS)) {
    const now = await totals();
    if (done(now)) return now;
  }
  throw new Error(`not there after ${MOST_SECONDS} s: ${JSON.stringify(await totals())}`);
}

/** Reviews and pushes everything at once by frozen selections, as a person with 全选 does. */
async function reviewAndPush(office: Office): Promise<PushOrder> {
  const selection = await office.reviewer.post<Selection>('/api/selections', { stage: 'review' });
  await office.reviewer.post('/api/bills/approve', { selectionId: selection.id, shown: selection });
  await approveAll(office);
  const chosen = await office.pusher.post<Selection>('/api/selections', { stage: 'push' });
  const preview = await office.pusher.post<PushPreview>('/api/push-orders/preview', {
    selectionId: chosen.id,
    shown: chosen,
  });
  return office.pusher.post<PushOrder>('/api/push-orders', { token: preview.token });
}

async function run(kind: 'sqlite' | 'mariadb', count: number): Promise<Measured> {
  const settings = {
    sandbox: { SANDBOX_APPROVALS: String(count), SANDBOX_QPS: '0' },
    server: { DINGTALK_QPS: '0' },
  };
  return benchPlace(kind, settings, async ({ place, sandbox, server }) => {
    const office = await openOffice(place);
    await fillTables(office);
    const used = () => ({ server: server.cpuSeconds(), sandbox: sandbox.cpuSeconds() });
    const before = used();
    const started = performance.now();
    await office.admin.post('/api/runs', {});
    const totals = () => office.admin.get<StageTotals>('/api/bills/stages');
    const inState = ({ states }: StageTotals, kind: string) => states.find(({ state }) => state === kind)?.count ?? 0;
    // A few people of the other organisation filed from the root department: their bills need a person first.
    const mapped = await until(totals, (now) => now.collected.count >= count && inState(now, 'collected') === 0);
    const bills = inState(mapped, 'ready');
    const collected = seconds(started);
    const [pushing, between] = [performance.now(), used()];
    await reviewAndPush(office);
    await until(totals, (now) => inState(now, 'written-back') >= bills);
    const [total, pushed, after] = [seconds(started), seconds(pushing), used()];
    const cpu = {
      server: after.server - before.server,
      sandbox: after.sandbox - before.sandbox,
      collected: between.server - before.server,
      pushed: after.server - between.server,
    };
    const peakMiB = server.peakMiB();
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    return { bills, total, collected, pushed, peakMiB, cpu, steps: latencies(metrics) };
  });
}

/** Steps of a bill in order, with the names of their calls in /metrics. */
const STEPS: readonly (readonly [step: string, api: string])[] = [
  ['list', 'v1.0/workflow/processes/instanceIds/query'],
  ['detail', 'v1.0/workflow/processInstances'],
  ['save', 'BatchSave'],
  ['submit', 'Submit'],
  ['audit', 'Audit'],
  ['read back', 'ExecuteBillQuery'],
  ['comment', 'v1.0/workflow/processInstances/comments'],
];

function latencies(metrics: string): string[] {
  const calls = new Map([
    ...histogram(metrics, 'dingdee_dingtalk_call_seconds', 'api'),
    ...histogram(metrics, 'dingdee_kingdee_call_seconds', 'operation'),
  ]);
  return STEPS.map(([step, api]) => {
    const buckets = calls.get(api) ?? new Map<number, number>();
    return `    ${step.padEnd(10)} p50 ${quantile(buckets, 0.5).padEnd(12)} p99 ${quantile(buckets, 0.99)}`;
  });
}

async function floor(count: number): Promise<number> {
  const sandbox = await spawnSandbox({ SANDBOX_APPROVALS: String(count), SANDBOX_QPS: '0', SANDBOX_CLEAN: 'on' });
  try {
    const before = process.cpuUsage();
    const { seconds: took, calls } = await bareLoop(sandbox.line, count);
    const cpu = process.cpuUsage(before);
    console.log(
      `bare loop   ${(count / took).toFixed(0)} bills/s  (${took.toFixed(2)} s, ${calls} calls, nothing stored; processor ${((cpu.user + cpu.system) / 1e6).toFixed(1)} s and stand-ins ${sandbox.cpuSeconds().toFixed(1)} s)`,
    );
    return count / took;
  } finally {
    await sandbox.stop();
  }
}

/**
 * Takes approvals from listing to booked and written back, with the limiter off and the stand-ins in a separate process. Prints the
 * measurements; asserts nothing about time.
 */
export async function throughput(count: number): Promise<void> {
  const bare = await floor(count);
  const kinds: ('sqlite' | 'mariadb')[] = ['sqlite', ...(process.env.TEST_DATABASE_URL ? (['mariadb'] as const) : [])];
  for (const kind of kinds) {
    const measured = await run(kind, count);
    const rate = measured.bills / measured.total;
    console.log(
      `${kind.padEnd(11)} ${rate.toFixed(0)} bills/s  (${measured.bills} bills of ${count} approvals in ${measured.total.toFixed(2)} s: collected and mapped ${measured.collected.toFixed(2)} s, ` +
        `approved to written back ${measured.pushed.toFixed(2)} s), peak ${measured.peakMiB} MiB, processor ${measured.cpu.server.toFixed(1)} s and stand-ins ${measured.cpu.sandbox.toFixed(1)} s, ${((rate / bare) * 100).toFixed(0)} % of the bare loop`,
    );
    const ofBill = (used: number): string => ((1000 * used) / measured.bills).toFixed(2);
    const { server, collected, pushed, sandbox } = measured.cpu;
    console.log(
      `    ${(rate / bare).toFixed(3)} × the loop; processor ms a bill: ${ofBill(server)} = collected and mapped ${ofBill(collected)} + approved to written back ${ofBill(pushed)}; stand-ins ${ofBill(sandbox)}`,
    );
    for (const line of measured.steps) console.log(line);
  }
  if (!process.env.TEST_DATABASE_URL) console.log('mariadb     not measured: set TEST_DATABASE_URL');
}
