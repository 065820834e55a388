import { beforeEach, expect, it } from 'vitest';
import { useKnownLeavers } from './useKnownLeavers.js';

const left = (userId: string, leftAt: number) => ({ userId, leftAt });
beforeEach(() => localStorage.clear());

it('“知道了” ends the notice for those it named, on this device also later, and not for who is lost after them', () => {
  const { isNews, known } = useKnownLeavers();
  expect(isNews(left('a', 1))).toBe(true);
  known([left('a', 1)]);
  expect(isNews(left('a', 1))).toBe(false);
  expect(useKnownLeavers().isNews(left('a', 1))).toBe(false);
  expect(isNews(left('b', 1))).toBe(true);
});

it('somebody who got roles again and is lost once more is named once more', () => {
  const { isNews, known } = useKnownLeavers();
  known([left('a', 1)]);
  expect(isNews(left('a', 2))).toBe(true);
});
