import { expect, it } from 'vitest';
import { periodOf } from './period.js';

const at = (day: string) => Date.parse(`${day}T09:00:00+08:00`);

it('a month under way is compared with the same days of the month before', () => {
  expect(periodOf(undefined, at('2026-11-24'))).toEqual({
    month: '2026-11',
    from: '2026-11-01',
    to: '2026-11-24',
    before: { from: '2026-10-01', to: '2026-10-24' },
  });
  expect(periodOf('2026-03', at('2026-03-31')).before).toEqual({ from: '2026-02-01', to: '2026-02-28' });
});

it('a month that is over is compared with all of the month before', () => {
  const { to, before } = periodOf('2026-02', at('2026-11-24'));
  expect([to, before.to]).toEqual(['2026-02-28', '2026-01-31']);
  expect(periodOf('2026-01', at('2026-11-24')).before).toEqual({ from: '2025-12-01', to: '2025-12-31' });
});

it('a month that has not begun is refused', () => {
  expect(() => periodOf('2026-12', at('2026-11-24'))).toThrow(/2026-12/);
});
