import { WEBHOOK_DAY_MS } from '@dingdee/shared/webhook';

/**
 * Returns the time of the next try: after each of `waits` in turn, then after the last of them repeatedly, and a last time when the day is
 * over. @param tries number of tries, including this one. @param firstAt time of the first try, Unix ms. @returns null if it is given up.
 */
export function nextTry(tries: number, firstAt: number, now: number, waits: readonly number[]): number | null {
  const end = firstAt + WEBHOOK_DAY_MS;
  if (now >= end) return null;
  const wait = waits[Math.min(tries, waits.length) - 1] ?? WEBHOOK_DAY_MS;
  return Math.min(now + wait, end);
}
