import { basename } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that run longest, the longest first: begun last, one of them would run alone while the other cores wait. */
const LONGEST = ['interplay', 'withdraw', 'watch', 'late-commit', 'restore', 'faults'];

/** Vitest's own order (by size, where no earlier run is known) after them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.indexOf(basename(moduleId, '.spec.ts'));
      return at < 0 ? LONGEST.length : at;
    };
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}
