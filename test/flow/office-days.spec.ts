import './virtual-time.js';
import { afterAll, describe, expect, it } from 'vitest';
import { invariant } from '../invariant.js';
import { type Plan, planOf } from '../sim/plan.js';
import { shrink } from '../sim/shrink.js';
import { type Outcome, simulate } from '../sim/simulate.js';
import { storyOf } from '../sim/tell.js';
import { inVirtualTime } from './virtual-time.js';

/** Set by `npm run sim`: the first seed, how many, for how many days, and how many runs a shrinking may take. */
const { SIM_SEED = '1', SIM_SEEDS = '2', SIM_DAYS = '1', SIM_SHRINK = '0' } = process.env;
const seeds = Array.from({ length: Number(SIM_SEEDS) }, (_, index) => Number(SIM_SEED) + index);
const MOST_MS = 3_600_000;
const seen = new Map<number, Outcome>();
const isWatched = process.env.SIM_SEED !== undefined;
/** Seconds of processor of all seeds. */
let spent = 0;

afterAll(printMet);

describe.skipIf(!inVirtualTime)('an office whose days are drawn from a seed', () => {
  it.each(seeds)(
    'seed %i: one bill and one comment an approval, whatever happens, and nothing is left undone',
    async (seed) => {
      const plan = planOf(seed, Number(SIM_DAYS));
      const began = process.cpuUsage();
      const outcome = await simulate(plan);
      seen.set(seed, outcome);
      const { user, system } = process.cpuUsage(began);
      spent += (user + system) / 1e6;
      print(seed, outcome, (user + system) / 1e6);
      if (outcome.wrong.length === 0) return;
      const goesWrong = async (happenings: typeof plan.happenings): Promise<boolean> =>
        (await simulate({ ...plan, happenings })).wrong.length > 0;
      const happenings = await shrink(before(plan, outcome), goesWrong, Number(SIM_SHRINK));
      const story = storyOf({ ...plan, happenings });
      invariant(() => expect.fail(`${outcome.wrong.join('\n')}\n\n${story}`));
    },
    MOST_MS,
  );

  it(
    'one seed is the same days to the millisecond, deaths and restarts included; another seed others',
    async () => {
      const [first = 1, second] = seeds;
      const [one, other] = [seen.get(first), seen.get(second ?? first)];
      const again = await simulate(planOf(first, Number(SIM_DAYS)));
      expect(again.journal).toEqual(one?.journal);
      expect(again.journal.length).toBeGreaterThan(50);
      if (second !== undefined) expect(other?.journal).not.toEqual(one?.journal);
    },
    MOST_MS,
  );
});

/** What comes after something is wrong has no part in it. */
const before = ({ happenings }: Plan, { wrongAt }: Outcome): typeof happenings =>
  happenings.filter(({ at }) => at <= wrongAt);

/** Where somebody looks on: what a seed was about. */
function print(seed: number, { approvals, faults, presses, wrong }: Outcome, seconds: number): void {
  if (!isWatched) return;
  const pressed = Object.entries(presses).map(([action, times]) => `${action} ${times}`);
  process.stdout.write(
    `seed ${seed}: ${approvals} approvals, ${faults} faults, presses ${pressed.join(', ') || 'none'}, ${seconds.toFixed(1)} s of processor; ${wrong.length === 0 ? 'held' : wrong.join('; ').slice(0, 2_000)}\n`,
  );
}

/** What all seeds together have met: how much a run has tried. */
function printMet(): void {
  if (!isWatched) return;
  const sum = new Map<string, number>();
  const seedsOf = new Map<string, number>();
  for (const { met } of seen.values())
    for (const [code, times] of met) {
      sum.set(code, (sum.get(code) ?? 0) + times);
      seedsOf.set(code, (seedsOf.get(code) ?? 0) + 1);
    }
  const lines = [...sum].sort(([one], [other]) => (one < other ? -1 : 1));
  const rows = lines.map(
    ([code, times]) => `${String(times).padStart(6)}  in ${String(seedsOf.get(code)).padStart(4)} seeds  ${code}`,
  );
  const days = seen.size * Number(SIM_DAYS);
  process.stdout.write(
    `what was met in ${seen.size} seeds:\n${rows.join('\n')}\n${days} office-days in ${spent.toFixed(0)} s of processor: ${Math.round((days * 3_600) / spent)} an hour\n`,
  );
}
