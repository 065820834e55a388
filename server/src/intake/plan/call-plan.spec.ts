import { describe, expect, it } from 'vitest';
import { mostOf } from '../scope/sweep-budget.js';
import { asProof, headReachMs, planCalls, stepsOf, turnMs } from './call-plan.js';
import { DAY, END, FLOORS, forms, HOUR, LOOK_BACK, loadOf, MINUTE, month, START } from './lived-month-for-spec.js';
import { lookBackDueAt } from './month-end.js';
import { otherPerDay } from './other-calls.js';

describe('a month of 5,000 calls', () => {
  it('that lasts only by fewer sweeps than four a day has one', () => {
    const plan = planCalls(month({ otherPerDay: 8 }), forms(10, 200), FLOORS);
    expect(plan).toMatchObject({ tight: true, short: false, level: 'scarce' });
    expect(plan.headEveryMs).toBe(DAY);
    expect(planCalls(month(), forms(3, 200), FLOORS).tight).toBe(false);
    // Where nothing makes it last, four a day again: what is there is spent on what is oldest.
    expect(planCalls(month(), forms(3, 2000), FLOORS)).toMatchObject({ tight: false, headEveryMs: 6 * HOUR });
  });

  it('that is scarce although events are relied upon proves them once a day, three days back', () => {
    const since = { eventsSince: START, lookedBackAt: START };
    const plan = planCalls(month({ ...since, used: 2300, now: START + 15 * DAY }), forms(10, 200), asProof(FLOORS));
    expect(plan).toMatchObject({ level: 'scarce', headEveryMs: DAY, tight: false, short: false });
    // Where not even that lasts, the daily one reaches no further than its page.
    const late = planCalls(month({ ...since, used: 2600, now: START + 15 * DAY }), forms(10, 200), asProof(FLOORS));
    expect(late).toMatchObject({ headEveryMs: DAY, tight: true, short: false });
  });

  it('with plenty of calls sweeps as often as is set', () => {
    const plan = planCalls(month({ limit: 5_000_000 }), forms(10, 2000), FLOORS);
    expect(plan).toMatchObject({ headEveryMs: FLOORS.headMs, lookBackEveryMs: FLOORS.lookBackMs, level: 'ample' });
  });

  it('slows down from 70 % on, and from 90 % on sweeps four times a day', () => {
    const late = { now: END - 10 * DAY, limit: 100_000 };
    const slower = planCalls(month({ ...late, used: 70_000 }), forms(1, 200), FLOORS);
    expect(slower).toMatchObject({ headEveryMs: HOUR, lookBackEveryMs: 4 * HOUR, level: 'slower' });
    const scarce = planCalls(month({ ...late, used: 90_000 }), forms(1, 200), FLOORS);
    expect(scarce).toMatchObject({ headEveryMs: 6 * HOUR, lookBackEveryMs: 15 * DAY, level: 'scarce', short: false });
  });

  it('that reaches 70 % only in its last days was aimed at it, and goes on so', () => {
    const late = { now: END - 2 * DAY, lookedBackAt: END - 3 * DAY, used: 3510 };
    const plan = planCalls(month(late), forms(3, 200), FLOORS);
    expect(plan).toMatchObject({ level: 'scarce', headEveryMs: 6 * HOUR, short: false });
    expect(plan.forecast).toBeLessThan(3800);
    // Approvals alone have reached it where so many calls were used ten days before the end.
    expect(planCalls(month({ ...late, now: END - 10 * DAY }), forms(3, 200), FLOORS).forecast).toBeGreaterThan(4200);
  });

  it('that reaches 70 % on its last day has no reserve to spend on that day', () => {
    const last = { now: END - 12 * HOUR, lookedBackAt: END - 18 * HOUR };
    const plan = planCalls(month({ ...last, used: 3510 }), forms(10, 20), FLOORS);
    expect(plan).toMatchObject({ level: 'scarce', headEveryMs: 6 * HOUR });
    expect(plan.forecast).toBeLessThan(3600);
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
      const late = { now: END - 10 * DAY, limit: 100_000, reserve };
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

it('where events come, sweeps that are switched off stay off, and seldom ones are not made more frequent', () => {
  expect(asProof({ headMs: 0, lookBackMs: 0 })).toMatchObject({ headMs: 0, lookBackMs: 0 });
  expect(asProof({ headMs: 12 * HOUR, lookBackMs: 3 * DAY })).toMatchObject({
    headMs: 12 * HOUR,
    lookBackMs: 3 * DAY,
  });
  expect(asProof(FLOORS)).toMatchObject({ headMs: 2 * HOUR, lookBackMs: DAY });
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

  it('a look-back pays where it costs less than what is asked about until the next one, if events last as long as they have', () => {
    const set = (days: number, asked: number, change: object = {}) =>
      planCalls(
        month({
          now: START + days * DAY,
          used: 150 * days,
          asked,
          eventsSince: START,
          lookedBackAt: START - 3 * HOUR,
          ...change,
        }),
        forms(10, 200),
        FLOORS,
      ).proofPays;
    // 100 approvals on 6 pages of each of ten forms, about 27 questions a day.
    expect(set(1, 0.4)).toBe(false);
    expect(set(7, 0.4)).toBe(true);
    expect(set(7, 0.02)).toBe(false);
    // The planned one comes a day later.
    expect(set(14, 0.4)).toBe(false);
    // Events came back yesterday.
    expect(set(7, 0.4, { eventsSince: START + 6 * DAY })).toBe(false);
    expect(set(7, 0.4, { eventsSince: null })).toBe(false);
    expect(set(7, 0.4, { lookedBackAt: START + DAY })).toBe(false);
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
