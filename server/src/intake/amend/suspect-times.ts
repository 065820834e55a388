import { dueTimesOf, workDue } from '../../database/due-times.js';

/** Times at which suspected originals are read again. */
export const SUSPECT_TIMES = dueTimesOf('suspected_original', () => [workDue('next_at', '1 = 1', 31 * 24 * 3_600_000)]);
