import { DAY_MS } from '../../domain/beijing-time.js';

const MONTH_DAYS = 30;
/** Share of the month's calls for reading definitions. */
const MOST_SHARE = 0.02;

/**
 * Returns the time in ms between two readings of a form's definition: as set, or longer where there are so many forms that all of them
 * would take more than 2 % of the month's calls. 0 = never by itself.
 * @param everyMs FORM_CHECK_INTERVAL_MS. @param forms number of collected forms. @param limit calls of a month.
 */
export const formIntervalMs = (everyMs: number, forms: number, limit: number): number =>
  everyMs === 0 ? 0 : Math.max(everyMs, (forms * MONTH_DAYS * DAY_MS) / (limit * MOST_SHARE));
