/** Of the first wait: what is out of reach is tried once a minute in the end, what was refused once in ten. */
const LONGEST = 60;
const REFUSED = 600;

/**
 * Before another connection is tried: 1, 2, 4 … 60 s, and up to half as long again, so that many do not come at once.
 * @param tries how many were made in vain before. @param firstMs EVENT_RETRY_MS @param random 0 to 1
 */
export function waitBeforeTry(tries: number, refused: boolean, firstMs: number, random = Math.random()): number {
  const times = refused ? REFUSED : Math.min(LONGEST, 2 ** Math.min(tries, 10));
  return firstMs * times * (1 + random / 2);
}
