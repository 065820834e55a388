import { describe, expect, it } from 'vitest';
import { type FormLoad, headReachMs, planCalls } from './call-plan.js';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const MINUTE = 60_000;
const FLOORS = { headMs: 15 * MINUTE, lookBackMs: 60 * MINUTE };
const LOOK_BACK = 45 * DAY;
const START = Date.UTC(2026, 10, 1) - 8 * 3_600_000;
const END = START + 30 * DAY;

const loadOf = (perMonth: number, schemeId = 'form'): FormLoad => ({
  schemeId,
  perDay: perMonth / 30,
  inLookBack: (perMonth / 30) * 45,
});
const forms = (count: number, perMonth: number) =>
  Array.from({ length: count }, (_, i) => loadOf(perMonth, `form-${i}`));
const month = (change: object = {}) => ({
  now: START,
  monthEnd: END,
  limit: 5000,
  used: 0,
  otherPerDay: 0,
  ...change,
});

/**
 * A month as the schedule lives through it, a quarter of an hour at a time: every approval is launched at its minute, passes hours or
 * days later, and costs its detail and its comment when a sweep has found it.
 */
function live(count: number, perMonth: number, worst: number, limit = 5000) {
  const loads = forms(count, perMonth);
  let random = 20261127;
  const next = () => {
    random = (random * 1_103_515_245 + 12_345) % 2_147_483_648;
    return random / 2_147_483_648;
  };
  const approvals = loads.flatMap(({ schemeId }) =>
    Array.from({ length: Math.round((perMonth / 30) * 75) }, () => {
      const launched = END - next() * 75 * DAY;
      // Most pass within a day, some take weeks.
      const takes = next() < 0.8 ? next() * DAY : next() * 20 * DAY;
      const passed = launched + takes;
      return { schemeId, launched, passed, found: passed < START ? START : 0 };
    }).filter(({ passed }) => passed < END),
  );
  let used = 0;
  let refused = 0;
  const spend = (calls: number) => {
    if (used + calls > limit) refused += calls;
    else used += calls;
  };
  const last = new Map(loads.map(({ schemeId }) => [schemeId, { head: START, lookBack: START }]));
  const forecasts: number[] = [];
  let short = 0;
  for (let now = START; now < END; now += FLOORS.headMs) {
    const plan = planCalls(month({ now, used, limit }), loads, FLOORS);
    if (now === START + 10 * DAY) forecasts.push(plan.forecast);
    if (short === 0 && plan.short) short = now;
    for (const { schemeId, perDay } of loads) {
      const swept = last.get(schemeId) ?? { head: 0, lookBack: 0 };
      const whole = now - swept.lookBack >= plan.lookBackEveryMs;
      if (!whole && now - Math.max(swept.head, swept.lookBack) < plan.headEveryMs) continue;
      const wanted = headReachMs(perDay, LOOK_BACK, now, swept.head);
      const reach = whole ? LOOK_BACK : Math.max(wanted, now - swept.head + 10 * MINUTE);
      const listed = approvals.filter(
        (one) => one.schemeId === schemeId && one.launched >= now - reach && one.passed <= now,
      );
      if (used < limit) {
        spend(Math.max(1, Math.ceil(listed.length / 20)));
        for (const one of listed.filter(({ found }) => found === 0)) {
          one.found = now;
          spend(2);
        }
      }
      swept.head = now;
      if (whole) swept.lookBack = now;
    }
  }
  const due = approvals.filter(({ passed }) => passed >= START);
  const found = due.filter((one) => one.found > 0);
  const waits = found.map((one) => one.found - one.passed).sort((a, b) => a - b);
  return {
    used,
    refused,
    missed: due.filter(({ found: at, passed }) => at === 0 && passed < END - worst).length,
    worstHours: (waits.at(-1) ?? 0) / 3_600_000,
    medianMinutes: (waits[Math.floor(waits.length / 2)] ?? 0) / MINUTE,
    forecast: forecasts[0] ?? 0,
    shortOnDay: short === 0 ? null : (short - START) / DAY,
  };
}

