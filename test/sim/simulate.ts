import { closeSound, logErrors } from '../flow/batch.js';
import { runVerify } from '../flow/verify-command.js';
import { lookSeldom, pass, standStill, startOver } from '../flow/virtual-time.js';
import { DAY_MS, type Plan } from './plan.js';
import { brokenRules, unfinished } from './rules.js';
import { type Later, SimulatedOffice } from './simulated-office.js';

export interface Outcome {
  /** Errors, in words; empty: everything held. */
  wrong: string[];
  /** Time of the first error, as the plan counts time; Infinity: at the end. */
  wrongAt: number;
  approvals: number;
  faults: number;
  presses: Readonly<Record<string, number>>;
  /** Number of dangerous situations that occurred, by code; codes with a colon count entries that the product wrote about them. */
  met: ReadonlyMap<string, number>;
  /** Calls of the product with their virtual ms; the same for every run of a plan. */
  journal: string[];
}

/** Number of times that people look at their desk after all disturbances are over, every ten minutes. */
const ROUNDS_TO_REST = 36;
/** Interval of looks on a quiet day: thirteen queues that look every few seconds would be its whole cost. */
const CALM_MS = 30_000;
const NIGHT_MS = 24 * 3_600_000 - DAY_MS;

/** First start of a process, which loads modules in real time; nothing is drawn during it. */
let warm: Promise<void> | null = null;

/** Runs the office of one plan from its first morning until no work is left. All random values come from the plan's seed. */
export async function simulate(plan: Plan): Promise<Outcome> {
  warm ??= SimulatedOffice.open(plan).then(({ run, beside }) => {
    beside.close();
    return closeSound(run);
  });
  await warm;
  startOver(plan.seed);
  lookSeldom(CALM_MS);
  const office = await SimulatedOffice.open(plan);
  const journal = recorded(office);
  const wrong: string[] = [];
  const { ctx } = office.run.stack.sandbox.state;
  let faults = 0;
  let wrongAt = Number.POSITIVE_INFINITY;
  try {
    wrongAt = await live(office, plan, wrong);
    faults = ctx.faults.fired;
    if (wrong.length === 0) wrong.push(...(await comeToRest(office)));
    if (wrong.length === 0) wrong.push(...(await differences(office)));
  } catch (error) {
    wrong.push(error instanceof Error ? `${error.message}\n${error.stack}` : String(error));
  } finally {
    for (const { action, times } of noted(office)) office.met.add(`audit: ${action}`, times);
    office.beside.close();
    wrong.push(...logErrors(office.run).filter((line) => !EXPECTED.test(line)));
    await office.run.stack.close().catch((error: unknown) => wrong.push(String(error)));
  }
  const presses = Object.fromEntries(office.presses);
  return {
    wrong: [...new Set(wrong)],
    wrongAt,
    approvals: office.filed.length,
    faults,
    presses,
    met: office.met.counts,
    journal,
  };
}

/** Log line about a row that was spoilt on purpose. */
const EXPECTED = /读不出来/;

/** Actions of the product that are counted from its audit log. */
const NOTED = [
  ...['push-in-doubt', 'found-before-send', 'push-amended', 'push-commented', 'push-other-form', 'push-stopped'],
  ...['probe', 'resend', 'continue', 'withdraw', 'withdrawn', 'voided', 'adopted'],
];
const noted = ({ beside }: SimulatedOffice): { action: string; times: number }[] =>
  beside.all(
    `SELECT action, COUNT(*) AS times FROM audit WHERE action IN (${NOTED.map(() => '?').join()}) GROUP BY action`,
    ...NOTED,
  );

async function differences({ run }: SimulatedOffice): Promise<string[]> {
  const { code, output } = await runVerify(run.stack);
  return code === 0 && output.includes('不符 0 处') ? [] : [`核对：${output.slice(-600)}`];
}

/** Runs the days of the plan. @returns the time of the first error, which ends the run; Infinity if there is none. */
async function live(office: SimulatedOffice, plan: Plan, wrong: string[]): Promise<number> {
  const later: (Later & { at: number })[] = [];
  // The time of a plan does not include nights.
  let nights = performance.now();
  const now = (): number => performance.now() - nights;
  const isDue = (more: Later | null): void => {
    if (more) later.push({ ...more, at: now() + more.minutes * 60_000 });
  };
  const waitFor = async (at: number): Promise<void> => {
    const ms = Math.ceil(at - now());
    if (ms > 0) await pass(`${ms} ms`);
  };
  const dueUntil = async (at: number): Promise<void> => {
    for (let next = soonest(later, at); next; next = soonest(later, at)) {
      await waitFor(next.at);
      isDue(await next.act());
    }
    await waitFor(at);
  };
  for (let day = 0; day < plan.days; day++) {
    for (const happening of plan.happenings.filter(({ at }) => Math.floor(at / DAY_MS) === day)) {
      await dueUntil(happening.at);
      isDue(await office.happens(happening));
      wrong.push(...brokenRules(office));
      if (wrong.length > 0) return happening.at;
    }
    await dueUntil((day + 1) * DAY_MS);
    standStill(NIGHT_MS);
    nights += NIGHT_MS;
    await office.logInAgain();
  }
  for (const { act } of later) await act();
  return Number.POSITIVE_INFINITY;
}

/** Removes and returns the next entry that is due until then. */
function soonest<T extends { at: number }>(list: T[], until: number): T | undefined {
  const [next] = list.filter(({ at }) => at <= until).sort((one, other) => one.at - other.at);
  if (next) list.splice(list.indexOf(next), 1);
  return next;
}

/** Waits until no work is left. @returns the errors, checked while unreadable bills wait and again after they are repaired. */
async function comeToRest(office: SimulatedOffice): Promise<string[]> {
  await office.calm();
  await untilQuiet(office);
  const wrong = [...brokenRules(office), ...unfinished(office)];
  if (wrong.length > 0 || office.spoilt.size === 0) return wrong;
  await office.putRight();
  await pass('11 min');
  await untilQuiet(office);
  return [...brokenRules(office), ...unfinished(office)];
}

async function untilQuiet(office: SimulatedOffice): Promise<void> {
  for (let round = 0; round < ROUNDS_TO_REST; round++) {
    await office.work(0);
    await pass('10 min');
    if (round > 1 && unfinished(office).length === 0 && (await isQuiet(office))) return;
  }
}

async function isQuiet(office: SimulatedOffice): Promise<boolean> {
  const { states } = await office.totals();
  const moving = new Set(['collected', 'ready', 'approved', 'pushing', 'in-doubt', 'failed', 'booked']);
  const count = states.reduce((sum, { state, count }) => sum + (moving.has(state) ? count : 0), 0);
  return count <= office.unreadable().size;
}

function recorded(office: SimulatedOffice): string[] {
  const journal: string[] = [];
  const { calls } = office.run.stack.sandbox.state.ctx;
  const record = calls.record.bind(calls);
  const began = performance.now();
  calls.record = (system, api, nowMs) => {
    journal.push(`${Math.round(performance.now() - began)} ${system} ${api}`);
    return record(system, api, nowMs);
  };
  return journal;
}
