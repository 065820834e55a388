import type { Statement } from '@dingdee/shared/statement';
import { stateOf } from '../statement/history.js';
import { statementWords } from '../statement/words.js';
import { analysisWords } from './words.js';

/**
 * One sentence on a day. What was not asked, or not to its end, is not well.
 * @param red entries that nothing explains. @returns '' where they say it themselves.
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
