import { expect, it } from 'vitest';
import { isChosen, withChoice, withClosed } from './day-choice.js';
import { dayWords } from './day-words.js';

const rule = { kind: 'date', from: 'row:费用发生日期', pick: 'earliest', closed: 'stop' } as const;

it('a choice takes the place of the former one, and what happens in a closed period stays', () => {
  const finished = { from: 'instance:finishDate', pick: null };
  const next = withChoice(rule, finished);
  expect(next).toEqual({ kind: 'date', from: 'instance:finishDate', closed: 'stop' });
  expect([isChosen(finished, next), isChosen(finished, rule)]).toEqual([true, false]);
  expect(isChosen({ from: rule.from, pick: 'latest' }, rule)).toBe(false);
  expect(withClosed(rule, undefined)).not.toHaveProperty('closed');
});

it('where a choice lands is said by months, the most first, and what has none is not left out', () => {
  const months = [
    { month: '2026-11', count: 17 },
    { month: '2026-10', count: 3 },
  ];
  expect(dayWords.lands({ months, unknown: 0 })).toBe('17 条 11 月，3 条 10 月');
  expect(dayWords.lands({ months: months.slice(0, 1), unknown: 0 })).toBe('17 条都在 11 月');
  expect(dayWords.lands({ months: months.slice(0, 1), unknown: 3 })).toBe('17 条 11 月，3 条没有');
});
