import { setPriority } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { BillPage } from '@dingdee/shared/bill';
import type { Selection } from '@dingdee/shared/bill-batch';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { Role } from '@dingdee/shared/session';
import { type Running, spawnSandbox, spawnServer } from '../bench/processes.js';
import { fits } from '../flow/offered.js';
import { collect, fillTables, type Office, openOffice } from '../flow/office.js';
import { Person, type Place } from '../flow/person.js';
import * as company from '../sandbox/company.js';
import { multiply } from './crowd-bills.js';
import { PEOPLE, STREAMS, type Streams } from './crowd-streams.js';
import type { OwnDatabase } from './databases.js';
import { SandboxControl } from './sandbox-control.js';

/** Simultaneous actions of the crowd. */
const SELECTIONS = { people: 4, each: 10 };
const PREVIEWS = 6;
const FAILED_LOGINS = 300;
/** People who continue their work meanwhile, and their pause after each bill. */
const AT_WORK = 8;
const PAUSE_MS = 250;
/** Address of the person who tries bad codes. */
const ATTACKER = '198.51.100.7';
const METRICS_TOKEN = 'crowd-metrics-token';
/** Everybody except the office's own people. */
const STAFF = company.employees.filter(({ admin, departmentNumber }) => !admin && departmentNumber !== 'BM000004');

export interface CrowdOptions {
  bills: number;
  /** Shortest time for which people work meanwhile, in seconds. */
  seconds: number;
  /** Process priority of the server and of this process, for a busy machine (0 = unchanged; negative values need root). */
  priority: number;
}

export interface CrowdResult {
  bills: number;
  streams: number;
  /** Longest duration of each kind of heavy answer, in ms. */
  heavy: { what: string; count: number; most: number }[];
  /** Durations of the answers to the people at work, in ms. */
  others: { what: string; count: number; p50: number; p99: number; most: number }[];
  errors: string[];
  loop: { p99: number; most: number };
  rssMiB: number;
  seconds: number;
}

type Times = Map<string, number[]>;

/** Runs a thousand idle streams, failed log-ins, full selections and confirm sheets at 50,000 bills, while a few people work. */
export async function runCrowd(database: OwnDatabase, options: CrowdOptions): Promise<CrowdResult> {
  const sandbox = await spawnSandbox({ SANDBOX_APPROVALS: '0', SANDBOX_QPS: '0', SANDBOX_CLEAN: 'on' });
  const settings = { DATABASE_URL: database.url, DINGTALK_QPS: '0', TRUST_PROXY: '1', METRICS_TOKEN };
  let server: (Running & { url: string; log(): string }) | null = null;
  let streams: Worker | null = null;
  try {
    const control = new SandboxControl(sandbox.line);
    server = await spawnServer(sandbox.line, settings);
    await fewBills(placeOf(server, sandbox.line, control), control);
    await server.stop();
    await multiply(database.url, options.bills);
    server = await spawnServer(sandbox.line, settings);
    const place = placeOf(server, sandbox.line, control);
    const office = await peopleAgain(place);
    const listeners = STAFF.slice(-PEOPLE).map(({ userid }) => userid);
    await hire(office, listeners, ['viewer']);
    streams = new Worker(new URL('./crowd-streams.js', import.meta.url), {
      workerData: { line: sandbox.line, url: server.url, people: listeners },
    });
    const open = await heard<Streams>(streams);
    if (open.open !== STREAMS)
      throw new Error(`only ${open.open} of ${STREAMS} streams are open; refused: ${open.refused.join(', ')}`);
    return { ...(await measure(place, office, server, options)), bills: options.bills, streams: open.open };
  } finally {
    await streams?.terminate();
    await server?.stop();
    await sandbox.stop();
  }
}

const placeOf = (
  server: { url: string; log(): string },
  line: Parameters<typeof spawnServer>[0],
  control: SandboxControl,
): Place => ({
  url: server.url,
  log: server.log,
  sandbox: { dingtalk: line.dingtalk, issueCode: (userid) => control.issueCode(userid) },
});

const heard = <T>(worker: Worker): Promise<T> =>
  new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });

async function fewBills(place: Place, control: SandboxControl): Promise<void> {
  const office = await openOffice(place);
  await fillTables(office);
  await control.generate(40, 71);
  await collect(office);
}

/** Logs the office in after the restart, without making its scheme again. */
async function peopleAgain(place: Place): Promise<Pick<Office, 'admin' | 'reviewer' | 'pusher'>> {
  const [boss] = company.employees.filter(({ admin }) => admin);
  const [reviewer, pusher] = company.employees.filter((one) => !one.admin && one.departmentNumber === 'BM000004');
  if (!boss || !reviewer || !pusher) throw new Error('the invented company has no office');
  return {
    admin: await Person.login(place, boss.userid),
    reviewer: await Person.login(place, reviewer.userid),
    pusher: await Person.login(place, pusher.userid),
  };
}

async function hire(
  { admin }: Pick<Office, 'admin'>,
  userIds: readonly string[],
  roles: readonly Role[],
): Promise<void> {
  for (const userId of userIds) await admin.put(`/api/roles/${userId}`, { roles });
}

