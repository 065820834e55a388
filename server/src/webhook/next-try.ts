import { WEBHOOK_DAY_MS } from '@dingdee/shared/webhook';

/**
 * When what was not taken is tried again: after each of `waits` in turn, then after the last of them again, and once more when the day is
 * over. @param tries how many there were, this one among them. @param firstAt when they began, Unix ms. @returns null where it is given up.
 */
export function nextTry(tries: number, firstAt: number, now: number, waits: readonly number[]): number | null {
  const end = firstAt + WEBHOOK_DAY_MS;
  if (now >= end) return null;
  const wait = waits[Math.min(tries, waits.length) - 1] ?? WEBHOOK_DAY_MS;
  return Math.min(now + wait, end);
}
