import type { DingTalkErrorClass } from '../../connectors/source.js';
import { DingTalkError } from '../../connectors/source.js';
import type { PullEnd } from '../pull/pull-pipeline.js';
import { LONGEST_WAIT_MS } from './event-times.js';
import type { EventEnd, TriedAgain } from './waiting-events.js';

/** Of an approval that DingTalk does not answer for: half an hour with the usual waits. Then the sweeps find it. */
const MOST_TRIES = 8;
/** DingTalk tells of an end a moment before its detail shows it; each further look is a call of the month. */
const MOST_LOOKS = 3;
/** A person has to mend something first; trying again would cost calls, and the sweeps say what it is. */
const FOR_A_PERSON: readonly DingTalkErrorClass[] = ['permission', 'parameter', 'configuration', 'token'];

/**
 * What becomes of an event by what came of its approval.
 * @param end undefined where the run ended before it got to it. @param attempt how often it was tried before. @param now Unix ms
 */
export function endOf(
  end: PullEnd | undefined,
  attempt: number,
  { now, waitMs }: { now: number; waitMs: number },
): EventEnd {
  const again = (reason: TriedAgain, most: number): EventEnd =>
    attempt + 1 >= most
      ? { state: 'left-out', reason: reason === 'still-open' ? 'still-open' : 'tries' }
      : { state: 'retry', reason, dueAt: now + Math.min(LONGEST_WAIT_MS, waitMs * 2 ** (attempt + 1)) };
  if (end instanceof DingTalkError) {
    if (end.errorClass === 'quota') return { state: 'left-out', reason: 'quota' };
    if (FOR_A_PERSON.includes(end.errorClass)) return { state: 'left-out', reason: 'refused' };
    return again('no-answer', MOST_TRIES);
  }
  switch (end) {
    case 'known':
    case 'stored':
    case 'ordinary':
      return { state: 'done' };
    case 'gone':
      return { state: 'left-out', reason: 'deleted' };
    case 'unreadable':
      return { state: 'left-out', reason: 'unreadable' };
    case 'open':
    case 'unclear':
      return again('still-open', MOST_LOOKS);
    case 'unstored':
      return again('unstored', MOST_TRIES);
    case undefined:
      return { state: 'waiting' };
  }
}
