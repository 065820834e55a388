import { expect, it } from 'vitest';
import { lastRunSaid } from './last-run-words.js';

const at = new Date('2026-11-26T10:30:00+08:00').getTime();

it('what the last run brought in is said; that nothing came, only where nothing did', () => {
  expect(lastRunSaid({ at, seen: 212, created: 5 })).toBe('10:30 采集，新收 5 条。');
  expect(lastRunSaid({ at, seen: 212, created: 0 })).toBe('10:30 采集到 212 条，没有新的。');
});
