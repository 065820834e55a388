/** Longest waits, as multiples of the first wait: once a minute if DingTalk cannot be reached, once in ten minutes if it refused. */
const LONGEST = 60;
const REFUSED = 600;

/**
 * Returns the back-off before the next connection, in ms: 1, 2, 4 … 60 s, plus up to half of it as jitter, so that many clients do not come at once.
 * @param tries number of failed tries. @param firstMs EVENT_RETRY_MS @param random 0 to 1
 */
export function waitBeforeTry(tries: number, refused: boolean, firstMs: number, random = Math.random()): number {
  const times = refused ? REFUSED : Math.min(LONGEST, 2 ** Math.min(tries, 10));
  return firstMs * times * (1 + random / 2);
}
