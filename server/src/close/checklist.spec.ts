import { pointWords } from '@dingdee/shared/close-words';
import { fromFen } from '@dingdee/shared/money';
import { expect, it } from 'vitest';
import { checklistOf, NOT_BEGUN, type Open } from './checklist.js';

const word = { text: '', byName: '', at: 0 };
const of = (open: Parameters<typeof checklistOf>[0], point: string, notes = {}) => {
  const found = checklistOf(open, new Map(Object.entries(notes))).find((each) => each.point === point);
  if (found === undefined) throw new Error(point);
  return found;
};
const none: Open = { count: 0, amount: null };

it('does not call the days of a month done of which no day is over', () => {
  expect(of({ days: NOT_BEGUN }, 'days')).toMatchObject({ done: false, settled: false, count: 0 });
  expect(pointWords(of({ days: NOT_BEGUN }, 'days'), '2026-11')).toBe('还没有过完的一天');
  expect(of({ days: none }, 'days').done).toBe(true);
});

it('says how many of a point have no amount', () => {
  expect(of({ review: { count: 3, amount: fromFen(500n), unknown: 2 } }, 'review').unknown).toBe(2);
  expect(of({ review: { count: 3, amount: fromFen(500n), unknown: 0 } }, 'review')).not.toHaveProperty('unknown');
});

it('asks about the period until a person has looked, and says then that it is closed', () => {
  expect(pointWords(of({}, 'period'), '2026-10')).toBe('金蝶 2026-10 结账了没有');
  expect(pointWords(of({}, 'period', { period: word }), '2026-10')).toBe('金蝶 2026-10 已结账');
});

it('tells an audit log that does not match from one that nobody has read', () => {
  expect(pointWords(of({ audit: { count: 1, amount: null } }, 'audit', { audit: word }), '2026-10')).toMatch(
    /^审计停住了/,
  );
  expect(pointWords(of({ audit: none }, 'audit'), '2026-10')).toBe('审计还没有校验');
});
