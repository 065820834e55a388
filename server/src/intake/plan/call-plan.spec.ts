import { describe, expect, it } from 'vitest';
import { mostOf } from '../scope/sweep-budget.js';
import {
  asProof,
  type FormLoad,
  headDueAt,
  headReachMs,
  headWithinMs,
  morningOf,
  planCalls,
  stepsOf,
  turnMs,
} from './call-plan.js';
import { lookBackDueAt } from './month-end.js';
import { otherPerDay } from './other-calls.js';

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
  unread: 0,
  owed: 0,
  asked: 0,
  eventsSince: null,
  lookedBackAt: START,
  reserve: 10,
  ...change,
});

/**
 * A month as the schedule lives through it, a quarter of an hour at a time: every approval is launched at its minute, passes hours or
 * days later, and costs its detail and its comment when a sweep has found it, or an event has told of it.
 */
function live(count: number, perMonth: number, worst: number, limit = 5000, events: Events | null = null) {
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
  let reliedFor = 0;
  for (let now = START; now < END; now += FLOORS.headMs) {
    const since = events === null ? null : cameSince(events, now);
    for (const one of approvals.filter(({ found, passed }) => found === 0 && passed <= now))
      if (events !== null && isTold(events, one.passed) && used + 2 <= limit) {
        one.found = one.passed;
        spend(2);
      }
    const trusted = since !== null && now - since >= HOUR;
    const relies = trusted && [...last.values()].every(({ lookBack }) => lookBack >= since);
    const unread = approvals.filter(
      ({ found, launched, passed }) => found === 0 && passed <= now && passed - launched > 3 * DAY,
    ).length;
    const lookedBackAt = Math.min(...[...last.values()].map(({ lookBack }) => lookBack));
    const inMonth = month({ now, used, limit, unread, lookedBackAt });
    const plan = planCalls(inMonth, loads, relies ? asProof(FLOORS) : FLOORS, 'off', FLOORS.headMs);
    if (relies) reliedFor += FLOORS.headMs;
    if (now === START + 10 * DAY) forecasts.push(plan.forecast);
    if (short === 0 && plan.short) short = now;
    for (const { schemeId, perDay } of loads) {
      const swept = last.get(schemeId) ?? { head: 0, lookBack: 0 };
      // As the schedule does: what finished while no events came is looked for at once, four times a day at most.
      const owed = trusted && swept.lookBack < since && plan.level !== 'scarce' && now - swept.lookBack >= 6 * HOUR;
      const due = now >= lookBackDueAt(swept.lookBack, plan.lookBackEveryMs, FLOORS.lookBackMs);
      const whole = owed || (due && plan.lastPages === null);
      const newest = Math.max(swept.head, swept.lookBack);
      const deep = due && plan.lastPages !== null && newest < morningOf(now);
      if (!whole && !deep && now < headDueAt(newest, plan, FLOORS.headMs)) continue;
      const wanted = headReachMs(perDay, LOOK_BACK, now, swept.head, plan.tight, plan.lastPages);
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
  const untold = events === null ? [] : due.filter(({ passed }) => !isTold(events, passed));
  const untoldWaits = untold.map(({ found, passed }) => (found || END) - passed);
  const found = due.filter((one) => one.found > 0);
  const waits = found.map((one) => one.found - one.passed).sort((a, b) => a - b);
  return {
    used,
    refused,
    /** Of what passed before the last day, the share that is left to the next month. */
    left: due.filter(({ found: at, passed }) => at === 0 && passed < END - DAY).length / due.length,
    missed: due.filter(({ found: at, passed }) => at === 0 && passed < END - worst).length,
    worstHours: (waits.at(-1) ?? 0) / 3_600_000,
    medianMinutes: (waits[Math.floor(waits.length / 2)] ?? 0) / MINUTE,
    forecast: forecasts[0] ?? 0,
    shortOnDay: short === 0 ? null : (short - START) / DAY,
    /** Of the month, while events were relied upon. */
    relied: reliedFor / (END - START),
    untold: untold.length,
    untoldWorstHours: Math.max(0, ...untoldWaits) / HOUR,
  };
}

/** Times without events, as days of the month; a share of the others that are lost on the way. */
interface Events {
  broken: readonly (readonly [number, number])[];
  lost?: number;
}
const isBroken = ({ broken }: Events, at: number) =>
  broken.some(([from, to]) => at >= START + from * DAY && at < START + to * DAY);
const isTold = (events: Events, at: number) => !isBroken(events, at) && (at % 1000) / 1000 >= (events.lost ?? 0);
function cameSince(events: Events, now: number): number | null {
  if (isBroken(events, now)) return null;
  return Math.max(START, ...events.broken.map(([, to]) => START + to * DAY).filter((at) => at <= now));
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
    // Four sweeps a day of ten forms would take 1,200 of the 1,000 calls that are left beside them.
    [10, 200, 15 * 24, 24 * 60],
  ])(
    'lasts for %i forms of %i approvals a month each: nothing waits longer than %d hours, half of all %i minutes',
    (count, perMonth, worstHours, medianMinutes) => {
      const lived = live(count, perMonth, worstHours * HOUR);
      expect(lived.refused, JSON.stringify(lived)).toBe(0);
      expect(lived.missed).toBe(0);
      expect(lived.left).toBeLessThanOrEqual(0.01);
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

  it('that lasts only by fewer sweeps than four a day has one', () => {
    const plan = planCalls(month({ otherPerDay: 8 }), forms(10, 200), FLOORS);
    expect(plan).toMatchObject({ tight: true, short: false, level: 'scarce' });
    expect(plan.headEveryMs).toBe(DAY);
    expect(planCalls(month(), forms(3, 200), FLOORS).tight).toBe(false);
    // Where nothing makes it last, four a day again: what is there is spent on what is oldest.
    expect(planCalls(month(), forms(3, 2000), FLOORS)).toMatchObject({ tight: false, headEveryMs: 6 * HOUR });
  });

  it('with plenty of calls sweeps as often as is set', () => {
    const plan = planCalls(month({ limit: 5_000_000 }), forms(10, 2000), FLOORS);
    expect(plan).toMatchObject({ headEveryMs: FLOORS.headMs, lookBackEveryMs: FLOORS.lookBackMs, level: 'ample' });
  });

  it('slows down from 70 % on, and from 90 % on sweeps four times a day', () => {
    const late = { now: END - 2 * DAY, limit: 100_000 };
    const slower = planCalls(month({ ...late, used: 70_000 }), forms(1, 200), FLOORS);
    expect(slower).toMatchObject({ headEveryMs: HOUR, lookBackEveryMs: 4 * HOUR, level: 'slower' });
    const scarce = planCalls(month({ ...late, used: 90_000 }), forms(1, 200), FLOORS);
    expect(scarce).toMatchObject({ headEveryMs: 6 * HOUR, lookBackEveryMs: 15 * DAY, level: 'scarce', short: false });
  });

  it('spends on head sweeps what its last day leaves', () => {
    const last = { now: END - 12 * HOUR, lookedBackAt: END - 18 * HOUR };
    expect(planCalls(month({ ...last, used: 4600 }), forms(1, 200), FLOORS).headEveryMs).toBe(HOUR);
    expect(planCalls(month({ ...last, used: 4996 }), forms(1, 200), FLOORS).level).toBe('scarce');
  });

  it('keeps for write-backs what is set: from there on sweeps are the fewest, and nothing beside the ordinary work goes there', () => {
    for (const [reserve, scarce] of [
      [5, 95_000],
      [10, 90_000],
      [20, 80_000],
    ] as const) {
      const late = { now: END - 2 * DAY, limit: 100_000, reserve };
      expect(stepsOf({ limit: 100_000, reserve }, FLOORS).scarce.from).toBe(scarce);
      expect(mostOf({ limit: 100_000, reserve })).toBe(scarce);
      expect(planCalls(month({ ...late, used: scarce }), forms(1, 200), FLOORS).level).toBe('scarce');
      expect(planCalls(month({ ...late, used: scarce - 5000 }), forms(1, 200), FLOORS).level).toBe('slower');
    }
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

  it('is ample where there is plenty, whichever sweep is switched off and however the two intervals lie', () => {
    const plenty = month({ limit: 5_000_000 });
    for (const [headMs, lookBackMs] of [
      [0, HOUR],
      [15 * MINUTE, 0],
      [0, 0],
      [15 * MINUTE, 20 * MINUTE],
      [40 * MINUTE, HOUR],
      [6 * HOUR, HOUR],
      [HOUR, 15 * MINUTE],
    ] as const) {
      const plan = planCalls(plenty, forms(1, 200), { headMs, lookBackMs });
      const planned = { level: 'ample', ...(headMs && { headEveryMs: headMs }) };
      expect(plan, `${headMs} ${lookBackMs}`).toMatchObject({
        ...planned,
        ...(lookBackMs && { lookBackEveryMs: lookBackMs }),
      });
    }
  });

  it('is not planned oftener than an administrator has set', () => {
    const seldom = { headMs: 12 * HOUR, lookBackMs: 20 * DAY };
    for (const used of [0, 4900]) {
      const plan = planCalls(month({ used }), forms(1, 20), seldom);
      expect(plan.headEveryMs).toBeGreaterThanOrEqual(seldom.headMs);
      expect(plan.lookBackEveryMs).toBe(seldom.lookBackMs);
    }
  });
});

describe('calls beside those of approvals', () => {
  const FILES = { file: 170, list: 10 };
  const other = (change: object = {}) =>
    otherPerDay({ now: START + DAY, from: START, to: END, limit: 5000, used: 180, byPurpose: FILES, ...change });

  it('of one morning are not taken for those of every day: the month is not called short for them', () => {
    const perDay = other();
    const plan = planCalls(month({ now: START + DAY, used: 180, otherPerDay: perDay }), forms(1, 200), FLOORS);
    expect(plan).toMatchObject({ level: 'slower', short: false });
    expect(plan.headEveryMs).toBeLessThanOrEqual(HOUR);
    expect(plan.lookBackEveryMs).toBeLessThanOrEqual(2 * DAY);
  });

  it('after a week are as they were on an average day', () => {
    expect(other({ now: START + 10 * DAY, byPurpose: { file: 200, form: 100, list: 999 } })).toBe(30);
  });

  it('are none for files where no more may be opened this month: whoever opened many does not stop the sweeps', () => {
    const burnt = { now: START + 10 * DAY, used: 4000, byPurpose: { file: 3600, form: 20, detail: 200, list: 180 } };
    expect(other(burnt)).toBe(2);
    const plan = planCalls(month({ ...burnt, otherPerDay: other(burnt) }), forms(1, 200), FLOORS);
    expect(plan).toMatchObject({ level: 'slower', short: false });
    expect(plan.forecast).toBeLessThanOrEqual(4600);
  });
});

describe('with events', () => {
  const WELL: Events = { broken: [] };

  it.each([
    [1, 20, 0.2],
    [1, 200, 0.4],
    // Where there are many forms or approvals, what is saved goes to look-backs, up to what is planned for a month.
    [3, 200, 1],
    [10, 20, 1.001],
  ])(
    '%i forms of %i approvals a month cost at most %d of what they cost without, and nothing waits',
    (count, perMonth, share) => {
      const [lived, without] = [live(count, perMonth, HOUR, 5000, WELL), live(count, perMonth, HOUR)];
      expect(lived).toMatchObject({ refused: 0, missed: 0, medianMinutes: 0, worstHours: 0, shortOnDay: null });
      expect(lived.relied).toBeGreaterThan(0.95);
      expect(lived.used).toBeLessThanOrEqual(share * without.used);
      expect(Math.abs(lived.forecast - lived.used) / lived.used).toBeLessThanOrEqual(0.1);
    },
  );

  it.each([
    [1, 200, 6],
    [3, 200, 24],
    [10, 20, 6],
  ])(
    'broken for three days in the middle: of %i forms of %i what passed then waits %i hours at most, and the month lasts',
    (count, perMonth, hours) => {
      const lived = live(count, perMonth, hours * HOUR, 5000, { broken: [[13, 16]] });
      expect(lived.untold).toBeGreaterThan(10);
      expect(lived.untoldWorstHours, JSON.stringify(lived)).toBeLessThanOrEqual(hours);
      expect(lived).toMatchObject({ refused: 0, missed: 0, shortOnDay: null });
      // Relied upon again soon after they came back.
      expect(lived.relied).toBeGreaterThan(0.85);
    },
  );

  it('one in twenty lost on the way is found by the sweeps within a day', () => {
    const lived = live(3, 200, DAY, 5000, { broken: [], lost: 0.05 });
    expect(lived.untold).toBeGreaterThan(10);
    expect(lived.untoldWorstHours).toBeLessThanOrEqual(25);
    expect(lived).toMatchObject({ missed: 0, refused: 0 });
  });

  it('that come and go all day cost no month: they are not relied upon', () => {
    const broken = Array.from({ length: 30 * 24 }, (_, i) => [i / 24, i / 24 + 1 / 96] as const);
    const lived = live(3, 200, DAY, 5000, { broken });
    expect(lived).toMatchObject({ refused: 0, missed: 0, relied: 0, shortOnDay: null });
  });

  it('a form of so many approvals that sweeps are scarce without them loses nothing by them', () => {
    const lived = live(1, 2000, DAY, 5000, WELL);
    expect(lived).toMatchObject({ refused: 0, missed: 0, worstHours: 0 });
  });

  it('sweeps that are switched off stay off, and seldom ones are not made more frequent', () => {
    expect(asProof({ headMs: 0, lookBackMs: 0 })).toEqual({ headMs: 0, lookBackMs: 0 });
    expect(asProof({ headMs: 12 * HOUR, lookBackMs: 3 * DAY })).toEqual({ headMs: 12 * HOUR, lookBackMs: 3 * DAY });
    expect(asProof(FLOORS)).toEqual({ headMs: 2 * HOUR, lookBackMs: DAY });
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

it('the fewest head sweeps run by day, four of them or one: what is read at night nobody pushes before it has to be asked about again', () => {
  const ofDay = (headEveryMs: number, floorMs = FLOORS.headMs) => {
    const due: number[] = [];
    let at = headDueAt(START - 4 * HOUR, { headEveryMs, level: 'scarce' }, floorMs);
    for (; at < START + DAY; at = headDueAt(at, { headEveryMs, level: 'scarce' }, floorMs))
      due.push((at - START) / HOUR);
    return due;
  };
  expect(ofDay(6 * HOUR)).toEqual([7.5, 10.5, 13.5, 16.5]);
  expect(ofDay(DAY)).toEqual([8]);
  expect(ofDay(12 * HOUR, 12 * HOUR)).toEqual([8]);
  expect(headDueAt(START, { headEveryMs: HOUR, level: 'slower' }, FLOORS.headMs)).toBe(START + HOUR);
  expect(headWithinMs({ headEveryMs: 6 * HOUR, level: 'scarce' }, FLOORS.headMs)).toBe(16.5 * HOUR);
  expect(headWithinMs({ headEveryMs: DAY, level: 'scarce' }, FLOORS.headMs)).toBe(DAY);
  expect(headWithinMs({ headEveryMs: HOUR, level: 'slower' }, FLOORS.headMs)).toBe(HOUR);
});

it.each([1 / 60, 3, 6, 9, 12, 24, 30])(
  'no two of the fewest head sweeps are further apart than is promised, at least %d h apart',
  (floor) => {
    const floorMs = Math.round(floor * HOUR);
    for (const headEveryMs of [Math.max(6 * HOUR, floorMs), Math.max(DAY, floorMs)]) {
      const promised = headWithinMs({ headEveryMs, level: 'scarce' }, floorMs);
      for (let first = START + 7.5 * HOUR; first < START + 18 * HOUR; first += HOUR / 4)
        for (let at = first, next: number; at < START + 5 * DAY; at = next) {
          next = headDueAt(at, { headEveryMs, level: 'scarce' }, floorMs);
          expect(next - at).toBeLessThanOrEqual(promised);
        }
    }
  },
);

it('a head sweep reaches back whole milliseconds, however many approvals a form has: DingTalk takes no others', () => {
  for (let late = 0; late <= 400; late++) {
    const reach = headReachMs(late / 30, LOOK_BACK, START + 12 * HOUR, START + 11 * HOUR);
    expect(Number.isInteger(reach), `${late} in 30 days: ${reach}`).toBe(true);
  }
});

it('what is behind is caught up with a page at a time, a day at least, and at once where nothing comes of a form', () => {
  expect(turnMs({ schemeId: 'form', perDay: 66, inLookBack: 3000 }, 45)).toBe(DAY);
  expect(turnMs({ schemeId: 'form', perDay: 1, inLookBack: 90 }, 45)).toBe(10 * DAY);
  expect(turnMs({ schemeId: 'form', perDay: 0, inLookBack: 0 }, 45)).toBeNull();
});

it('running ones from before the sweeps are in the forecast: their list once a week, and in the end each detail and comment', () => {
  const off = { headMs: 0, lookBackMs: 0 };
  const forecastOf = (older: number, floors = off) => planCalls(month(), [{ ...loadOf(200), older }], floors).forecast;
  const without = forecastOf(0);
  expect(forecastOf(10) - without).toBe(Math.round(30 * (3 / 7 + 20 / 365)));
  expect(forecastOf(100) - without).toBe(Math.round(30 * (12 / 7 + 200 / 365)));
  // Sweeps leave room for them.
  expect(forecastOf(400, FLOORS)).toBeLessThanOrEqual(5000 * 0.9);
});

describe('reading an approval again before its bill is sent', () => {
  const recheckOf = (count: number, perMonth: number, wanted: 'off' | 'quota' | 'always', change: object = {}) =>
    planCalls(month(change), forms(count, perMonth), FLOORS, wanted);

  it('is planned as a third call of each approval, and sweeps leave room for it', () => {
    const [once, again] = [recheckOf(1, 600, 'off'), recheckOf(1, 600, 'quota')];
    expect([once.recheck, again.recheck]).toEqual([false, true]);
    expect(again.headEveryMs).toBeGreaterThan(once.headEveryMs);
    expect(again.short).toBe(false);
    expect(again.forecast).toBeLessThanOrEqual(5000 * 0.9);
  });

  it('is not done where it would take the calls of what is still to come, nor from nine tenths on', () => {
    expect(recheckOf(1, 2000, 'quota')).toMatchObject({ recheck: false, short: false });
    expect(recheckOf(1, 2000, 'quota').forecast).toBe(recheckOf(1, 2000, 'off').forecast);
    expect(recheckOf(1, 200, 'quota', { used: 4600 }).recheck).toBe(false);
    expect(recheckOf(1, 200, 'quota').recheck).toBe(true);
  });

  it('is done whatever it costs where that is set, and the month is told to be short', () => {
    expect(recheckOf(1, 2000, 'always')).toMatchObject({ recheck: true, short: true });
  });
});

describe('what is still due of approvals that have come', () => {
  const AT_END = { now: END - 16.5 * HOUR, lookedBackAt: END - 15 * DAY };
  const forecastOf = (change: object, wanted: 'off' | 'always' = 'off') =>
    planCalls(month({ limit: 5_000_000, ...change }), [], { headMs: 0, lookBackMs: 0 }, wanted).forecast;

  it('is in the forecast: a detail and a comment for the unread, a comment for the others, and one more where it is read again', () => {
    expect(forecastOf({ unread: 100, owed: 10 })).toBe(210);
    expect(forecastOf({ unread: 100, owed: 10 }, 'always')).toBe(320);
  });

  it('is in it as well where a share of the approvals is asked about before the send', () => {
    expect(forecastOf({ unread: 100, asked: 0.3 })).toBe(230);
  });

  it('where events come, is asked about only until a look-back has found what finished before them', () => {
    const own = { headMs: 0, lookBackMs: DAY };
    const loads = [{ schemeId: 'form', perDay: 10, inLookBack: 0 }];
    const forecast = (change: object) => planCalls(month({ limit: 5_000_000, ...change }), loads, own).forecast;
    const ofAsking = (change: object) => forecast({ ...change, asked: 0.5 }) - forecast(change);
    const now = START + 10 * DAY;
    expect(ofAsking({ now, lookedBackAt: now })).toBe(100);
    expect(ofAsking({ now, lookedBackAt: now, eventsSince: now - HOUR })).toBe(0);
    // The next look-back begins after half a day; the plan counts whole days.
    expect(ofAsking({ now, lookedBackAt: now - DAY / 2, eventsSince: now - HOUR })).toBe(5);
    expect(ofAsking({ now, lookedBackAt: now, eventsSince: now - HOUR, owed: 100 })).toBe(0);
  });

  it('what was asked about so far never makes a month short: that many approvals wait for the next one', () => {
    const day8 = { now: START + 8 * DAY, used: 1386, asked: 0.5, lookedBackAt: START - 3 * HOUR };
    for (const eventsSince of [null, START]) {
      expect(planCalls(month({ ...day8, eventsSince }), forms(1, 2000), FLOORS).short).toBe(false);
      expect(planCalls(month({ ...day8, eventsSince }), forms(2, 2000), FLOORS).short).toBe(true);
    }
    expect(planCalls(month(day8), forms(1, 2000), FLOORS, 'always').short).toBe(true);
  });

  it('is kept from being read again: comments come first', () => {
    const recheckOf = (change: object) => planCalls(month(change), forms(1, 200), FLOORS, 'quota').recheck;
    const late = { now: END - 2 * DAY, lookedBackAt: END - 2 * DAY, used: 4000 };
    expect(recheckOf(late)).toBe(true);
    expect(recheckOf({ ...late, owed: 300 })).toBe(false);
    expect(recheckOf({ ...late, unread: 200 })).toBe(false);
  });

  it('is looked for on the last morning also from nine tenths on, where the calls last for it', () => {
    const plan = planCalls(month({ ...AT_END, used: 4530, unread: 90 }), forms(1, 2000), FLOORS);
    expect(plan).toMatchObject({ lastPages: null, short: false });
    expect(lookBackDueAt(AT_END.lookedBackAt, plan.lookBackEveryMs)).toBeLessThanOrEqual(AT_END.now);
  });

  it('where they do not last for a look-back, a last head sweep goes as deep as they do', () => {
    const pagesOf = (change: object, wanted: 'off' | 'always' = 'off') =>
      planCalls(month({ ...AT_END, used: 4530, unread: 90, ...change }), forms(1, 2000), FLOORS, wanted).lastPages;
    const some = pagesOf({ unread: 140 }) ?? 0;
    expect(some).toBeGreaterThan(0);
    expect(pagesOf({ unread: 150 })).toBe(some - 20);
    // Each unread approval, and each that comes on that day, costs a third call where it is always read again.
    expect(pagesOf({ unread: 130 }, 'always')).toBeLessThan(pagesOf({ unread: 130 }) ?? 0);
    expect(pagesOf({ unread: 1000 })).toBe(0);
    // No calls are kept for a look-back that is not due any more, and none are given back for it.
    const spent = { unread: 141 + Math.ceil(some / 2), lookedBackAt: AT_END.now - HOUR };
    expect(pagesOf(spent)).toBe(0);
    const reach = (pages: number | null) => headReachMs(66, LOOK_BACK, AT_END.now, AT_END.now - 6 * HOUR, true, pages);
    expect(reach(40)).toBe(40 * reach(null));
    expect(reach(0)).toBe(reach(null));
  });
});
