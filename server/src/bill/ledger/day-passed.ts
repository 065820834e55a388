import { clock } from '../../database/clock.js';
import { beijingDate } from '../../domain/beijing-time.js';

/** Returns today's date in Beijing, by the same clock as all stored times. */
export const today = (): string => beijingDate(clock.now());

/** Returns whether a bill's 推送当天 is a day other than today: nobody approves or sends it, and it is mapped anew (decision 159). */
export const dayPassed = ({ pushDay }: { pushDay: string | null }): boolean => pushDay !== null && pushDay !== today();

export const DAY_PASSED = '日期是推送当天，现在已经是另一天';
