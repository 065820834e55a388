/**
 * Returns how long to wait before each look for a comment whose answer was lost, in ms; after the last look the comment is sent again.
 * A comment has no key for which DingTalk would refuse a second one, so a late one must be seen: the looks go on as long as the looks
 * for a bill.
 * @param timeoutMs DINGTALK_TIMEOUT_MS
 * @param delays SETTLE_DELAYS_MS, offsets from the start of the doubt
 * @param gapMs PROBE_GAP_MS
 */
export function waitsBeforeLooks(timeoutMs: number, delays: readonly number[], gapMs: number): readonly number[] {
  const waits = delays.map((delay, n) =>
    n === 0 ? Math.max(timeoutMs, delay) : Math.max(0, delay - (delays[n - 1] ?? 0)),
  );
  // A comment is never sent again after a single look.
  while (waits.length < 2) waits.push(waits.length === 0 ? timeoutMs : gapMs);
  return waits;
}
