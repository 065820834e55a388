import type { Scenario } from './scenario.js';

/** What the program said of the month at the end of a day. */
export interface Said {
  day: number;
  used: number;
  forecast: number;
  short: boolean;
  level: string;
  recheck: string;
}

/** One month, and what came of it in the next. Waits in ms. */
export interface Lived {
  scenario: Scenario;
  days: number;
  /** Approvals that passed in the month. */
  passed: number;
  /** Calls that the stand-in counted against the month, by what they were for; `refused`: asked for beyond the limit. */
  calls: { used: number; refused: number; byPurpose: Readonly<Record<string, number>>; metered: number };
  /** Events that were delivered, and approvals that passed without one. */
  told: { delivered: number; untold: number };
  /** From passing to the first reading, of what was read before the end of the month. */
  waits: { median: number; longest: number; longestUntold: number };
  /** What passed in the month and was not read in it, and not after the next month's first days either. */
  leftBehind: number;
  missed: number;
  /** Of what was left behind for want of calls, the latest in the next month after its begin. */
  cameAfter: number;
  /** Comments: made in the month; the longest wait after the push; pushed in the month and never commented; refused for good. */
  comments: { made: number; longest: number; owed: number; never: number };
  said: readonly Said[];
  shortOnDay: number | null;
  seconds: number;
}
