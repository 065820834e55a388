import { spawn } from 'node:child_process';
import type { BillSummary, StageTotals } from '@dingdee/shared/bill';
import type { IntakeRunPage } from '@dingdee/shared/intake';
import type { PushOrder, PushPreview } from '@dingdee/shared/push';
import { fillTables, type Office, openOffice } from '../flow/office.js';
import { benchPlace } from './bench-place.js';

const SAMPLE_MS = 100;
const ROUND_MS = 100;
const MOST_MS = 300_000;

interface ApiCalls {
  api: string;
  total: number;
  maxPerSecond: number;
  throttled: number;
}
type Calls = Record<'dingtalk' | 'kingdee', ApiCalls[]>;

/** Arrivals of an API's calls, sampled from outside: seconds since the start, cumulative calls. */
type Samples = Map<string, { at: number; total: number }[]>;

/** Duration of a call to Kingdee, and (BILL_MS) of each bill in a save, submit or audit, in ms. */
const CALL_MS = 100;
const BILL_MS = 20;
/** Calls in flight at Kingdee (KINGDEE_CONCURRENCY), bills in one call (KINGDEE_BATCH), and calls that name a bill. */
const PLACES = 5;
const CHUNK = 50;
const STEPS = 3;
/** Largest push order; orders are small, like those of a person who looks at each bill. */
const ORDER_MOST = 20;

export interface LimitedOptions {
  /** Limit of calls per second and API at DingTalk; 0: no limit, so that only Kingdee limits the speed. */
  qps: number;
  /** Whether another process keeps a core busy meanwhile. */
  burn: boolean;
}

/**
 * npm run bench -- limited [burn]: approvals are approved and pushed in orders of 1–20 bills while details are still coming in; kingdee
 * [burn]: they are approved before, and only Kingdee limits the speed. Prints the counts of the stand-ins; asserts nothing about time.
 */
export async function limited(count: number, { qps, burn }: LimitedOptions): Promise<void> {
  await benchPlace(
    'sqlite',
    {
      sandbox: { SANDBOX_APPROVALS: String(count), SANDBOX_QPS: String(qps) },
      server: { DINGTALK_QPS: String(qps), KINGDEE_CONCURRENCY: String(PLACES), KINGDEE_BATCH: String(CHUNK) },
    },
    async ({ place, sandbox }) => {
      const office = await openOffice(place);
      await fillTables(office);
      const control = sandbox.line.control.url;
      await fetch(`${control}/switches`, {
        method: 'POST',
        body: JSON.stringify({ kingdee: { latencyMs: CALL_MS, billMs: BILL_MS } }),
      });
      if (qps === 0) await collectAndApprove(office, count);
      await fetch(`${control}/calls/reset`, { method: 'POST' });
      const burner = burn ? spawn(process.execPath, ['-e', 'for (;;) {}']) : null;
      const started = performance.now();
      const watching = watch(control, started);
      if (qps > 0) await office.admin.post('/api/runs', {});
      const bills = await workAlong(office, count);
      const seconds = (performance.now() - started) / 1000;
      const { calls, samples } = await watching.stop();
      burner?.kill('SIGKILL');
      console.log(
        `${qps > 0 ? 'limited' : 'kingdee'}     ${bills} bills of ${count} approvals booked and written back in ${seconds.toFixed(1)} s${burn ? ', a core burnt beside' : ''}`,
      );
      print(calls, samples, qps);
      if (qps === 0) printOptimum(bills, samples);
    },
  );
}

/** Collects and approves everything, so that all bills are in 待推送 before the first order. */
async function collectAndApprove(office: Office, count: number): Promise<void> {
  await office.admin.post('/api/runs', {});
  for (const end = performance.now() + MOST_MS; performance.now() < end; ) {
    await approveWhatIsThere(office);
    const { states } = await office.admin.get<StageTotals>('/api/bills/stages');
    const settled = states.filter(({ state }) => state === 'approved' || state === 'needs-mapping');
    if (settled.reduce((sum, each) => sum + each.count, 0) >= count) return;
  }
  throw new Error('the approvals were not collected within five minutes');
}

/** Acts as two people who never wait: one approves and one pushes every possible bill. @returns the number of bills written back. */
async function workAlong(office: Office, count: number): Promise<number> {
  const sizes = orderSizes();
  const reviewing = { over: false };
  const pushing = (async () => {
    while (!reviewing.over) await pushWhatIsThere(office, sizes);
    await pushWhatIsThere(office, sizes);
  })();
  try {
    for (const end = performance.now() + MOST_MS; performance.now() < end; ) {
      await approveWhatIsThere(office);
      const { items } = await office.admin.get<IntakeRunPage>('/api/runs?limit=1');
      const { states } = await office.admin.get<StageTotals>('/api/bills/stages');
      const of = (state: string): number => states.find((each) => each.state === state)?.count ?? 0;
      const all = states.reduce((sum, each) => sum + each.count, 0);
      const left = all - of('needs-mapping') - of('written-back');
      if (items[0]?.state === 'done' && all >= count && left === 0) return of('written-back');
      await new Promise((resolve) => setTimeout(resolve, ROUND_MS));
    }
  } finally {
    reviewing.over = true;
    await pushing;
  }
  throw new Error('the bills were not written back within five minutes');
}

