import { dueTimesOf, workDue } from '../../database/due-times.js';
import { LATER_MS } from './related-store.js';

/** Times at which related approvals are read. */
export const RELATED_TIMES = dueTimesOf('related_wanted', () => [workDue('next_at', 'next_at IS NOT NULL', LATER_MS)]);
