import { describe, expect, it } from 'vitest';
import { cutOverSpan, mustBeCutOver } from './cut-over.js';

/** 2026-11-25 00:30 in Beijing: still the 24th in London. */
const NOW = Date.UTC(2026, 10, 24, 16, 30);
const span = cutOverSpan(NOW, 45);

describe('the day from which a new scheme collects', () => {
  it('lies between the first launches that are listed and tomorrow, by the days of Beijing', () => {
    expect(span).toEqual({ earliest: '2026-10-11', latest: '2026-11-26' });
    for (const date of ['2026-10-11', '2026-11-25', '2026-11-26'])
      expect(() => mustBeCutOver(date, span)).not.toThrow();
  });

  it('is refused where it does not exist, or lies outside, with the day that would do', () => {
    expect(() => mustBeCutOver('2026-11-31', span)).toThrow('不是一个日期');
    expect(() => mustBeCutOver('2026-11-27', span)).toThrow('最晚可以从明天 2026-11-26 开始收');
    expect(() => mustBeCutOver('2026-10-10', span)).toThrow('最早可以从 2026-10-11 开始收');
  });
});
