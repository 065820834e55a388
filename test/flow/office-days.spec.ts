import './virtual-time.js';
import { describe, expect, it } from 'vitest';
import { invariant } from '../invariant.js';
import { planOf } from '../sim/plan.js';
import { shrink } from '../sim/shrink.js';
import { type Outcome, simulate } from '../sim/simulate.js';
import { storyOf } from '../sim/tell.js';
import { inVirtualTime } from './virtual-time.js';

/** Set by `npm run sim`: the first seed, how many, for how many days, and how many runs a shrinking may take. */
const { SIM_SEED = '1', SIM_SEEDS = '2', SIM_DAYS = '1', SIM_SHRINK = '0' } = process.env;
const seeds = Array.from({ length: Number(SIM_SEEDS) }, (_, index) => Number(SIM_SEED) + index);
const MOST_MS = 3_600_000;
const seen = new Map<number, Outcome>();

describe.skipIf(!inVirtualTime)('an office whose days are drawn from a seed', () => {
  it.each(seeds)(
    'seed %i: one bill and one comment an approval, whatever happens, and nothing is left undone',
    async (seed) => {
      const plan = planOf(seed, Number(SIM_DAYS));
      const began = process.cpuUsage();
      const outcome = await simulate(plan);
      seen.set(seed, outcome);
      print(seed, outcome, process.cpuUsage(began));
      if (outcome.wrong.length === 0) return;
      const goesWrong = async (happenings: typeof plan.happenings): Promise<boolean> =>
        (await simulate({ ...plan, happenings })).wrong.length > 0;
      const happenings = await shrink(plan.happenings, goesWrong, Number(SIM_SHRINK));
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

/** Where somebody looks on: what a seed was about. */
function print(seed: number, { approvals, faults, presses, wrong }: Outcome, { user, system }: NodeJS.CpuUsage): void {
  if (process.env.SIM_SEED === undefined) return;
  const pressed = Object.entries(presses).map(([action, times]) => `${action} ${times}`);
  const seconds = ((user + system) / 1e6).toFixed(1);
  process.stdout.write(
    `seed ${seed}: ${approvals} approvals, ${faults} faults, presses ${pressed.join(', ') || 'none'}, ${seconds} s of processor; ${wrong.length === 0 ? 'held' : wrong.join('; ').slice(0, 2_000)}\n`,
  );
}
