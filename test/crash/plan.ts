import { seededRandom } from '../sandbox/faults.js';
import type { FaultOrder } from './sandbox-control.js';

/** End of one life of the server. */
export type Round =
  | { kind: 'hook'; boundary: string; nth: number; fault: FaultOrder | null }
  /** Killed from outside after this time, at any place. */
  | { kind: 'random'; afterMs: number };

/** Long enough for several bills to be pushed completely. */
const LONGEST_LIFE_MS = 1_500;

/** Returns the fault that a look needs: one lost answer puts a bill or a comment in doubt. Null for other boundaries. */
function faultFor(boundary: string, random: () => number): FaultOrder | null {
  const lost = { kind: 'lose-answer', times: 1 };
  if (boundary.startsWith('look.')) return { ...lost, system: 'dingtalk', api: 'comments' };
  if (!boundary.startsWith('probe.')) return null;
  const call = ['BatchSave', 'Submit', 'Audit'][Math.floor(random() * 3)];
  return { ...lost, system: 'kingdee', api: `DynamicFormService.${call}` };
}

/**
 * Plans `kills` deaths at each boundary and as many at random times, in an order that the seed decides.
 * @param deep whether every second death comes at the second passage; each round must have enough bills for it.
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
