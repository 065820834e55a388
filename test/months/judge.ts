import type { Lived } from './lived.js';
import { DAY, DAYS, fits, HOUR } from './scenario.js';

const TOLD_BY_DAY = 3;
const FORECAST_DAY = 10;
const FORECAST_OFF = 0.1;
/** A look-back in fifteen days is the fewest; the closing one may wait for the next month, which begins 16.5 hours later. */
const LONGEST_WAIT = 15 * DAY + 16.5 * HOUR;
const LONGEST_COMMENT = HOUR;
/** 07:30 of the next month's first day: what a month that fits has left is read before people begin to work (decision 176). */
const NEXT_MORNING = 7.5 * HOUR;

/** What is wrong, in words. */
export function complaintsOf(lived: Lived): string[] {
  const { scenario, calls, missed, comments, said, shortOnDay, waits, days } = lived;
  const wrong: string[] = [];
  if (calls.used > scenario.limit) wrong.push(`${calls.used} calls of ${scenario.limit}`);
  if (calls.metered !== calls.used) wrong.push(`${calls.metered} calls by our meter, ${calls.used} by DingTalk's`);
  if (missed > 0) wrong.push(`${missed} approvals have no bill after the next month began`);
  if (comments.never > 0) wrong.push(`${comments.never} bills never got their comment`);
  if (!fits(scenario)) {
    if (shortOnDay === null || shortOnDay > TOLD_BY_DAY)
      wrong.push(`that the month cannot last was said on day ${shortOnDay ?? 'none'}`);
    if (comments.owed > 0) wrong.push(`${comments.owed} bills of the month were pushed and not commented in it`);
    return wrong;
  }
  if (calls.refused > 0) wrong.push(`${calls.refused} calls were asked for beyond the limit`);
  if (shortOnDay !== null) wrong.push(`on day ${shortOnDay} it was said that the month does not last`);
  if (lived.cameAfter > NEXT_MORNING)
    wrong.push(`one that was left came ${Math.round(lived.cameAfter / HOUR)} h after the next month began`);
  if (waits.longest > LONGEST_WAIT) wrong.push(`one waited ${Math.round(waits.longest / HOUR)} h`);
  if (comments.longest > LONGEST_COMMENT) wrong.push(`a comment waited ${Math.round(comments.longest / HOUR)} h`);
  const forecast = said.find(({ day }) => day === FORECAST_DAY)?.forecast;
  // A month with a break in the middle is not even: what is forecast before it cannot know.
  if (days === DAYS && scenario.events !== 'broken' && forecast !== undefined)
    if (Math.abs(forecast - calls.used) > FORECAST_OFF * calls.used)
      wrong.push(`on day ${FORECAST_DAY} ${forecast} calls were forecast, ${calls.used} were used`);
  return wrong;
}