describe('a month of 5,000 calls', () => {
  it.each([
    [1, 20, 0.5, 15],
    [1, 200, 24, 15],
    [3, 20, 2, 30],
    [3, 200, 30, 75],
    [10, 20, 4, 90],
    // 4,000 for details and comments alone: late finishers wait for a look-back in two weeks.
    [1, 2000, 15 * 24, 12 * 60],
  ])(
    'lasts for %i forms of %i approvals a month each: nothing waits longer than %d hours, half of all %i minutes',
    (count, perMonth, worstHours, medianMinutes) => {
      const lived = live(count, perMonth, worstHours * HOUR);
      expect(lived.refused, JSON.stringify(lived)).toBe(0);
      expect(lived.missed).toBe(0);
      expect(lived.worstHours).toBeLessThanOrEqual(worstHours);
      expect(lived.medianMinutes).toBeLessThanOrEqual(medianMinutes);
      expect(lived.shortOnDay).toBeNull();
      // Every day is as the others were: on the tenth the end is known.
      expect(Math.abs(lived.forecast - lived.used) / lived.used).toBeLessThanOrEqual(0.1);
    },
  );

  it.each([
    [3, 2000],
    [10, 2000],
  ])(
    'cannot last for %i forms of %i: that is said on the first day, and nothing is spent that is not there',
    (count, perMonth) => {
      const lived = live(count, perMonth, 15 * DAY);
      expect(lived.shortOnDay).toBeLessThan(3);
      expect(lived.used).toBeLessThanOrEqual(5000);
    },
  );

  it('with plenty of calls sweeps as often as is set', () => {
    const plan = planCalls(month({ limit: 5_000_000 }), forms(10, 2000), FLOORS);
    expect(plan).toMatchObject({ headEveryMs: FLOORS.headMs, lookBackEveryMs: FLOORS.lookBackMs, level: 'ample' });
  });

  it('slows down from 70 % on, and from 90 % on sweeps four times a day', () => {
    const late = { now: END - DAY, limit: 100_000 };
    const slower = planCalls(month({ ...late, used: 70_000 }), forms(1, 200), FLOORS);
    expect(slower).toMatchObject({ headEveryMs: HOUR, lookBackEveryMs: 4 * HOUR, level: 'slower' });
    const scarce = planCalls(month({ ...late, used: 90_000 }), forms(1, 200), FLOORS);
    expect(scarce).toMatchObject({ headEveryMs: 6 * HOUR, lookBackEveryMs: 14 * DAY, level: 'scarce', short: false });
  });

  it('costs nothing for sweeps that are switched off, and what is planned is always a number', () => {
    for (const floors of [
      { headMs: 0, lookBackMs: 0 },
      { headMs: FLOORS.headMs, lookBackMs: 0 },
      { headMs: 0, lookBackMs: FLOORS.lookBackMs },
      FLOORS,
    ])
      for (const loads of [[], forms(1, 10), forms(3, 200)]) {
        const plan = planCalls(month({ limit: 5_000_000 }), loads, floors);
        for (const n of [plan.forecast, plan.headEveryMs, plan.lookBackEveryMs]) expect(Number.isFinite(n)).toBe(true);
        const approvals = loads.reduce((sum, { perDay }) => sum + perDay * 2 * 30, 0);
        if (floors.headMs === 0 && floors.lookBackMs === 0) expect(plan.forecast).toBeLessThanOrEqual(approvals * 2);
      }
  });

  it('is not planned oftener than an administrator has set', () => {
    const seldom = { headMs: 12 * HOUR, lookBackMs: 20 * DAY };
    for (const used of [0, 4900])
      expect(planCalls(month({ used }), forms(1, 20), seldom)).toMatchObject({
        headEveryMs: seldom.headMs,
        lookBackEveryMs: seldom.lookBackMs,
      });
  });
});

it('a head sweep reaches back as far as its one page goes, never beyond what a look-back lists', () => {
  const noon = START + 12 * HOUR;
  expect(headReachMs(0, LOOK_BACK, noon, noon - HOUR)).toBe(LOOK_BACK);
  expect(headReachMs(20 / 30, LOOK_BACK, noon, noon - HOUR)).toBe(22.5 * DAY);
  expect(headReachMs(15, LOOK_BACK, noon, noon - HOUR)).toBe(DAY);
  // The first sweep after six in the morning looks at three days, the next ones do not.
  expect(headReachMs(15, LOOK_BACK, noon, START + 5 * HOUR)).toBe(3 * DAY);
  expect(headReachMs(15, LOOK_BACK, noon, START + 7 * HOUR)).toBe(DAY);
  expect(headReachMs(15, LOOK_BACK, START + 5 * HOUR, START - HOUR)).toBe(DAY);
});
