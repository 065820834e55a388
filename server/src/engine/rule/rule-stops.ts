import { RUNGS, type Rung } from '../../domain/draft/provenance.js';

/**
 * A rule met content that it could not read: nothing that this content would have preceded stands in for it (decision 171). Content that is empty is
 * no stop.
 */
export interface Stop {
  /** Level of the rule. */
  rung: Rung;
  /** Number of candidates before it. */
  before: number;
}

export const NO_STOPS: readonly Stop[] = [];

/** Returns whether content that could not be read might have preceded the candidate at `index`. */
export const isStopped = (stops: readonly Stop[], rung: Rung, index: number): boolean =>
  stops.some((stop) => (stop.rung === rung ? index >= stop.before : RUNGS.indexOf(stop.rung) < RUNGS.indexOf(rung)));
