import type { BillSummary } from '@dingdee/shared/bill';
import type { PushOrder, PushPreview } from '@dingdee/shared/push';
import { spawnSandbox } from '../bench/processes.js';
import { approveAll, collect, fillTables, fixMappings, type Office, openOffice } from '../flow/office.js';
import { Person, until } from '../flow/person.js';
import { freePort } from '../flow/stack.js';
import type { DatabaseKind, OwnDatabase } from './databases.js';
import { KillableServer } from './killable-server.js';
import type { Verdict } from './ledger-check.js';
import { showNumbers } from './numbers-shown.js';
import { SandboxControl } from './sandbox-control.js';

export interface RecoveryOptions {
  bills: number;
  seed: number;
}

/** Times in seconds from the moment the successor was ready, or from the kill if the successor is a second process. */
export interface RecoveryResult {
  /** Number of bills that Kingdee held when the process was dead, and (`absent`) of those of which nothing had arrived. */
  held: number;
  absent: number;
  /** Time until every held bill was audited and commented. */
  heldThrough: number;
  /** Time until the other bills were too, sent again after the rules of doubt allowed it. */
  absentThrough: number;
  /** Seconds until the successor was ready; not part of the times above if it starts after the kill. */
  start: number;
  /** The order while bills were in doubt; `told` is the number of bills for which the screen showed the time of the next look. */
  meanwhile: { state: string; inDoubt: number; told: number };
  verdict: Verdict;
  log: string;
}

/** Duration of a call, long enough that the kill cuts each of the steps. */
const LATENCY_MS = 1_500;
const PATIENCE_MS = 480_000;
/** Fault for chunks of saves that never arrive: Kingdee holds nothing of them. */
const NEVER_ARRIVES = { system: 'kingdee', kind: 'hang', api: '.BatchSave.', times: 1, skip: 2 } as const;

/** Kills the only process (kill −9) in the middle of a push, with all default times; no person acts afterwards. */
export async function runRecovery(
  kind: DatabaseKind,
  database: OwnDatabase,
  { bills, seed }: RecoveryOptions,
): Promise<RecoveryResult> {
  const sandbox = await spawnSandbox({
    SANDBOX_APPROVALS: String(bills),
    SANDBOX_SEED: String(seed),
    SANDBOX_QPS: '0',
    SANDBOX_CLEAN: 'on',
  });
  const control = new SandboxControl(sandbox.line);
  const settings = { DATABASE_URL: database.url, DINGTALK_QPS: '20' };
  const first = new KillableServer(await freePort(), sandbox.line, settings, {});
  const second = new KillableServer(await freePort(), sandbox.line, settings, {});
  try {
    await first.start();
    const office = await prepare(first, control, sandbox.line, bills);
    // The installation has pushed before; in a new one the bills that Kingdee does not hold rightly wait for a person.
    await first.end('SIGTERM');
    await showNumbers(database.url, sandbox.line, office.schemeId);
    await first.start();
    // On MariaDB the successor is a second process that was running all the time.
    if (kind === 'mariadb') await second.start({ KINGDEE_CONCURRENCY: '5' });
    const order = await killInMidPush(first, second, kind, control, office);
    const dead = performance.now();
    const starting = kind === 'sqlite' ? second.start() : Promise.resolve();
    await starting;
    const ready = performance.now();
    const from = kind === 'sqlite' ? ready : dead;
    await control.calm();
    const { approvals, bills: inKingdee } = await control.ledgers();
    const held = new Set(inKingdee.map(({ thirdBillNo }) => thirdBillNo));
    const all = approvals.map(({ instanceId }) => instanceId);
    const pusher = await Person.login(
      { url: second.url, log: () => second.log(), sandbox: partsOf(sandbox.line, control) },
      office.pusher.userId,
    );
    const meanwhile = watchOrder(pusher, order.id);
    await through(control, (id) => held.has(id));
    const heldThrough = performance.now();
    await through(control, () => true);
    const absentThrough = performance.now();
    await until(
      () => orderOf(pusher, order.id),
      ({ state }) => state === 'done',
      60_000,
    );
    return {
      held: held.size,
      absent: all.length - held.size,
      heldThrough: (heldThrough - from) / 1000,
      absentThrough: (absentThrough - from) / 1000,
      start: (ready - dead) / 1000,
      meanwhile: await meanwhile,
      verdict: await control.verdict(),
      log: second.log(),
    };
  } finally {
    await first.end('SIGKILL');
    await second.end('SIGKILL');
    await sandbox.stop();
  }
}

const partsOf = (
  line: { dingtalk: { corpId: string; processCodes: Record<string, string> } },
  control: SandboxControl,
) => ({ dingtalk: line.dingtalk, issueCode: (userid: string) => control.issueCode(userid) });

async function prepare(
  server: KillableServer,
  control: SandboxControl,
  line: Parameters<typeof partsOf>[0],
  bills: number,
): Promise<Office> {
  const office = await openOffice({ url: server.url, log: () => server.log(), sandbox: partsOf(line, control) });
  await fillTables(office);
  await collect(office);
  await fixMappings(office);
  await approveAll(office);
  const approved = await office.pusher.all<BillSummary>('/api/bills?stage=push');
  if (approved.length !== bills) throw new Error(`${approved.length} of ${bills} bills were approved`);
  return office;
}

/** Kills the process when half of the bills are finished and commented and the rest is saved, submitted or being sent. */
async function killInMidPush(
  first: KillableServer,
  second: KillableServer,
  kind: DatabaseKind,
  control: SandboxControl,
  { pusher }: Office,
): Promise<PushOrder> {
  const bills = await pusher.all<BillSummary>('/api/bills?stage=push');
  const preview = await pusher.post<PushPreview>('/api/push-orders/preview', {
    items: bills.map(({ id, version }) => ({ id, version })),
  });
  await control.switches({ kingdee: { latencyMs: LATENCY_MS } });
  await control.arm([NEVER_ARRIVES]);
  const order = await pusher.post<PushOrder>('/api/push-orders', { token: preview.token });
  await until(
    () => control.ledgers(),
    ({ bills: held, said }) => {
      const commented = [...said.values()].filter((texts) => texts.length > 0).length;
      return held.length >= bills.length / 2 && (commented > 0 || held.some(({ status }) => status === 'C'));
    },
    120_000,
  );
  await first.end('SIGKILL');
  if (kind === 'sqlite' && second.alive) throw new Error('two processes on one file');
  await control.switches({ kingdee: { latencyMs: 15 } });
  return order;
}

/** Waits until Kingdee holds each of these bills audited and each approval has its comment. */
async function through(control: SandboxControl, concerns: (instanceId: string) => boolean): Promise<void> {
  await until(
    () => control.verdict(),
    ({ lost, notAudited, withoutComment }) => ![...lost, ...notAudited, ...withoutComment].some(concerns),
    PATIENCE_MS,
  );
}

const orderOf = (pusher: Person, id: string): Promise<PushOrder> => pusher.get<PushOrder>(`/api/push-orders/${id}`);

/** Returns the order as the screen shows it when a bill of it is first in doubt. */
async function watchOrder(pusher: Person, id: string): Promise<RecoveryResult['meanwhile']> {
  const seen = await until(
    () => orderOf(pusher, id),
    ({ inDoubt, state }) => inDoubt.count > 0 || state === 'done',
    PATIENCE_MS,
  );
  const doubtful = seen.items.filter(({ state }) => state === 'in-doubt');
  return {
    state: seen.state,
    inDoubt: seen.inDoubt.count,
    told: doubtful.filter(({ nextProbeAt }) => nextProbeAt !== null).length,
  };
}
