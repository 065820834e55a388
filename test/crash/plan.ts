import { seededRandom } from '../sandbox/faults.js';
import type { FaultOrder } from './sandbox-control.js';

/** One life of the server: how it ends. */
export type Round =
  | { kind: 'hook'; boundary: string; nth: number; fault: FaultOrder | null }
  /** Killed from outside after this long, wherever it is. */
  | { kind: 'random'; afterMs: number };

/** Long enough for several bills to go all the way. */
const LONGEST_LIFE_MS = 1_500;

/** A look needs something in doubt: one answer is lost. */
function faultFor(boundary: string, random: () => number): FaultOrder | null {
  const lost = { kind: 'lose-answer', times: 1 };
  if (boundary.startsWith('look.')) return { ...lost, system: 'dingtalk', api: 'comments' };
  if (!boundary.startsWith('probe.')) return null;
  const call = ['BatchSave', 'Submit', 'Audit'][Math.floor(random() * 3)];
  return { ...lost, system: 'kingdee', api: `DynamicFormService.${call}` };
}

/**
 * `kills` deaths at each of these boundaries and as many at random instants, in an order that the seed decides.
 * @param deep every second death comes at the second passage: there must be enough bills for it in each round.
 */
export function planRounds(seed: number, boundaries: readonly string[], kills: number, deep: boolean): Round[] {
  const random = seededRandom(seed);
  const rounds: Round[] = [];
  for (const boundary of boundaries)
    for (let i = 0; i < kills; i++) {
      rounds.push({ kind: 'hook', boundary, nth: deep ? 1 + (i % 2) : 1, fault: faultFor(boundary, random) });
      rounds.push({ kind: 'random', afterMs: Math.floor(random() * LONGEST_LIFE_MS) });
    }
  for (let i = rounds.length - 1; i > 0; i--) {
    const other = Math.floor(random() * (i + 1));
    const [a, b] = [rounds[i], rounds[other]];
    if (a && b) [rounds[i], rounds[other]] = [b, a];
  }
  return rounds;
}
