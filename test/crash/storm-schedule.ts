import type { Verdict } from './ledger-check.js';
import { type Blow, CALM, type Schedule } from './schedule.js';
import type { StormGround } from './storm-ground.js';
import { StormOffice } from './storm-office.js';

export interface StormOutcome {
  /** Errors, in words; empty = held. */
  wrong: string[];
  fired: number;
  /** Duration in seconds, without the starts of the servers at the beginning. */
  seconds: number;
  /** Part of `seconds` after the faults were cleared. */
  recovery: number;
  log: string;
}

/** Time for which the faults stay armed, unless all bills are finished earlier. */
const STORM_MS = 4_500;
/** Longest recovery after the storm on a busy machine; the actual time is printed. */
const RECOVERY_MS = 90_000;
const PASS_MS = 150;
const DOWN_MS = 200;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs one schedule with its own copy of the database, empty stand-ins, its faults and its blows; then compares the stand-ins' ledgers. */
export async function runSchedule(stage: StormGround, schedule: Schedule): Promise<StormOutcome> {
  const { control, servers } = stage;
  const logStart = servers.map((server) => server.log().length);
  const database = await stage.freshCopy();
  try {
    await control.reset(schedule.seed, schedule.bills);
    await control.switches(schedule.positions);
    // The servers collect as soon as they have started, so the faults are armed before.
    await control.arm(schedule.faults);
    const settings = { DATABASE_URL: database.url, ...schedule.manner };
    await Promise.all(servers.map((server) => server.start(settings)));
    const started = performance.now();
    const people = new StormOffice(stage.office, schedule.bills);
    const end = performance.now() + STORM_MS;
    const blows = Promise.all(schedule.blows.map((blow) => strike(stage, blow, settings)));
    while (performance.now() < end && !(await isThrough(people, schedule.bills, false))) {
      await people.pass();
      await sleep(PASS_MS);
    }
    await blows;
    const fired = await control.calm();
    await control.switches(CALM);
    for (const server of servers) if (!server.alive) await server.start(settings);
    const refusedComments = schedule.faults.some(
      ({ system, kind }) => system === 'dingtalk' && kind === 'permission-denied',
    );
    const calmed = performance.now();
    const last = calmed + RECOVERY_MS;
    while (performance.now() < last && !(await isThrough(people, schedule.bills, refusedComments))) {
      await people.pass();
      await sleep(PASS_MS);
    }
    const states = await people.states().catch(() => ({ unreachable: 1 }));
    const wrong = complaints(await control.verdict(), states, schedule.bills, refusedComments);
    return {
      wrong,
      fired,
      seconds: (performance.now() - started) / 1000,
      recovery: (performance.now() - calmed) / 1000,
      log: servers.map((server, i) => server.log().slice(logStart[i])).join('\n--\n'),
    };
  } finally {
    await control.calm();
    for (const server of servers) await server.end('SIGKILL');
    await database.drop();
  }
}

/** Whether every bill is written back; if comments may have been refused for good, a booked bill counts as well. */
async function isThrough(people: StormOffice, bills: number, refusedComments: boolean): Promise<boolean> {
  try {
    const states = await people.states();
    return (states['written-back'] ?? 0) + (refusedComments ? (states.booked ?? 0) : 0) === bills;
  } catch {
    return false;
  }
}

async function strike(
  stage: StormGround,
  { what, atMs, server: which }: Blow,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  await sleep(atMs);
  const server = stage.servers[which];
  if (what === 'restart-database') {
    await stage.database?.kill();
    await sleep(DOWN_MS);
    await stage.database?.start();
  } else if (what === 'lose-redis') {
    await stage.redis?.kill();
    await sleep(DOWN_MS);
    await stage.redis?.start();
  } else if (server?.alive) {
    await server.end(what === 'kill-server' ? 'SIGKILL' : 'SIGTERM');
    // It may start while the database is down; then its supervisor tries again.
    for (let tries = 0; tries < 10 && !server.alive; tries++) await server.start(settings).catch(() => sleep(DOWN_MS));
  }
}

function complaints(
  verdict: Verdict,
  states: Readonly<Record<string, number>>,
  bills: number,
  refusedComments: boolean,
): string[] {
  const wrong: string[] = [];
  const none = (what: string, list: readonly string[]): void => {
    if (list.length > 0) wrong.push(`${what}: ${list.join(' ')}`);
  };
  if (verdict.approvals !== bills) wrong.push(`the stand-in has ${verdict.approvals} approvals instead of ${bills}`);
  none('duplicates', verdict.duplicates);
  none('lost', verdict.lost);
  none('not audited', verdict.notAudited);
  none('another amount', verdict.wrongAmount);
  none('commented twice', verdict.doubleComment);
  // A comment that DingTalk refused is shown on the bill, which stays 已入账 (product.md §9).
  const excused = refusedComments ? (states.booked ?? 0) : 0;
  if (verdict.withoutComment.length > excused) none('without a comment', verdict.withoutComment);
  const resting = (states['written-back'] ?? 0) + excused;
  if (resting !== bills) wrong.push(`stuck: ${JSON.stringify(states)}`);
  return wrong;
}
