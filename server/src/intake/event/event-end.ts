import type { DingTalkErrorClass } from '../../connectors/source.js';
import { DingTalkError } from '../../connectors/source.js';
import type { PullEnd } from '../pull/pull-pipeline.js';
import { LONGEST_WAIT_MS } from './event-times.js';
import type { EventEnd, TriedAgain } from './waiting-events.js';

/** Most tries if DingTalk does not answer for an approval: about 20 minutes with the default RETRY_WAIT_MS. Then the sweeps find it. */
const MOST_TRIES = 8;
/** Most reads of an approval that is still open: DingTalk reports an end shortly before its detail shows it, and each further read costs a call. */
const MOST_LOOKS = 3;
/** Reads that have to find an approval gone before it counts as deleted: what has just ended may not be there everywhere yet. */
const GONE_LOOKS = 2;
/** Errors that a person has to fix first; more tries would cost calls, and the sweeps report the cause. */
const FOR_A_PERSON: readonly DingTalkErrorClass[] = ['permission', 'parameter', 'configuration', 'token'];

/**
 * Returns the outcome of an event from the end of its approval.
 * @param end undefined if the run ended before it reached the approval. @param attempt number of earlier tries. @param now Unix ms
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
      return attempt + 1 < GONE_LOOKS ? again('gone', GONE_LOOKS) : { state: 'left-out', reason: 'deleted' };
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
