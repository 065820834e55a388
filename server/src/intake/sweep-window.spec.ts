import { describe, expect, it } from 'vitest';
import { headWindow, lookBackWindow, slices } from './sweep-window.js';

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
