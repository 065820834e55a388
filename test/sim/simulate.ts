import { closeSound } from '../flow/batch.js';
import { runVerify } from '../flow/verify-command.js';
import { pass, standStill, startOver } from '../flow/virtual-time.js';
import { DAY_MS, type Plan } from './plan.js';
import { brokenRules, unfinished } from './rules.js';
import { SimulatedOffice } from './simulated-office.js';

export interface Outcome {
  /** What is wrong, in words; empty: everything held. */
  wrong: string[];
  approvals: number;
  faults: number;
  presses: Readonly<Record<string, number>>;
  /** Calls of the product with their virtual ms, the same each time of one plan. */
  journal: string[];
}

/** So often people look at their desk once everything that disturbed it is over, every ten minutes. */
const ROUNDS_TO_REST = 36;
const NIGHT_MS = 24 * 3_600_000 - DAY_MS;

/** What the first start of a process loads takes real time, in which nothing is drawn. */
let warm: Promise<void> | null = null;

/** The office of one plan, from its first morning until everything has come to rest. Whatever is drawn in it comes of the plan's seed. */
export async function simulate(plan: Plan): Promise<Outcome> {
  warm ??= SimulatedOffice.open(plan).then(({ run }) => closeSound(run));
  await warm;
  startOver(plan.seed);
  const office = await SimulatedOffice.open(plan);
  const journal = recorded(office);
  const wrong: string[] = [];
  const { ctx } = office.run.stack.sandbox.state;
  let faults = 0;
  try {
    await live(office, plan, (broken) => wrong.push(...broken));
    faults = ctx.faults.fired;
    await comeToRest(office);
    wrong.push(...brokenRules(office), ...unfinished(office));
    const { code, output } = await runVerify(office.run.stack);
    if (code !== 0 || !output.includes('不符 0 处')) wrong.push(`核对：${output.slice(-600)}`);
  } catch (error) {
    wrong.push(error instanceof Error ? `${error.message}\n${error.stack}` : String(error));
  } finally {
    await closeSound(office.run).catch((error: unknown) => wrong.push(String(error)));
  }
  const presses = Object.fromEntries(office.presses);
  return { wrong: [...new Set(wrong)], approvals: office.filed.length, faults, presses, journal };
}

async function live(office: SimulatedOffice, plan: Plan, tell: (broken: string[]) => void): Promise<void> {
  const later: { at: number; act: () => Promise<void> }[] = [];
  // A night counts for nothing in a plan.
  let nights = performance.now();
  const now = (): number => performance.now() - nights;
  const waitFor = async (at: number): Promise<void> => {
    const ms = Math.ceil(at - now());
    if (ms > 0) await pass(`${ms} ms`);
  };
  const dueUntil = async (at: number): Promise<void> => {
    for (let next = soonest(later, at); next; next = soonest(later, at)) {
      await waitFor(next.at);
      await next.act();
    }
    await waitFor(at);
  };
  for (let day = 0; day < plan.days; day++) {
    for (const happening of plan.happenings.filter(({ at }) => Math.floor(at / DAY_MS) === day)) {
      await dueUntil(happening.at);
      const more = await office.happens(happening);
      if (more) later.push({ at: now() + more.minutes * 60_000, act: more.act });
      tell(brokenRules(office));
    }
    await dueUntil((day + 1) * DAY_MS);
    standStill(NIGHT_MS);
    nights += NIGHT_MS;
    await office.logInAgain();
  }
  for (const { act } of later) await act();
}

/** Takes the next one that is due until then. */
function soonest<T extends { at: number }>(list: T[], until: number): T | undefined {
  const [next] = list.filter(({ at }) => at <= until).sort((one, other) => one.at - other.at);
  if (next) list.splice(list.indexOf(next), 1);
  return next;
}

async function comeToRest(office: SimulatedOffice): Promise<void> {
  await office.calm();
  for (let round = 0; round < ROUNDS_TO_REST; round++) {
    await office.work(0);
    await pass('10 min');
    if (round > 1 && unfinished(office).length === 0 && (await isQuiet(office))) return;
  }
}

async function isQuiet(office: SimulatedOffice): Promise<boolean> {
  const { states } = await office.totals();
  const moving = new Set(['collected', 'ready', 'approved', 'pushing', 'in-doubt', 'failed', 'booked']);
  return states.every(({ state, count }) => count === 0 || !moving.has(state));
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
