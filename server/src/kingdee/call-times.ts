/** How long calls of Kingdee may take, ms. */
export interface CallTimes {
  /** One whole call, connecting included. */
  KINGDEE_TIMEOUT_MS: number;
  /** How much longer a lease is than the longest call. */
  LEASE_MARGIN_MS: number;
}

/**
 * How long whoever calls Kingdee holds what the call is about: the longest call, and the margin within which it leaves
 * (transport.ts). When a lease has run out, nothing of its holder's can be running or leave any more (product.md §2).
 */
export const callLeaseMs = ({ KINGDEE_TIMEOUT_MS, LEASE_MARGIN_MS }: CallTimes): number =>
  KINGDEE_TIMEOUT_MS + LEASE_MARGIN_MS;