/** Approves all green bills at once; a few people handle the bills that need a note. */
async function approveWhatIsThere({ reviewer, admin }: Office): Promise<void> {
  const { items: page } = await reviewer.get<{ items: BillSummary[] }>('/api/bills?stage=review&limit=200');
  const items = page.map(({ id, version }) => ({ id, version }));
  if (items.length === 0) return;
  await reviewer.post('/api/bills/approve', { items });
  const { items: left } = await reviewer.get<{ items: BillSummary[] }>('/api/bills?stage=review&limit=200');
  const queue = left.filter(({ id }) => items.some((each) => each.id === id));
  const look = async (): Promise<void> => {
    for (let bill = queue.pop(); bill; bill = queue.pop()) {
      const body = { version: bill.version, note: '已与申请人核对' };
      const path = `/api/bills/${bill.id}/approve`;
      // The reviewer's own reimbursement has to be approved by another person.
      await reviewer.post(path, body).catch(() => admin.post(path, body));
    }
  };
  await Promise.all(Array.from({ length: 4 }, look));
}

/** Generates order sizes from 1 to 20, the same each time. */
function* orderSizes(): Generator<number, never> {
  for (let seed = 11; ; ) {
    seed = (seed * 48_271) % 2_147_483_647;
    yield 1 + (seed % ORDER_MOST);
  }
}

async function pushWhatIsThere({ pusher }: Office, sizes: Iterator<number, never>): Promise<void> {
  const { items: page } = await pusher.get<{ items: BillSummary[] }>('/api/bills?stage=push&limit=200');
  let waiting = page.filter(({ state }) => state === 'approved');
  if (waiting.length === 0) await new Promise((resolve) => setTimeout(resolve, ROUND_MS / 2));
  while (waiting.length > 0) {
    const size = sizes.next().value;
    const items = waiting.slice(0, size).map(({ id, version }) => ({ id, version }));
    waiting = waiting.slice(size);
    const preview = await pusher.post<PushPreview>('/api/push-orders/preview', { items });
    if (preview.eligible.count > 0) await pusher.post<PushOrder>('/api/push-orders', { token: preview.token });
  }
}

function watch(control: string, started: number) {
  const samples: Samples = new Map();
  const read = async (): Promise<Calls> => {
    const calls = (await (await fetch(`${control}/calls`)).json()) as Calls;
    const at = (performance.now() - started) / 1000;
    for (const { api, total } of [...calls.dingtalk, ...calls.kingdee]) {
      const known = samples.get(api) ?? [];
      if (known.at(-1)?.total !== total) known.push({ at, total });
      samples.set(api, known);
    }
    return calls;
  };
  let stopped = false;
  const loop = (async () => {
    while (!stopped) {
      await read();
      await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
    }
  })();
  return {
    stop: async () => {
      stopped = true;
      await loop;
      return { calls: await read(), samples };
    },
  };
}

function print(calls: Calls, samples: Samples, qps: number): void {
  const busiest = [...calls.dingtalk].sort((a, b) => b.total - a.total)[0];
  for (const { api, total, maxPerSecond, throttled } of [...calls.dingtalk, ...calls.kingdee]) {
    const seen = samples.get(api) ?? [];
    const [from, to] = [seen[0]?.at ?? 0, seen.at(-1)?.at ?? 0];
    const perSecond = rate(seen);
    console.log(
      `    ${api.padEnd(44)} ${String(total).padStart(5)} calls  ${from.toFixed(1).padStart(5)}–${to.toFixed(1).padEnd(5)} s  most in a second ${String(maxPerSecond).padStart(2)}  throttled ${throttled}` +
        (perSecond === null ? '' : `  ${perSecond.toFixed(1)}/s`) +
        (api === busiest?.api && perSecond !== null && qps > 0
          ? `  = ${((perSecond / qps) * 100).toFixed(1)} % of ${qps}/s`
          : ''),
    );
  }
}

/** Returns the calls per second from the first to the last, pauses included; null if there are too few. */
function rate(seen: readonly { at: number; total: number }[]): number | null {
  const [first, last] = [seen[0], seen.at(-1)];
  if (!first || !last || last.total < 100) return null;
  return (last.total - first.total) / (last.at - first.at);
}

/** Prints the time from the first save to the last audit beside the shortest possible time of five places with full chunks. */
function printOptimum(bills: number, samples: Samples): void {
  const of = (name: string) => [...samples].find(([api]) => api.toLowerCase() === name)?.[1] ?? [];
  const optimum = ((Math.ceil(bills / CHUNK) * CALL_MS + bills * BILL_MS) * STEPS) / PLACES / 1000;
  const [from, to] = [of('batchsave')[0]?.at ?? 0, of('audit').at(-1)?.at ?? 0];
  const took = to - from;
  console.log(
    `    Kingdee from the first save to the last audit ${took.toFixed(1)} s; ${PLACES} places in chunks of ${CHUNK}: ${optimum.toFixed(1)} s = ${((optimum / took) * 100).toFixed(1)} %`,
  );
}
