/** One month to live through. */
export interface Scenario {
  forms: number;
  /** Approvals that pass in 30 days, of each form. */
  perMonth: number;
  /** Over the stream, all month · not at all · not on days 14 to 16, and what passes then is never told. */
  events: 'on' | 'off' | 'broken';
  /** Lived through; the whole month where it is left out. */
  days?: number;
  /** Calls of a month. */
  limit: number;
}

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** Of the standard edition. */
export const STANDARD = 5_000;
/** Deliveries of events a month in the same edition; beyond it DingTalk is silent. */
export const EVENT_LIMIT = 3_000;
/** April 2027 in Beijing: 30 days, 22 of them working days. */
export const START = Date.UTC(2027, 3, 1) - 8 * HOUR;
export const DAYS = 30;
export const FIRST_DAY = '2027-04-01';
/** Without events, as days of the month. */
export const BROKEN = { from: 13, to: 16 };
/** What a look-back lists, and so far back approvals were launched. */
export const HISTORY_DAYS = 45;

/** Two calls an approval are the floor: where these alone are more, no plan makes the month last. */
export const fits = ({ forms, perMonth, limit }: Scenario): boolean => 2 * forms * perMonth < limit;

export const nameOf = ({ forms, perMonth, events, days, limit }: Scenario): string =>
  `${forms}x${perMonth}-${events}${days ? `-${days}` : ''}${limit === STANDARD ? '' : `@${limit}`}`;

/** "3x200-broken"; "3x200-off-10" for ten days; "3x200-off@500" with so many calls a month. @throws Error */
export function scenarioOf(name: string): Scenario {
  const form = /^(\d+)x(\d+)-(on|off|broken)(?:-(\d+))?(?:@(\d+))?$/;
  const [, forms, perMonth, events, days, limit] = form.exec(name) ?? [];
  if (events !== 'on' && events !== 'off' && events !== 'broken')
    throw new Error(
      `no such month: ${name}; 3x200-on, 3x200-off, 3x200-broken, 3x200-off-10 for ten days, 3x200-off@500`,
    );
  return {
    forms: Number(forms),
    perMonth: Number(perMonth),
    events,
    ...(days && { days: Number(days) }),
    limit: Number(limit ?? STANDARD),
  };
}
