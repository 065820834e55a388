import { ownClock } from './own-clock.js';

/**
 * Imported before anything else by a spec in which today, this month or an hour counts: it has a clock of its own, on which it is ten
 * o'clock of the next-to-last day of a month. Before anything else, since days are computed where modules are loaded.
 */
ownClock();
