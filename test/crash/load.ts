import type { StageTotals } from '@dingdee/shared/bill';
import type { Selection } from '@dingdee/shared/bill-batch';
import type { MappingRowPage } from '@dingdee/shared/mapping';
import type { PushOrder, PushPreview } from '@dingdee/shared/push';
import { type Running, spawnSandbox, spawnServer } from '../bench/processes.js';
import { approveAll, fillTables, fixMappings, type Office, openOffice, pushAll, settled } from '../flow/office.js';
import { Person, type Place, until } from '../flow/person.js';
import * as company from '../sandbox/company.js';
import { seededRandom } from '../sandbox/faults.js';
import { type AnswerReport, Answers } from './answers.js';
import type { OwnDatabase } from './databases.js';
import type { Verdict } from './ledger-check.js';
import { Colleague, Payer } from './load-people.js';
import { type Memory, MemoryWatch } from './memory-watch.js';
import { SandboxControl } from './sandbox-control.js';

export interface LoadOptions {
  /** Number of approvals that are approved and being pushed while people work. */
  approvals: number;
  /** Duration of the push in seconds; Kingdee is made this slow. */
  seconds: number;
  seed: number;
  people?: number;
}

export interface LoadResult {
  verdict: Verdict;
  /** Number of bills by state at the end; all are written back if nothing is wrong. */
  states: Record<string, number>;
  /** Answers to the work of the people on the approvals that came in later. */
  answers: AnswerReport;
  memory: Memory;
  /** Measured time in seconds, from the confirmed order to its last bill. */
  seconds: number;
  /** Seconds before it: collecting, mapping and approving. */
  preparation: number;
  /** Lines of the server's log with an error. */
  logErrors: string[];
}

const PEOPLE = 30;
/** Number of queued approvals for each later approval that people have to handle. */
const QUEUED_PER_LATER = 4;
const MOST_LATER = 2_000;
/** Defaults of KINGDEE_BATCH and KINGDEE_CONCURRENCY; a chunk has four calls: save, submit, audit and the read-back. */
const AT_ONCE = 50 * 5;
const CALLS_PER_CHUNK = 4;
/** Keys whose rows are removed from the table before the later approvals come in. */
const LEFT_OPEN = ['市内交通', '住宿', '项目差旅费'];
/** Longest collection of 20,000 approvals on a busy machine. */
const COLLECTING_MS = 1_800_000;
/** Factor by which a busy machine may be slower. */
const SLOWEST = 6;

const secondsSince = (from: number): number => (performance.now() - from) / 1000;

/** Pushes a large order to Kingdee while thirty people work on new approvals; one server, the stand-ins in a separate process. */
export async function runLoad(database: OwnDatabase, options: LoadOptions): Promise<LoadResult> {
  const { approvals, seconds, seed } = options;
  const sandbox = await spawnSandbox({
    SANDBOX_APPROVALS: String(approvals),
    SANDBOX_SEED: String(seed),
    SANDBOX_QPS: '0',
    SANDBOX_CLEAN: 'on',
  });
  const server = await spawnServer(sandbox.line, { DATABASE_URL: database.url, DINGTALK_QPS: '0' }).catch(
    async (error) => {
      await sandbox.stop();
      throw error;
    },
  );
  try {
    const control = new SandboxControl(sandbox.line);
    const place: Place = {
      url: server.url,
      log: server.log,
      sandbox: { dingtalk: sandbox.line.dingtalk, issueCode: (userid) => control.issueCode(userid) },
    };
    const started = performance.now();
    const office = await openOffice(place);
    const later = Math.min(MOST_LATER, Math.ceil(approvals / QUEUED_PER_LATER));
    await queueUp(office, approvals);
    await moreToComeIn(office, control, options, later);
    const people = await colleagues(place, office, options.people ?? PEOPLE);
    const preparation = secondsSince(started);
    const latencyMs = Math.round((seconds * 1000 * AT_ONCE) / approvals / CALLS_PER_CHUNK);
    await control.switches({ kingdee: { latencyMs } });
    const worked = await workWhilePushing(office, server, people, seed, seconds);
    await control.switches({ kingdee: { latencyMs: 0 } });
    await finish(office);
    const { states } = await office.admin.get<StageTotals>('/api/bills/stages');
    return {
      ...worked,
      verdict: await control.verdict(),
      states: Object.fromEntries(states.filter(({ count }) => count > 0).map(({ state, count }) => [state, count])),
      preparation,
      logErrors: server
        .log()
        .split('\n')
        .filter((line) => /"level":"(error|fatal)"/.test(line)),
    };
  } finally {
    await server.stop();
    await sandbox.stop();
  }
}

