import type { BillSummary } from '@dingdee/shared/bill';
import { approveAll, type Office } from '../flow/office.js';
import { until } from '../flow/person.js';
import { type BenchPlace, benchPlace } from './bench-place.js';
import { aboutToPass, control, eventOffice, type Passing, pass, watchList } from './event-desk.js';
import { openDesk } from './open-desk.js';
import { histogram, quantile, spread } from './quantiles.js';

const DETAIL = 'v1.0/workflow/processInstances';
/** Calls per second and API that DingTalk allows; also the program's own limit. */
const ALLOWED = 20;
const SEEN_WITHIN_MS = 120_000;
/** Bills that stand on the open desk at once: all of them are drawn. */
const ON_DESK = 15;

interface Run {
  name: string;
  events: number;
  /** Average rate of events per second; null: all at once. */
  perSecond: number | null;
  /** Additional duration of a detail call at the stand-in, in ms. */
  detailMs?: number;
  limiter: boolean;
  /** Whether it is also measured in a browser, not only over the API. */
  browser?: boolean;
}

/**
 * npm run bench -- events: measures the time from DingTalk's event about an agreed approval to the bill on an open desk, beside the one
 * detail call that it needs. Over the API (the live stream announces, the list has it), and in Chromium (the row is in the document).
 * Asserts nothing about time; one event is one detail call and one bill.
 */
export async function events(count: number): Promise<void> {
  const perSecond = Number(process.env.BENCH_EVENTS_PER_SECOND ?? 8);
  const some = Math.ceil(count / 4);
  const runs: Run[] = [
    { name: `${perSecond} a second`, events: count, perSecond, limiter: true },
    { name: `${perSecond} a second, a detail takes 300 ms`, events: some, perSecond, limiter: true, detailMs: 300 },
    { name: 'all at once, 20 details a second', events: Math.ceil(count / 5), perSecond: null, limiter: true },
    { name: 'all at once, no limit', events: Math.ceil(count / 5), perSecond: null, limiter: false },
    { name: '5 a second, in Chromium', events: count, perSecond: 5, limiter: true, browser: true },
    {
      name: '1 in two seconds, in Chromium',
      events: Math.ceil(count / 50),
      perSecond: 0.5,
      limiter: true,
      browser: true,
    },
  ];
  const kinds: ('sqlite' | 'mariadb')[] = ['sqlite', ...(process.env.TEST_DATABASE_URL ? (['mariadb'] as const) : [])];
  const only = process.env.BENCH_EVENTS_ONLY?.split(',').map(Number);
  for (const kind of kinds)
    for (const [i, run] of runs.entries()) if (!only || only.includes(i + 1)) await measure(kind, run);
  if (!process.env.TEST_DATABASE_URL) console.log('mariadb     not measured: set TEST_DATABASE_URL');
}

async function measure(kind: 'sqlite' | 'mariadb', run: Run): Promise<void> {
  const qps = run.limiter ? ALLOWED : 0;
  await benchPlace(
    kind,
    {
      sandbox: { SANDBOX_APPROVALS: '0', SANDBOX_QPS: String(qps) },
      server: {
        DINGTALK_QPS: String(qps),
        DINGTALK_EVENTS: 'stream',
        // No sweep lists approvals: each comes by its event.
        SWEEP_INTERVAL_MS: '0',
        LOOK_BACK_INTERVAL_MS: '0',
      },
    },
    async (at) => {
      const office = await eventOffice(at);
      const approvals = await aboutToPass(at, run.events);
      if (run.detailMs) {
        const slow = { system: 'dingtalk', kind: 'slow', api: 'processInstances', times: 0, delayMs: run.detailMs };
        await control(at, 'POST', '/faults', slow);
      }
      const { told, seen } = await (run.browser ? onDesk : overApi)(at, office, approvals, run.perSecond);
      await eachOnce(at, office, approvals);
      const waits = approvals.map(({ businessId }) => (seen.get(businessId) ?? 0) - (told.get(businessId) ?? 0));
      const metrics = await (await fetch(`${at.server.url}/metrics`)).text();
      const details = histogram(metrics, 'dingdee_dingtalk_call_seconds', 'api').get(DETAIL) ?? new Map();
      const bound = (q: number): string => quantile(details, q);
      console.log(`${kind.padEnd(8)} ${run.events} events, ${run.name}`);
      console.log(`    ${run.browser ? 'row on the open desk' : 'list of the open desk'}    ${spread(waits)}`);
      console.log(`    one detail call          p50 ${bound(0.5)}  p95 ${bound(0.95)}  p99 ${bound(0.99)}`);
    },
  );
}

interface Waited {
  told: ReadonlyMap<string, number>;
  seen: ReadonlyMap<string, number>;
}

async function overApi(
  at: BenchPlace,
  office: Office,
  approvals: readonly Passing[],
  perSecond: number | null,
): Promise<Waited> {
  const list = watchList(office);
  await until(async () => list.open(), Boolean);
  const told = await pass(at, approvals, perSecond);
  await until(
    async () => approvals.filter(({ businessId }) => !list.seen.has(businessId)).length,
    (missing) => missing === 0,
    SEEN_WITHIN_MS,
  );
  list.close();
  return { told, seen: list.seen };
}

/** The desk stays open; whenever it is full, everything on it is approved, as people do who keep up with what comes. */
async function onDesk(
  at: BenchPlace,
  office: Office,
  approvals: readonly Passing[],
  perSecond: number | null,
): Promise<Waited> {
  const desk = await openDesk(at.sandbox.line, at.server.url, office.reviewer.userId);
  const told = new Map<string, number>();
  try {
    for (let from = 0; from < approvals.length; from += ON_DESK) {
      const part = approvals.slice(from, from + ON_DESK);
      for (const [businessId, toldAt] of await pass(at, part, perSecond)) told.set(businessId, toldAt);
      await until(
        () => desk.rows(),
        (rows) => part.every(({ businessId }) => rows.has(businessId)),
        SEEN_WITHIN_MS,
      );
      await approveAll(office);
      await until(
        () => desk.drawn(),
        (drawn) => drawn === 0,
        SEEN_WITHIN_MS,
      );
    }
    return { told, seen: await desk.rows() };
  } finally {
    await desk.close();
  }
}

/**
 * Checks that each event made one detail call and one bill, by the stand-in's count and the program's list.
 * @throws Error if one did not.
 */
async function eachOnce(at: BenchPlace, office: Office, approvals: readonly Passing[]): Promise<void> {
  const { shown } = await control<{ shown: Record<string, number> }>(at, 'GET', '/approvals/shown');
  const bills = new Map<string, number>();
  for (const { businessId } of await office.admin.all<BillSummary>('/api/bills'))
    bills.set(businessId, (bills.get(businessId) ?? 0) + 1);
  const wrong = approvals.filter(
    ({ instanceId, businessId }) => shown[instanceId] !== 1 || bills.get(businessId) !== 1,
  );
  if (wrong.length > 0) throw new Error(`${wrong.length} events were not one detail call and one bill`);
}
