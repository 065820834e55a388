import { dueTimesOf, workDue } from '../../database/due-times.js';
import { LATEST_AGAIN_MS } from './read-again.js';

/** Times at which unreadable approvals are read again. */
export const LISTED_TIMES = dueTimesOf('listed_approval', () => [
  workDue('next_at', "outcome = 'unread'", LATEST_AGAIN_MS),
]);
