const QUARTER_MS = 15 * 60_000;
export const LATEST_AGAIN_MS = 86_400_000;

/**
 * Returns the back-off before an unreadable approval is read again, in ms: a quarter of an hour, doubled each time up to a
 * day. @param tries number of failures, at least 1.
 */
export const readAgainAfterMs = (tries: number): number =>
  Math.min(LATEST_AGAIN_MS, QUARTER_MS * 2 ** Math.min(tries - 1, 10));
