import { describe, expect, it } from 'vitest';
import { onOnePage } from './on-one-page.js';

const MINUTE = 60_000;
const FROM = Date.parse('2026-11-01T00:00:00+08:00');
const TO = FROM + 1_000 * MINUTE;
const held = ({ from, to }: { from: number; to: number }, launches: readonly number[]) =>
  launches.filter((at) => at >= from && at <= to).length;

describe('a window cut into pages', () => {
  it('is whole where a page holds what is known of it', () => {
    const launches = Array.from({ length: 19 }, (_, i) => FROM + i * MINUTE);
    expect(onOnePage({ from: FROM, to: TO }, launches)).toEqual([{ from: FROM, to: TO }]);
    expect(onOnePage({ from: FROM, to: TO }, [])).toEqual([{ from: FROM, to: TO }]);
  });

  it('has pieces without gaps, each of which a page holds, and no more than needed', () => {
    for (const count of [20, 38, 39, 200, 777]) {
      const launches = Array.from({ length: count }, (_, i) => FROM + i * MINUTE);
      const pieces = onOnePage({ from: FROM, to: TO }, launches);
      expect(pieces[0]?.from).toBe(FROM);
      expect(pieces.at(-1)?.to).toBe(TO);
      for (const [i, piece] of pieces.entries()) {
        expect(held(piece, launches)).toBeLessThanOrEqual(19);
        if (i > 0) expect(piece.from).toBe((pieces[i - 1]?.to ?? 0) + 1);
      }
      expect(pieces).toHaveLength(Math.ceil(count / 19));
    }
  });

  it('leave more place where more is unread, for several times the average, and half a page at most', () => {
    const launches = Array.from({ length: 380 }, (_, i) => FROM + i * MINUTE);
    const most = (unread: number) =>
      Math.max(...onOnePage({ from: FROM, to: TO }, launches, unread).map((piece) => held(piece, launches)));
    expect([0, 5, 20, 40, 1000].map(most)).toEqual([19, 18, 16, 13, 10]);
  });

  it('never parts those of one minute, since an answer may print no seconds', () => {
    const launches = Array.from({ length: 60 }, (_, i) => FROM + Math.floor(i / 30) * 10 * MINUTE + (i % 30) * 1_000);
    const pieces = onOnePage({ from: FROM, to: TO }, launches);
    expect(pieces.map((piece) => held(piece, launches))).toEqual([30, 30]);
    expect(pieces[1]?.from).toBe(FROM + 10 * MINUTE);
  });

  it('leaves out what was launched outside of it', () => {
    const launches = Array.from({ length: 50 }, (_, i) => FROM - (i + 1) * MINUTE);
    expect(onOnePage({ from: FROM, to: TO }, launches.reverse())).toEqual([{ from: FROM, to: TO }]);
  });
});
