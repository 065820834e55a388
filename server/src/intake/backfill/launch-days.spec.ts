import { describe, expect, it } from 'vitest';
import { daysIn, nextDays, sliceDays, windowOf } from './launch-days.js';

const OCTOBER = { from: '2026-10-15', to: '2026-10-31' };

describe('the days of a back-fill', () => {
  it('are listed in pieces without gap or overlap, and each mark says where to go on', () => {
    const pieces: { from: string; to: string }[] = [];
    let until: string | null = null;
    for (let piece = nextDays(OCTOBER, until, 7); piece; piece = nextDays(OCTOBER, until, 7)) {
      pieces.push(piece);
      until = piece.to;
    }
    expect(pieces).toEqual([
      { from: '2026-10-15', to: '2026-10-21' },
      { from: '2026-10-22', to: '2026-10-28' },
      { from: '2026-10-29', to: '2026-10-31' },
    ]);
    expect(daysIn(OCTOBER)).toBe(17);
  });

  it('are few at a time where much is launched, many where little is', () => {
    expect([sliceDays(null), sliceDays(0), sliceDays(10), sliceDays(150), sliceDays(900)]).toEqual([7, 31, 20, 1, 1]);
  });

  it('begin and end at midnight in Beijing', () => {
    expect(windowOf({ from: '2026-10-15', to: '2026-10-15' })).toEqual({
      from: Date.parse('2026-10-14T16:00:00Z'),
      to: Date.parse('2026-10-15T15:59:59.999Z'),
    });
  });
});
