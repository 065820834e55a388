import { describe, expect, it } from 'vitest';
import {
  type Coverage,
  headWindow,
  lookBackWindow,
  nextPiece,
  olderWindow,
  planLookBack,
  type SweepWindow,
  slices,
} from './sweep-window.js';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-24T08:00:00Z');
const RULES = { overlapMs: 600_000, lookBackDays: 45 };

describe('sweep windows', () => {
  it('a head sweep starts ten minutes before the mark', () => {
    expect(headWindow(NOW - DAY, NOW, RULES)).toEqual({ from: NOW - DAY - 600_000, to: NOW });
  });

  it('without a mark it covers the look-back', () => {
    expect(headWindow(null, NOW, RULES)).toEqual({ from: NOW - 45 * DAY, to: NOW });
  });

  it('a look-back covers at least what a head sweep would, after a long pause too', () => {
    expect(lookBackWindow(NOW - DAY, NOW, RULES).from).toBe(NOW - 45 * DAY);
    expect(lookBackWindow(NOW - 200 * DAY, NOW, RULES).from).toBe(NOW - 200 * DAY - 600_000);
  });

  it('nothing older than DingTalk answers for is asked', () => {
    const { from } = headWindow(NOW - 900 * DAY, NOW, RULES);
    expect(NOW - from).toBeLessThan(365 * DAY);
    expect(NOW - from).toBeGreaterThan(364 * DAY);
  });

  it('is cut into slices of at most 120 days without a gap', () => {
    const window = { from: NOW - 364 * DAY, to: NOW };
    const pieces = slices(window);
    expect(pieces).toHaveLength(4);
    expect([pieces[0]?.from, pieces.at(-1)?.to]).toEqual([window.from, window.to]);
    pieces.forEach(({ from, to }, i) => {
      expect(to - from).toBeLessThan(120 * DAY);
      if (i > 0) expect(from).toBe((pieces[i - 1]?.to ?? 0) + 1);
    });
  });
});

describe('what a look-back lists, and what it leaves owed', () => {
  const rules = { ...RULES, longLookBackDays: 180 };
  const never: Coverage = { headUntil: null, sweptFrom: null, lookBackUntil: null, owed: null, longSweepAt: null };
  const covered = (at: number): Coverage => planLookBack(at, never, rules).after;

  it('of a scheme that was never swept is the look-back, and nothing older', () => {
    const { window, after } = planLookBack(NOW, never, rules);
    expect(window).toEqual({ from: NOW - 45 * DAY, to: NOW });
    expect(after).toEqual({
      headUntil: NOW,
      sweptFrom: NOW - 45 * DAY,
      lookBackUntil: NOW,
      owed: null,
      longSweepAt: NOW,
    });
  });

  it('an hour later begins that hour earlier, in the same question', () => {
    const { window, after } = planLookBack(NOW + DAY / 24, covered(NOW), rules);
    expect(window).toEqual({ from: NOW - 45 * DAY, to: NOW + DAY / 24 });
    expect(after.owed).toBeNull();
  });

  it('after a gap begins 45 days before the last that came through; what lies before the usual ones is owed', () => {
    const { window, after } = planLookBack(NOW + 30 * DAY, { ...covered(NOW), longSweepAt: NOW + 1 }, rules);
    expect(window.from).toBe(NOW - 15 * DAY);
    expect(after.owed).toEqual({ from: NOW - 45 * DAY, to: NOW - 15 * DAY - 1 });
  });

  it('what is owed already stays owed, joined with what a further gap adds', () => {
    const first = planLookBack(NOW + 20 * DAY, covered(NOW), rules).after;
    const again = planLookBack(NOW + 40 * DAY, { ...first, longSweepAt: NOW + 20 * DAY }, rules).after;
    expect(again.owed).toEqual({ from: NOW - 45 * DAY, to: NOW - 5 * DAY - 1 });
  });

  it('once a month owes the launches of the longer look-back, not those of before the scheme', () => {
    const before = { ...covered(NOW), lookBackUntil: NOW + 200 * DAY, headUntil: NOW + 200 * DAY };
    const now = NOW + 200 * DAY;
    expect(planLookBack(now, before, rules).after).toMatchObject({
      owed: { from: now - 180 * DAY, to: now - 45 * DAY - 1 },
      longSweepAt: now,
    });
    const young = { ...before, sweptFrom: now - 60 * DAY };
    expect(planLookBack(now, young, rules).after.owed?.from).toBe(now - 60 * DAY);
  });

  it('older launches begin where the first look-back began and end with what DingTalk lists, a year after which there are none', () => {
    const before = NOW - 45 * DAY;
    const never = { ...covered(NOW), sweptFrom: null, lookBackUntil: null, headUntil: null };
    const first = olderWindow(never, NOW, rules);
    expect(first?.to).toBeGreaterThanOrEqual(planLookBack(NOW + 60_000, never, rules).window.from);
    expect(slices(first ?? { from: 1, to: 0 })).toHaveLength(3);
    const later = olderWindow({ ...covered(NOW + 100 * DAY), sweptFrom: before }, NOW + 100 * DAY, rules);
    expect(later?.to).toBe(first?.to);
    expect(later?.from).toBe((first?.from ?? 0) + 100 * DAY);
    expect(olderWindow({ ...covered(NOW + 330 * DAY), sweptFrom: before }, NOW + 330 * DAY, rules)).toBeNull();
  });

  it('is paid in pieces of a week, without a gap, until nothing is left', () => {
    let owed: SweepWindow | null = { from: NOW - 60 * DAY, to: NOW - 45 * DAY };
    let from = owed.from;
    while (owed !== null) {
      const { piece, left }: { piece: SweepWindow; left: SweepWindow | null } = nextPiece(owed, NOW);
      expect(piece.from).toBe(from);
      expect(piece.to - piece.from).toBeLessThan(7 * DAY);
      from = piece.to + 1;
      owed = left;
    }
    expect(from).toBe(NOW - 45 * DAY + 1);
  });

  it('takes no mark for true that a wrong clock has set in the future', () => {
    expect(headWindow(NOW + DAY, NOW, RULES)).toEqual({ from: NOW - 45 * DAY, to: NOW });
    expect(headWindow(NOW + 60_000, NOW, RULES)).toEqual({ from: NOW - 600_000, to: NOW });
    expect(planLookBack(NOW, { ...covered(NOW + DAY) }, rules).after.lookBackUntil).toBe(NOW);
  });
});
