import type { Selection, StageTotals } from '@dingdee/shared/bill';
import type { PushOrder, PushPreview } from '@dingdee/shared/push';
import { approveAll, fillTables, type Office, openOffice } from '../flow/office.js';
import { type Place, until } from '../flow/person.js';
import { bareLoop } from './bare-loop.js';
import { benchDatabase, type SandboxLine, spawnSandbox, spawnServer } from './processes.js';
import { histogram, quantile } from './quantiles.js';

/**
 * npm run bench: approvals from listing to booked and written back, limiter off, stand-ins in their own process.
 * Prints what was measured; asserts nothing about time.
 */
const COUNT = Number(process.env.BENCH_APPROVALS ?? 2000);

interface Measured {
  bills: number;
  total: number;
  collected: number;
  pushed: number;
  peakMiB: number;
  /** Processor seconds of the measured time. */
  cpu: { server: number; sandbox: number };
  steps: string[];
}

function placeOf(line: SandboxLine, url: string, log: () => string): Place {
  return {
    url,
    log,
    sandbox: {
      dingtalk: line.dingtalk,
      issueCode: async (userid) => {
        const answer = await fetch(`${line.control.url}/login-codes`, {
          method: 'POST',
          body: JSON.stringify({ userid }),
        });
        return ((await answer.json()) as { code: string }).code;
      },
    },
  };
}

const seconds = (from: number): number => (performance.now() - from) / 1000;

/** Reviews and pushes everything at once by frozen selections, as a person with 全选 does. */
async function reviewAndPush(office: Office): Promise<PushOrder> {
  const selection = await office.reviewer.post<Selection>('/api/selections', { stage: 'review' });
  await office.reviewer.post('/api/bills/approve', { selectionId: selection.id });
  await approveAll(office);
  const chosen = await office.pusher.post<Selection>('/api/selections', { stage: 'push' });
  const preview = await office.pusher.post<PushPreview>('/api/push-orders/preview', { selectionId: chosen.id });
  return office.pusher.post<PushOrder>('/api/push-orders', { token: preview.token });
}

async function run(kind: 'sqlite' | 'mariadb'): Promise<Measured> {
  const sandbox = await spawnSandbox({ SANDBOX_APPROVALS: String(COUNT), SANDBOX_QPS: '0', SANDBOX_CLEAN: 'on' });
  const database = await benchDatabase(kind);
  const server = await spawnServer(sandbox.line, { DATABASE_URL: database.url, DINGTALK_QPS: '0' });
  try {
    const office = await openOffice(placeOf(sandbox.line, server.url, server.log));
    await fillTables(office);
    const before = { server: server.cpuSeconds(), sandbox: sandbox.cpuSeconds() };
    const started = performance.now();
    await office.admin.post('/api/runs', {});
    const totals = () => office.admin.get<StageTotals>('/api/bills/stages');
    const inState = ({ states }: StageTotals, kind: string) => states.find(({ state }) => state === kind)?.count ?? 0;
    // A few people of the other organisation launched from the root department: their bills need a person first.
    const mapped = await until(
      totals,
      (now) => now.collected.count >= COUNT && inState(now, 'collected') === 0,
      300_000,
    );
    const bills = inState(mapped, 'ready');
    const collected = seconds(started);
    const pushing = performance.now();
    await reviewAndPush(office);
    await until(totals, (now) => inState(now, 'written-back') >= bills, 300_000);
    const total = seconds(started);
    const cpu = {
      server: server.cpuSeconds() - before.server,
      sandbox: sandbox.cpuSeconds() - before.sandbox,
    };
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    const peakMiB = server.peakMiB();
    return { bills, total, collected, pushed: seconds(pushing), peakMiB, cpu, steps: latencies(metrics) };
  } finally {
    await server.stop();
    await sandbox.stop();
    await database.drop();
  }
}

function latencies(metrics: string): string[] {
  const lines: string[] = [];
  for (const [name, label] of [
    ['dingdee_dingtalk_call_seconds', 'api'],
    ['dingdee_kingdee_call_seconds', 'operation'],
  ] as const)
    for (const [what, buckets] of histogram(metrics, name, label))
      lines.push(`    ${what.padEnd(44)} p50 ${quantile(buckets, 0.5)}  p99 ${quantile(buckets, 0.99)}`);
  return lines;
}

async function floor(): Promise<number> {
  const sandbox = await spawnSandbox({ SANDBOX_APPROVALS: String(COUNT), SANDBOX_QPS: '0', SANDBOX_CLEAN: 'on' });
  try {
    const before = process.cpuUsage();
    const { seconds: took, calls } = await bareLoop(sandbox.line, COUNT);
    const cpu = process.cpuUsage(before);
    console.log(
      `bare loop   ${(COUNT / took).toFixed(0)} bills/s  (${took.toFixed(2)} s, ${calls} calls, nothing stored; processor ${((cpu.user + cpu.system) / 1e6).toFixed(1)} s and stand-ins ${sandbox.cpuSeconds().toFixed(1)} s)`,
    );
    return COUNT / took;
  } finally {
    await sandbox.stop();
  }
}

const bare = await floor();
const kinds: ('sqlite' | 'mariadb')[] = ['sqlite', ...(process.env.TEST_DATABASE_URL ? (['mariadb'] as const) : [])];
for (const kind of kinds) {
  const measured = await run(kind);
  const rate = measured.bills / measured.total;
  console.log(
    `${kind.padEnd(11)} ${rate.toFixed(0)} bills/s  (${measured.bills} bills of ${COUNT} approvals in ${measured.total.toFixed(2)} s: collected and mapped ${measured.collected.toFixed(2)} s, ` +
      `approved to written back ${measured.pushed.toFixed(2)} s), peak ${measured.peakMiB} MiB, processor ${measured.cpu.server.toFixed(1)} s and stand-ins ${measured.cpu.sandbox.toFixed(1)} s, ${((rate / bare) * 100).toFixed(0)} % of the bare loop`,
  );
  for (const line of measured.steps) console.log(line);
}
if (!process.env.TEST_DATABASE_URL) console.log('mariadb     not measured: set TEST_DATABASE_URL');
