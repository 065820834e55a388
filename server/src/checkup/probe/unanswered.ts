import { DingTalkError } from '../../connectors/source.js';
import type { Told } from '../../connectors/survey.js';
import { KingdeeUnavailableError } from '../../connectors/target.js';
import { type Finding, red, unknown } from './finding.js';
import { outsideWords } from './outside-words.js';
import { QuotaKeptError } from './probe.js';

/** Returns the finding for a question that got no answer; `door`: the question is the log-in itself, so this is its result (red). */
export function unanswered(error: unknown, door: boolean): Finding {
  const found = door ? red : unknown;
  if (error instanceof QuotaKeptError) return unknown('no-quota');
  if (error instanceof DingTalkError) {
    const words = outsideWords(error.sentence);
    const denied = error.errorClass === 'permission';
    return denied ? red('denied', { words, errorCode: error.code }) : found('unavailable', { words });
  }
  if (error instanceof KingdeeUnavailableError) {
    const words = outsideWords(error.sentence);
    return error.errorClass === 'permission'
      ? red('denied', { words, errorCode: '' })
      : found('unavailable', { words });
  }
  return unknown('broken', { words: outsideWords(String(error)) });
}

/** Returns the finding if Kingdee refused: for a missing right, which somebody can give, or for a reason that we do not understand. */
export function refused(told: Extract<Told<unknown>, { kind: 'refused' }>): Finding {
  const words = outsideWords(told.words);
  return told.why === 'permission' ? red('denied', { words, errorCode: '' }) : unknown('refused', { words });
}
