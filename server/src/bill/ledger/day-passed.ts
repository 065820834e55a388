import { clock } from '../../database/clock.js';
import { beijingDate } from '../../domain/beijing-time.js';

/** Today in Beijing, by the clock that everything stored is compared by. */
export const today = (): string => beijingDate(clock.now());

/** Whether a bill says 推送当天 of a day that is not today: nobody approves it and nobody sends it, it is mapped anew (decision 159). */
export const dayPassed = ({ pushDay }: { pushDay: string | null }): boolean => pushDay !== null && pushDay !== today();

export const DAY_PASSED = '日期是推送当天，现在已经是另一天';
