import { expect, it } from 'vitest';
import { daysOf } from './ranges.js';

it('says the days of a range in Beijing, whatever the hour', () => {
  // 00:30 in Beijing is still the day before in UTC.
  const now = Date.parse('2026-03-01T00:30:00+08:00');
  expect(daysOf('today', now)).toEqual({ from: '2026-03-01' });
  expect(daysOf('week', now)).toEqual({ from: '2026-02-23' });
  expect(daysOf('month', now)).toEqual({ from: '2026-03-01' });
  expect(daysOf('before', now)).toEqual({ from: '2026-02-01', to: '2026-02-28' });
  expect(daysOf('all', now)).toEqual({});
});
