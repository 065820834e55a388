import type { Statement } from '@dingdee/shared/statement';
import { stateOf } from '../statement/history.js';
import { statementWords } from '../statement/words.js';
import { analysisWords } from './words.js';

/**
 * Returns one sentence about a day. A side that was not read, or not read to its end, does not count as well.
 * @param red number of unexplained entries
 * @returns '' if the entries say it themselves
 */
export function yesterdaySays({ run, running }: Pick<Statement, 'run' | 'running'>, red: number): string {
  const words = analysisWords.morning;
  if (running !== null) return words.running;
  if (run === null) return words.notRun;
  if (run.problem !== null || !run.proven || run.dingtalk.unknown) return statementWords.partial;
  if (red > 0) return '';
  switch (stateOf(run)) {
    case 'red':
      return '';
    case 'look':
      return words.look(run.look);
    case 'open':
      return words.open(run.open);
    case 'ok':
      return words.calm;
    default:
      return statementWords.partial;
  }
}
