const QUARTER_MS = 15 * 60_000;
export const LATEST_AGAIN_MS = 86_400_000;

/** One that cannot be read is tried again after a quarter of an hour, then seldomer, at last once a day. @param tries how often it failed, at least once. */
export const readAgainAfterMs = (tries: number): number =>
  Math.min(LATEST_AGAIN_MS, QUARTER_MS * 2 ** Math.min(tries - 1, 10));
