import { expect, it } from 'vitest';
import { clockSentence } from './clock-words.js';

const NOW = Date.parse('2026-03-02T02:00:00Z');
const DAY = 86_400_000;

it('a clock that jumped is said with its direction and its seconds, for a day and no longer', () => {
  expect(clockSentence(null, NOW)).toBeNull();
  expect(clockSentence({ at: NOW - 60_000, byMs: 90_400 }, NOW)).toContain('服务器时钟向前跳了 90 秒');
  expect(clockSentence({ at: NOW - 60_000, byMs: -90_400 }, NOW)).toContain('服务器时钟向后跳了 90 秒');
  expect(clockSentence({ at: NOW - DAY, byMs: 90_000 }, NOW)).not.toBeNull();
  expect(clockSentence({ at: NOW - DAY - 1, byMs: 90_000 }, NOW)).toBeNull();
});
