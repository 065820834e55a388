/** How long calls of Kingdee may take, ms. */
export interface CallTimes {
  /** One whole call, connecting included. */
  KINGDEE_TIMEOUT_MS: number;
  /** How much longer a lease is than the longest call. */
  LEASE_MARGIN_MS: number;
}

/**
 * How long whoever calls Kingdee holds what the call is about: the longest call, and the margin within which it leaves
 * (`sendUntil`). When a lease has run out, nothing of its holder's can be running or leave any more (product.md §2).
 */
export const callLeaseMs = ({ KINGDEE_TIMEOUT_MS, LEASE_MARGIN_MS }: CallTimes): number =>
  KINGDEE_TIMEOUT_MS + LEASE_MARGIN_MS;

/**
 * A call that has not left within this part of LEASE_MARGIN_MS does not leave any more: whoever takes a bill over when its lease
 * has run out must be able to rely on it (product.md §2).
 */
const SENT_WITHIN = 0.8;

/** performance.now() until when a call may be sent whose lease begins now. @param marginMs LEASE_MARGIN_MS */
export const sendUntil = (marginMs: number): number => performance.now() + marginMs * SENT_WITHIN;
