import type { BillSummary, StageTotals } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { PushOrder, PushOrders, PushPreview } from '@dingdee/shared/push';
import type { SchemeDetail } from '@dingdee/shared/scheme';
import { spawnSandbox } from '../bench/processes.js';
import { fits } from '../flow/offered.js';
import { approveAll, collect, fillTables, fixMappings, type Office, openOffice } from '../flow/office.js';
import { until } from '../flow/person.js';
import { freePort } from '../flow/stack.js';
import type { OwnDatabase } from './databases.js';
import { type InDoubt, inDoubtOf } from './in-doubt.js';
import { KillableServer } from './killable-server.js';
import type { Verdict } from './ledger-check.js';
import { planRounds, type Round } from './plan.js';
import { SandboxControl } from './sandbox-control.js';

export interface MatrixOptions {
  bills: number;
  seed: number;
  /** Places where the server is killed, from BOUNDARIES. */
  boundaries: readonly string[];
  /** Number of deaths at each boundary; the same number again at random times. */
  kills: number;
  /** Who numbers the bills. With 'kingdee' no unique number prevents a second bill, and a save that never arrived waits for a person. */
  numbering: 'ours' | 'kingdee';
  /** Safety to remove, '' = none. */
  without: string;
  /** Ends the run after the present life of the server. */
  signal?: AbortSignal;
}

export interface MatrixResult {
  verdict: Verdict;
  /** Number of deaths by boundary, including `random`. */
  kills: Map<string, number>;
  inDoubt: InDoubt;
  /** Number of bills by state, for states other than written-back, after the recovery window. */
  stuck: Record<string, number>;
  openOrders: number;
  seconds: number;
  log: string;
}

/** Latency of Kingdee, so that some time lies between sent and answered. */
const LATENCY_MS = 15;
/**
 * Longest wait for a boundary; a boundary not passed by then is not passed in this round. The wait is longer on a machine that starts a
 * server slowly: REACHED_WITHIN_STARTS times the start.
 */
const REACHED_WITHIN_MS = 6_000;
const REACHED_WITHIN_STARTS = 2;
/** Number of further rounds for a boundary that was not passed. */
const MORE_ROUNDS = 3;
/** Longest recovery on a busy machine; without a safety some bills never recover, so the wait is shorter. */
const RECOVERY_MS = { whole: 180_000, without: 45_000 };
const PROGRESS_EVERY = 20;
const MOST_RUNS = 10;
/** Factor for bills used up by lives without a death at a boundary. */
const RESERVE = 1.15;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs the matrix on one database: the bills are pushed slice by slice while the server is killed again and again. */
export async function runMatrix(database: OwnDatabase, options: MatrixOptions): Promise<MatrixResult> {
  const started = performance.now();
  const sandbox = await spawnSandbox({
    SANDBOX_APPROVALS: String(options.bills),
    SANDBOX_SEED: String(options.seed),
    SANDBOX_QPS: '0',
    SANDBOX_CLEAN: 'on',
  });
  const control = new SandboxControl(sandbox.line);
  const server = new KillableServer(await freePort(), sandbox.line, {
    DATABASE_URL: database.url,
    KINGDEE_BATCH: '2',
    KINGDEE_CONCURRENCY: '3',
  });
  try {
    await control.switches({ kingdee: { latencyMs: LATENCY_MS, renumber: options.numbering === 'kingdee' } });
    await server.start();
    const office = await prepare(server, control, sandbox.line, options);
    const kills = await killAgainAndAgain(server, control, office, options);
    await control.calm();
    const { stuck, openOrders } = await recover(server, office, options.without);
    await server.end('SIGTERM');
    const seconds = (performance.now() - started) / 1000;
    const inDoubt = await inDoubtOf(database.url);
    return { verdict: await control.verdict(), kills, inDoubt, stuck, openOrders, seconds, log: server.log() };
  } finally {
    await server.end('SIGKILL');
    await sandbox.stop();
  }
}

/** Opens an office and approves every bill. @throws Error if a bill is not approved: the run would prove less than it claims. */
async function prepare(
  server: KillableServer,
  control: SandboxControl,
  line: { dingtalk: { corpId: string; processCodes: Record<string, string> } },
  { bills, numbering }: MatrixOptions,
): Promise<Office> {
  const sandbox = { dingtalk: line.dingtalk, issueCode: (userid: string) => control.issueCode(userid) };
  const office = await openOffice({ url: server.url, log: () => server.log(), sandbox });
  const { version } = await office.admin.get<SchemeDetail>(`/api/schemes/${office.schemeId}`);
  await office.admin.patch(`/api/schemes/${office.schemeId}`, { version, numbering });
  await fillTables(office);
  await collectAll(office, bills);
  await fixMappings(office);
  await approveAll(office);
  const approved = await office.pusher.all<BillSummary>('/api/bills?stage=push');
  if (approved.length !== bills) {
    const { states } = await office.admin.get<StageTotals>('/api/bills/stages');
    const told = states.filter(({ count }) => count > 0).map(({ state, count }) => `${state} ${count}`);
    throw new Error(`${approved.length} of ${bills} bills were approved: ${told.join(', ')}`);
  }
  return office;
}

/**
 * Collects until all bills are there: on a busy machine a detail may take longer than the shortened DINGTALK_TIMEOUT_MS and then comes with
 * the next run.
 */