/** Collects, maps and approves everything. @throws Error if a bill is not approved: the run would prove less than it claims. */
async function queueUp(office: Office, count: number): Promise<void> {
  await fillTables(office);
  await collected(office, count);
  await fixMappings(office);
  const selection = await office.reviewer.post<Selection>('/api/selections', { stage: 'review' });
  await office.reviewer.post('/api/bills/approve', { selectionId: selection.id, shown: selection });
  await approveAll(office);
  const { stages } = await office.admin.get<StageTotals>('/api/bills/stages');
  const approved = stages.find(({ stage }) => stage === 'push')?.count ?? 0;
  if (approved !== count) throw new Error(`${approved} of ${count} bills were approved`);
}

/** Presses 现在采集 and waits until there are `count` bills in all, each mapped as far as possible. */
async function collected(office: Office, count: number): Promise<void> {
  await office.admin.post('/api/runs', {});
  await until(
    () => office.admin.get<StageTotals>('/api/bills/stages'),
    (totals) =>
      totals.collected.count >= count &&
      !totals.states.some(({ state, count: left }) => state === 'collected' && left > 0),
    COLLECTING_MS,
  );
}

/** Adds approvals, many of which need a cost item that no table has any more. */
async function moreToComeIn(
  office: Office,
  control: SandboxControl,
  { approvals, seed }: LoadOptions,
  count: number,
): Promise<void> {
  for (const label of LEFT_OPEN) {
    const found = await office.admin.get<MappingRowPage>(
      `/api/mapping/tables/costItem/rows?q=${encodeURIComponent(label)}`,
    );
    for (const { id, key } of found.items)
      if (key === label) await office.admin.raw('DELETE', `/api/mapping/tables/costItem/rows/${id}`);
  }
  await control.generate(count, seed + 1);
  await collected(office, approvals + count);
}

async function colleagues(place: Place, office: Office, count: number): Promise<Person[]> {
  const known = new Set([office.admin, office.reviewer, office.pusher].map(({ userId }) => userId));
  const chosen = company.employees.filter(({ userid }) => !known.has(userid)).slice(0, count);
  const people: Person[] = [];
  for (const { userid } of chosen) {
    await office.admin.put(`/api/roles/${userid}`, { roles: ['viewer', 'mapper', 'reviewer'] });
    people.push(await Person.login(place, userid));
  }
  return people;
}

async function workWhilePushing(
  office: Office,
  server: Running,
  people: readonly Person[],
  seed: number,
  seconds: number,
): Promise<Pick<LoadResult, 'answers' | 'memory' | 'seconds'>> {
  const chosen = await office.pusher.post<Selection>('/api/selections', { stage: 'push' });
  const preview = await office.pusher.post<PushPreview>('/api/push-orders/preview', {
    selectionId: chosen.id,
    shown: chosen,
  });
  const order = await office.pusher.post<PushOrder>('/api/push-orders', { token: preview.token });
  const answers = new Answers();
  const evening = new AbortController();
  const random = seededRandom(seed);
  const memory = new MemoryWatch(server.rssMiB);
  const started = performance.now();
  const day = Promise.all([
    ...people.map((person) => new Colleague(person, answers, random).work(evening.signal)),
    new Payer(office.pusher, answers, order).work(evening.signal),
  ]);
  try {
    await until(
      () => orderState(office, order.id),
      (state) => state === 'done',
      seconds * SLOWEST * 1000,
    );
    const left = seconds * 1000 - (performance.now() - started);
    if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
  } finally {
    evening.abort();
    await day;
  }
  return { answers: answers.report(), memory: memory.stop(), seconds: secondsSince(started) };
}

/** Returns the state of the order, read by id: it leaves the list of the latest twenty when others follow. */
const orderState = async (office: Office, id: string): Promise<string> =>
  (await office.admin.get<PushOrder>(`/api/push-orders/${id}`)).state;

/** Finishes the work that the people left. */
async function finish(office: Office): Promise<void> {
  await fixMappings(office);
  await approveAll(office);
  await pushAll(office, 600_000);
  // Waits also for the bills that the last order still pushes.
  await settled(office, 600_000).catch(() => undefined);
}
