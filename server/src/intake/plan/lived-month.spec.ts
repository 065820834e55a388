import { describe, expect, it } from 'vitest';
import { type Events, lived } from './lived-month-for-spec.js';

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
      const month = lived(count, perMonth);
      expect(month.refused, JSON.stringify(month)).toBe(0);
      expect(month.missedAfter(worstHours)).toBe(0);
      expect(month.left).toBeLessThanOrEqual(0.01);
      expect(month.worstHours).toBeLessThanOrEqual(worstHours);
      expect(month.medianMinutes).toBeLessThanOrEqual(medianMinutes);
      expect(month.shortOnDay).toBeNull();
      // Every day is as the others were: on the tenth the end is known.
      expect(Math.abs(month.forecast - month.used) / month.used).toBeLessThanOrEqual(0.1);
    },
  );

  it.each([
    [3, 2000],
    [10, 2000],
  ])(
    'cannot last for %i forms of %i: that is said on the first day, and nothing is spent that is not there',
    (count, perMonth) => {
      const month = lived(count, perMonth);
      expect(month.shortOnDay).toBeLessThan(3);
      expect(month.used).toBeLessThanOrEqual(5000);
    },
  );
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
      const [month, without] = [lived(count, perMonth, WELL), lived(count, perMonth)];
      expect(month).toMatchObject({ refused: 0, medianMinutes: 0, worstHours: 0, shortOnDay: null });
      expect(month.missedAfter(1)).toBe(0);
      expect(month.relied).toBeGreaterThan(0.95);
      expect(month.used).toBeLessThanOrEqual(share * without.used);
      expect(Math.abs(month.forecast - month.used) / month.used).toBeLessThanOrEqual(0.1);
    },
  );

  it.each([
    [1, 200, 6],
    [3, 200, 24],
    [10, 20, 6],
  ])(
    'broken for three days in the middle: of %i forms of %i what passed then waits %i hours at most, and the month lasts',
    (count, perMonth, hours) => {
      const month = lived(count, perMonth, { broken: [[13, 16]] });
      expect(month.untold).toBeGreaterThan(10);
      expect(month.untoldWorstHours, JSON.stringify(month)).toBeLessThanOrEqual(hours);
      expect(month).toMatchObject({ refused: 0, shortOnDay: null });
      expect(month.missedAfter(hours)).toBe(0);
      // Relied upon again soon after they came back.
      expect(month.relied).toBeGreaterThan(0.85);
    },
  );

  it('one in twenty lost on the way is found by the sweeps within a day', () => {
    const month = lived(3, 200, { broken: [], lost: 0.05 });
    expect(month.untold).toBeGreaterThan(10);
    expect(month.untoldWorstHours).toBeLessThanOrEqual(25);
    expect(month).toMatchObject({ refused: 0 });
    expect(month.missedAfter(24)).toBe(0);
  });

  it('that come and go all day cost no month: they are not relied upon', () => {
    const broken = Array.from({ length: 30 * 24 }, (_, i) => [i / 24, i / 24 + 1 / 96] as const);
    const month = lived(3, 200, { broken });
    expect(month).toMatchObject({ refused: 0, relied: 0, shortOnDay: null });
    expect(month.missedAfter(24)).toBe(0);
  });

  it('a form of so many approvals that sweeps are scarce without them loses nothing by them', () => {
    const month = lived(1, 2000, WELL);
    expect(month).toMatchObject({ refused: 0, worstHours: 0 });
    expect(month.missedAfter(24)).toBe(0);
  });
});
