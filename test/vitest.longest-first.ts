import { basename } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The files that run longest in each tier, the longest first (`npm test` names them at its end): started last, one would run alone while
 * the other cores wait. The length of a file says little: the second longest has less than a hundred lines.
 */
const LONGEST = [
  ...['withdraw-crash', 'event-callback', 'interplay-our-numbers', 'switches', 'office-days', 'interplay', 'restore'],
  ...['restore-hold', 'late-commit', 'interplay-killed', 'watch', 'faults', 'transport'],
  // Browser specs.
  ...['not-through', 'states', 'axe-rest', 'foreign-forms', 'together', 'desk-view', 'notices'],
  // Proofs.
  ...['crash', 'load', 'storm'],
];

/** Name of the flow specs that share processes. */
export const TOGETHER = 'flow-together';

/**
 * Sorts the longest files first, then by Vitest's own order (by size, if no earlier run is known). Files that share processes come last: such
 * a process ends where the next file needs one of its own.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId, project }: TestSpecification) => {
      const at = LONGEST.indexOf(basename(moduleId, '.spec.ts'));
      return at >= 0 ? at : project.name === TOGETHER ? LONGEST.length + 1 : LONGEST.length;
    };
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}
