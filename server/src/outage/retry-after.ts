/** Longest wait inside a call, in ms; for a longer one the caller tries again by its own schedule. */
export const LONGEST_WAIT_MS = 60_000;

/**
 * Returns how long the other side asks to wait, given as seconds or as a date. Neither DingTalk (dingtalk.md §9, UNCONFIRMED) nor Kingdee
 * documents such a header; a proxy in front of them may send one.
 * @returns milliseconds from `now`; 0 if the header is missing or unreadable.
 */
export function retryAfterMs(header: unknown, now: number): number {
  if (typeof header !== 'string') return 0;
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? 0 : Math.max(0, at - now);
}
