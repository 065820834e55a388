/**
 * How long to wait before each look for a comment whose answer was lost, ms; after the last one it is sent again. A comment has no key that
 * DingTalk would refuse a second time, so one that arrives late must be seen: the looks go on as long as those for a bill.
 * @param timeoutMs DINGTALK_TIMEOUT_MS @param delays SETTLE_DELAYS_MS, offsets from the moment of doubt @param gapMs PROBE_GAP_MS
 */
export function waitsBeforeLooks(timeoutMs: number, delays: readonly number[], gapMs: number): readonly number[] {
  const waits = delays.map((delay, n) =>
    n === 0 ? Math.max(timeoutMs, delay) : Math.max(0, delay - (delays[n - 1] ?? 0)),
  );
  // Never sent again after a single look.
  while (waits.length < 2) waits.push(waits.length === 0 ? timeoutMs : gapMs);
  return waits;
}
