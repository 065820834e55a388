import type { RemapResult } from '@dingdee/shared/mapping';

/** @param answers of one tally, table by table: the last one counts the bills of all. Returns the answer to a change of several tables. */
export function answerTogether(answers: readonly RemapResult[]): RemapResult {
  const last = answers.at(-1);
  if (last === undefined) throw new RangeError('no table');
  return answers.length === 1 ? last : { ...last, table: null, revision: null };
}
