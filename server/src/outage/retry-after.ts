/** A wait that is longer is not sat out inside a call: whoever asked tries again by its own schedule. */
export const LONGEST_WAIT_MS = 60_000;

/**
 * How long the other side asks to wait: seconds or a date. Neither DingTalk (dingtalk.md §9, UNCONFIRMED) nor Kingdee documents such a header, a proxy before them may send one.
 * @returns milliseconds from `now`, 0 where nothing readable was said.
 */
export function retryAfterMs(header: unknown, now: number): number {
  if (typeof header !== 'string') return 0;
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? 0 : Math.max(0, at - now);
}
