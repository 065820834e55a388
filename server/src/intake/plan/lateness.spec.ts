import { describe, expect, it } from 'vitest';
import { latenessOf } from './lateness.js';

const MINUTE = 60_000;
const DAY = 86_400_000;
const NOON = Date.UTC(2026, 10, 10, 4);
const plan = { headEveryMs: 15 * MINUTE, lookBackEveryMs: DAY, level: 'ample' as const, tight: false, lastPages: null };
const on = { headMs: 15 * MINUTE, lookBack: true, lookBackDays: 45 };

describe('how late an approval of a form may be seen without events', () => {
  it('is the time between two sweeps; what was launched before their page waits for a look-back', () => {
    expect(latenessOf(plan, { perDay: 5 }, on, NOON)).toEqual({
      newWithinMs: 15 * MINUTE,
      lateWithinMs: DAY,
      reachDays: 3,
    });
  });

  it('differs between forms: of one that brings little the page reaches as far as a look-back', () => {
    expect(latenessOf(plan, { perDay: 0.2 }, on, NOON)).toEqual({
      newWithinMs: 15 * MINUTE,
      lateWithinMs: 15 * MINUTE,
      reachDays: 45,
    });
    expect(latenessOf(plan, { perDay: 100 }, on, NOON).reachDays).toBe(0);
  });

  it('is a night more where sweeps run by day only', () => {
    const few = { ...plan, headEveryMs: DAY / 4, lookBackEveryMs: 15 * DAY, level: 'scarce' as const };
    expect(latenessOf(few, { perDay: 60 }, on, NOON)).toMatchObject({ newWithinMs: 16.5 * 60 * MINUTE });
  });

  it('is longer than that night where an administrator sweeps no more often than every six hours', () => {
    const few = { ...plan, headEveryMs: DAY / 4, lookBackEveryMs: 15 * DAY, level: 'scarce' as const };
    const seldom = { ...on, headMs: DAY / 4 };
    expect(latenessOf(few, { perDay: 60 }, seldom, NOON)).toMatchObject({ newWithinMs: 19.5 * 60 * MINUTE });
  });

  it('is the rest of the last day more where its look-back waits for the calls of the next month', () => {
    const last = { ...plan, lookBackEveryMs: 15 * DAY, level: 'scarce' as const, lastPages: 3 };
    expect(latenessOf(last, { perDay: 60 }, on, NOON)).toMatchObject({ lateWithinMs: 15 * DAY + 16.5 * 60 * MINUTE });
  });

  it('is not known of what no sweep looks for', () => {
    expect(latenessOf(plan, { perDay: 5 }, { ...on, lookBack: false }, NOON).lateWithinMs).toBeNull();
    expect(latenessOf(plan, { perDay: 5 }, { ...on, headMs: 0 }, NOON).newWithinMs).toBe(DAY);
    expect(latenessOf(plan, { perDay: 5 }, { ...on, headMs: 0, lookBack: false }, NOON)).toMatchObject({
      newWithinMs: null,
      lateWithinMs: null,
    });
  });
});
