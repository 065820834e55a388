import type { BillSummary } from '@dingdee/shared/bill';
import type { CallBudget, EventChannel, IntakeRun } from '@dingdee/shared/intake';
import { type Office, openOffice } from '../flow/office.js';
import { until } from '../flow/person.js';
import { freePort } from '../flow/stack.js';
import { dingtalkAccount } from '../sandbox/dingtalk/account.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { seededRandom } from '../sandbox/faults.js';
import { type Sandbox, startSandbox } from '../sandbox/start.js';
import type { OwnDatabase } from './databases.js';
import { type Delivered, deliver, messagesOf } from './event-deliveries.js';
import { KillableServer } from './killable-server.js';

export interface FloodOptions {
  /** Number of finished approvals, one event each. */
  events: number;
  seed: number;
  kills: number;
}

export interface FloodResult extends Pick<Delivered, 'acknowledged' | 'unanswered' | 'kills'> {
  ended: number;
  agreed: number;
  /** Number of approvals without an acknowledged message: never sent, or given up after the third time. */
  undelivered: number;
  messages: number;
  /** Number of agreed approvals without a bill or with two, after the events alone and (`afterSweep`) after the next sweep. */
  afterEvents: { missing: number; twice: number };
  afterSweep: { missing: number; twice: number };
  /** Number of bills of approvals that were not agreed. */
  strangers: number;
  /** Number of detail calls that the stand-in answered: for delivered events, and by the sweep for the others. */
  calls: { events: number; sweep: number };
  /** Number of approvals whose details were requested more than once. */
  askedAgain: number;
  /** Number of events that still have to be processed, and (`lost`) of acknowledged events without a bill. */
  waiting: number;
  lost: number;
  /** Time from the first message until every delivered event is a bill, and time of the whole run. */
  seconds: { events: number; all: number };
}

/** Number of calls to DingTalk that a killed process may have in flight and repeats. */
const UNDER_WAY = 50;

/** Returns the errors, in words. */
export function complaintsOf(result: FloodResult): string[] {
  const { afterEvents, afterSweep, strangers, waiting, lost, calls, ended, undelivered, kills } = result;
  const delivered = ended - undelivered;
  const said = (count: number, words: string): string[] => (count > 0 ? [`${count} ${words}`] : []);
  return [
    ...said(result.unanswered, 'events of the stream were never acknowledged'),
    ...said(lost, 'acknowledged events made no bill'),
    ...said(afterSweep.missing, 'approvals have no bill after the sweep'),
    ...said(Math.max(afterEvents.twice, afterSweep.twice), 'approvals have two bills'),
    ...said(strangers, 'bills of approvals that did not pass'),
    ...said(waiting, 'events are still waiting'),
    ...(result.askedAgain > kills * UNDER_WAY || calls.events > delivered + kills * UNDER_WAY
      ? [`${calls.events} detail calls for ${delivered} approvals, ${result.askedAgain} asked for again`]
      : []),
    ...(calls.events < delivered ? [`${calls.events} detail calls for ${delivered} approvals`] : []),
    ...(calls.sweep > undelivered ? [`the sweep made ${calls.sweep} detail calls for ${undelivered} approvals`] : []),
  ];
}

const LOOK_MS = 500;
const LONG_MS = 1_800_000;

/**
 * Sends events in random order, twice, over two channels or not at all, to a server that is killed again and again; then runs one sweep.
 */