async function collectAll(office: Office, bills: number): Promise<void> {
  for (let runs = 0; runs < MOST_RUNS; runs++) {
    await collect(office);
    const { collected } = await office.admin.get<StageTotals>('/api/bills/stages');
    if (collected.count >= bills) return;
  }
}

async function killAgainAndAgain(
  server: KillableServer,
  control: SandboxControl,
  office: Office,
  options: MatrixOptions,
): Promise<Map<string, number>> {
  const tally = new Map<string, number>();
  const planned = planRounds(options.seed, options.boundaries, options.kills, false);
  const slice = Math.floor(options.bills / (planned.length * RESERVE));
  if (slice < 1) throw new Error(`${planned.length} kills need at least ${Math.ceil(planned.length * RESERVE)} bills`);
  const queue = planRounds(options.seed, options.boundaries, options.kills, slice > 4).map((round) => ({
    round,
    tries: 0,
  }));
  await server.end('SIGKILL');
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    options.signal?.throwIfAborted();
    const died = await oneLife(server, control, office, next.round, slice, options.without);
    if (died === null && next.tries < MORE_ROUNDS)
      queue.push({ round: atFirstPassage(next.round), tries: next.tries + 1 });
    const where = died ?? 'random';
    tally.set(where, (tally.get(where) ?? 0) + 1);
    const done = [...tally.values()].reduce((sum, count) => sum + count, 0);
    if (done % PROGRESS_EVERY === 0) process.stderr.write(`${done} kills, ${queue.length} to come\n`);
  }
  return tally;
}

/** Sets the round to the first passage: one question covers all bills in doubt, so a short life may have no second passage. */
const atFirstPassage = (round: Round): Round => (round.kind === 'hook' ? { ...round, nth: 1 } : round);

/** Runs one life of the server. @returns the place of its death; null if the hook was not reached and it was killed from outside. */
async function oneLife(
  server: KillableServer,
  control: SandboxControl,
  office: Office,
  round: Round,
  slice: number,
  without: string,
): Promise<string | null> {
  const hook = round.kind === 'hook' ? `${round.boundary}:${round.nth}` : '';
  if (round.kind === 'hook' && round.fault) await control.arm([round.fault]);
  const starting = performance.now();
  await server.start({ CRASH_AT: hook, CRASH_WITHOUT: without });
  const patience = Math.max(REACHED_WITHIN_MS, REACHED_WITHIN_STARTS * (performance.now() - starting));
  // The server may die during a request; the next life finds out what was confirmed.
  push(office, slice).catch((error: unknown) => {
    if (!(error instanceof TypeError)) process.stderr.write(`push: ${String(error).slice(0, 300)}\n`);
  });
  if (round.kind === 'random') await sleep(round.afterMs);
  const byHook = round.kind === 'hook' && (await server.endsWithin(patience));
  await server.end('SIGKILL');
  await control.calm();
  if (round.kind === 'random') return 'random';
  return byHook ? round.boundary : null;
}

/** Confirms the first bills of 待推送, as a person does. @returns the order id; null if no bill is left. */
async function push({ pusher }: Office, most: number): Promise<string | null> {
  const bills = await pusher.get<{ items: BillSummary[] }>(`/api/bills?stage=push&limit=${Math.min(200, most)}`);
  const items = bills.items.map(({ id, version }) => ({ id, version }));
  if (items.length === 0) return null;
  const preview = await pusher.post<PushPreview>('/api/push-orders/preview', { items });
  return (await pusher.post<PushOrder>('/api/push-orders', { token: preview.token })).id;
}

/** Presses 重新推送, as a person does, for bills of which Kingdee has reported often enough that it does not hold them. */
async function decide({ pusher }: Office): Promise<void> {
  for (const { id, state } of await pusher.all<BillSummary>('/api/bills?stage=trouble')) {
    if (state !== 'in-doubt') continue;
    const bill = await pusher.get<BillDetail>(`/api/bills/${id}`);
    const { version } = bill;
    if (fits(bill, 'resend')) await pusher.post(`/api/bills/${id}/resend`, { version, reason: '在金蝶找过，没有' });
  }
}

/** Runs the last life without a kill: bills that are not finished when the window closes are stuck. */
async function recover(
  server: KillableServer,
  office: Office,
  without: string,
): Promise<Pick<MatrixResult, 'stuck' | 'openOrders'>> {
  await server.start({ CRASH_WITHOUT: without });
  while ((await push(office, 200)) !== null);
  const notThrough = (totals: StageTotals): [string, number][] =>
    totals.states.filter(({ state, count }) => state !== 'written-back' && count > 0).map((s) => [s.state, s.count]);
  let left: [string, number][] = [];
  let open = 0;
  const look = async (): Promise<boolean> => {
    await decide(office);
    left = notThrough(await office.admin.get<StageTotals>('/api/bills/stages'));
    const orders = await office.admin.get<PushOrders>('/api/push-orders');
    open = orders.items.filter(({ state }) => state !== 'done').length;
    return left.length === 0 && open === 0;
  };
  const patience = without === '' ? RECOVERY_MS.whole : RECOVERY_MS.without;
  await until(look, (through) => through, patience).catch(() => undefined);
  return { stuck: Object.fromEntries(left), openOrders: open };
}
