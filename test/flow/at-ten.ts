import { ownClock } from './own-clock.js';

/**
 * Import this module before anything else in a spec in which the day, the month or the hour counts: it sets the spec's clock to ten o'clock
 * on the next-to-last day of a month. It comes first because modules compute days while they are loaded.
 */
ownClock();