export async function runFlood(database: OwnDatabase, options: FloodOptions): Promise<FloodResult> {
  const started = performance.now();
  const sandbox = await startSandbox({ approvals: 0, qps: 0, seed: options.seed });
  const server = new KillableServer(await freePort(), sandbox, {
    DATABASE_URL: database.url,
    SWEEP_INTERVAL_MS: '0',
    LOOK_BACK_INTERVAL_MS: '0',
    DINGTALK_EVENTS: 'stream',
    EVENT_RETRY_MS: '100',
    DINGTALK_CALLBACK_TOKEN: dingtalkAccount.callbackToken,
    DINGTALK_CALLBACK_AES_KEY: dingtalkAccount.callbackAesKey,
    // A machine that is busy with kills answers slowly.
    DINGTALK_TIMEOUT_MS: '5000',
  });
  try {
    await server.start();
    const office = await openOffice({ url: server.url, log: () => server.log(), sandbox });
    const ended = endedApprovals(sandbox, options);
    const messages = messagesOf(ended, seededRandom(options.seed));
    await until(
      () => office.admin.get<EventChannel>('/api/runs/channel'),
      ({ state }) => state === 'ok',
    );
    const first = performance.now();
    const { accepted, ...delivered } = await deliver(server, sandbox, messages, options.kills);
    await eventually(async () => (await eventsOf(office)).waiting === 0);
    await mapped(office);
    const eventSeconds = (performance.now() - first) / 1000;
    const afterEvents = await billsOf(office, ended);
    const shown = new Map(sandbox.state.dingtalk.state.approvals.shown);
    await sweep(office);
    await mapped(office);
    const afterSweep = await billsOf(office, ended);
    const shownInAll = sandbox.state.dingtalk.state.approvals.shown;
    const isLost = ({ instanceId, businessId }: SandboxApproval) =>
      accepted.has(instanceId) && !afterEvents.there.has(businessId);
    return {
      ...delivered,
      ended: ended.length,
      agreed: ended.filter(isAgreed).length,
      undelivered: ended.length - accepted.size,
      messages: messages.length,
      afterEvents,
      afterSweep,
      strangers: afterSweep.strangers,
      calls: { events: sumOf(shown), sweep: sumOf(shownInAll) - sumOf(shown) },
      askedAgain: [...shownInAll.values()].filter((times) => times > 1).length,
      waiting: (await eventsOf(office)).waiting,
      lost: ended.filter((approval) => isAgreed(approval) && isLost(approval)).length,
      seconds: { events: eventSeconds, all: (performance.now() - started) / 1000 },
    };
  } finally {
    await server.end('SIGKILL');
    await sandbox.close();
  }
}

const isAgreed = ({ status, result }: SandboxApproval): boolean => status === 'COMPLETED' && result === 'agree';
const sumOf = (shown: ReadonlyMap<string, number>): number => [...shown.values()].reduce((sum, n) => sum + n, 0);

function endedApprovals(sandbox: Sandbox, { events, seed }: FloodOptions): SandboxApproval[] {
  const ended = () => sandbox.state.dingtalk.state.approvals.all().filter(({ status }) => status === 'COMPLETED');
  for (let more = 0; ended().length < events; more++)
    sandbox.state.dingtalk.generate({ count: events - ended().length, seed: seed + more });
  for (const extra of ended().slice(events)) extra.deleted = true;
  return ended().slice(0, events);
}

/** Waits until a condition holds; looks rarely enough not to affect the measurement. */
async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + LONG_MS; !(await isSo()); ) {
    if (Date.now() > end) throw new Error('the events were not worked through within half an hour');
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

const eventsOf = async (office: Office): Promise<CallBudget['events']> =>
  (await office.admin.get<CallBudget>('/api/runs/budget')).events;

const mapped = (office: Office): Promise<void> =>
  eventually(async () => {
    const { states } = await office.admin.get<{ states: { state: string; count: number }[] }>('/api/bills/stages');
    return !states.some(({ state, count }) => state === 'collected' && count > 0);
  });

async function sweep(office: Office): Promise<void> {
  await office.admin.post('/api/runs', {});
  await eventually(async () => {
    const { items } = await office.admin.get<{ items: IntakeRun[] }>('/api/runs?limit=20');
    return items.some(({ kind, state }) => kind === 'manual' && state !== 'running');
  });
}

async function billsOf(office: Office, ended: readonly SandboxApproval[]) {
  const there = new Map<string, number>();
  for (const { businessId } of await office.admin.all<BillSummary>('/api/bills'))
    there.set(businessId, (there.get(businessId) ?? 0) + 1);
  const agreed = ended.filter(isAgreed).map(({ businessId }) => businessId);
  const wanted = new Set(agreed);
  return {
    there,
    missing: agreed.filter((id) => !there.has(id)).length,
    twice: agreed.filter((id) => (there.get(id) ?? 0) > 1).length,
    strangers: [...there.keys()].filter((id) => !wanted.has(id)).length,
  };
}