async function measure(
  place: Place,
  office: Pick<Office, 'admin' | 'pusher'>,
  server: Running,
  { seconds, priority }: CrowdOptions,
): Promise<Omit<CrowdResult, 'bills' | 'streams'>> {
  const [others, heavy]: [Times, Times] = [new Map(), new Map()];
  const errors: string[] = [];
  const timed = async <T>(into: Times, what: string, act: () => Promise<T>): Promise<T | null> => {
    const from = performance.now();
    try {
      return await act();
    } catch (error) {
      errors.push(`${what}: ${String(error).slice(0, 300)}`);
      return null;
    } finally {
      into.set(what, [...(into.get(what) ?? []), performance.now() - from]);
    }
  };
  const workers = await logIn(place, office, STAFF.slice(0, AT_WORK), ['viewer', 'reviewer']);
  const viewers = await logIn(place, office, STAFF.slice(AT_WORK, AT_WORK + SELECTIONS.people), ['viewer']);
  if (priority !== 0) for (const pid of [server.child.pid ?? 0, 0]) setPriority(pid, priority);
  await loopDelay(place);
  const from = performance.now();
  const evening = new AbortController();
  const day = Promise.all(workers.map((person, i) => work(person, i, timed, others, evening.signal)));
  const crowd = Promise.all([
    ...viewers.map(async (viewer) => {
      const all = Array.from({ length: SELECTIONS.each }, () =>
        timed(heavy, 'full selection', () => viewer.post<Selection>('/api/selections', {})),
      );
      await Promise.all(all);
    }),
    ...Array.from({ length: FAILED_LOGINS }, () => timed(heavy, 'failed log-in', () => failedLogIn(place))),
    (async () => {
      const chosen = await timed(heavy, 'selection', () =>
        office.pusher.post<Selection>('/api/selections', { stage: 'push' }),
      );
      if (!chosen) return;
      const body = { selectionId: chosen.id, shown: { count: chosen.count, amount: chosen.amount } };
      await Promise.all(
        Array.from({ length: PREVIEWS }, () =>
          timed(heavy, 'confirm sheet', () => office.pusher.post('/api/push-orders/preview', body)),
        ),
      );
    })(),
  ]);
  await crowd;
  const left = seconds * 1000 - (performance.now() - from);
  if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
  evening.abort();
  await day;
  const loop = await loopDelay(place);
  return {
    others: [...others].map(([what, all]) => ({ what, count: all.length, ...quantiles(all) })),
    heavy: [...heavy].map(([what, all]) => ({ what, count: all.length, most: Math.max(...all) })),
    errors: [...new Set(errors)],
    loop,
    rssMiB: server.peakMiB(),
    seconds: (performance.now() - from) / 1000,
  };
}

async function logIn(
  place: Place,
  office: Pick<Office, 'admin'>,
  employees: readonly company.Employee[],
  roles: readonly Role[],
): Promise<Person[]> {
  const ids = employees.map(({ userid }) => userid);
  await hire(office, ids, roles);
  return Promise.all(ids.map((userid) => Person.login(place, userid)));
}

type Timed = <T>(into: Times, what: string, act: () => Promise<T>) => Promise<T | null>;

/** Acts as one of the people at work: reads the list, opens a bill of their part of it, approves it. */
async function work(person: Person, nth: number, timed: Timed, others: Times, evening: AbortSignal): Promise<void> {
  while (!evening.aborted) {
    await timed(others, 'tabs', () => person.get('/api/bills/stages'));
    const page = await timed(others, 'list', () => person.get<BillPage>('/api/bills?stage=review&limit=50'));
    const item = page?.items[nth * 5];
    if (item) {
      const bill = await timed(others, 'open', () => person.get<BillDetail>(`/api/bills/${item.id}`));
      if (bill && fits(bill, 'approve') && bill.issues.length === 0)
        await timed(others, 'approve', () => approveOf(person, bill));
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** Approves a bill; 409 is accepted, because another person may have approved it first. */
async function approveOf(person: Person, { id, version }: BillDetail): Promise<void> {
  const answer = await person.raw('POST', `/api/bills/${id}/approve`, { version });
  await answer.text();
  if (!answer.ok && answer.status !== 409) throw new Error(String(answer.status));
}

async function failedLogIn({ url, sandbox }: Place): Promise<void> {
  const answer = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url, 'x-forwarded-for': ATTACKER },
    body: JSON.stringify({ corpId: sandbox.dingtalk.corpId, authCode: 'nobody-has-this-code' }),
  });
  await answer.text();
  if (![401, 429].includes(answer.status)) throw new Error(`a bad code answered ${answer.status}`);
}

/** Returns the delay of the server's event loop since the last call, in ms. */
async function loopDelay({ url }: Place): Promise<CrowdResult['loop']> {
  const text = await (await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } })).text();
  const value = (of: string): number =>
    Number(new RegExp(`^dingdee_event_loop_delay_ms\\{of="${of}"\\} (\\S+)`, 'm').exec(text)?.[1] ?? Number.NaN);
  return { p99: value('p99'), most: value('most') };
}

function quantiles(all: readonly number[]): { p50: number; p99: number; most: number } {
  const sorted = [...all].sort((a, b) => a - b);
  const at = (q: number): number => sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? 0;
  return { p50: at(0.5), p99: at(0.99), most: at(1) };
}
