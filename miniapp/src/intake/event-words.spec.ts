import { expect, it } from 'vitest';
import { eventWords } from './event-words.js';

const events = {
  channel: 'http',
  limit: 3000,
  delivered: 0,
  repeated: 0,
  lastAt: null,
  waiting: 0,
  forecast: 0,
} as const;

it('says what came twice and what is still to be fetched, and nothing of what is not', () => {
  expect(eventWords.beside(events)).toBe('本月还没有来过');
  expect(eventWords.beside({ ...events, delivered: 1, lastAt: 5 })).toBe('');
  expect(eventWords.beside({ ...events, delivered: 9, lastAt: 5, repeated: 2, waiting: 3 })).toBe(
    '重复送来 2 次，只收一次，3 条等着取',
  );
});

it('says where the month will end', () => {
  expect(eventWords.of({ ...events, delivered: 642, forecast: 1830 })).toBe('/ 3,000 次，月底约 1,830');
});
