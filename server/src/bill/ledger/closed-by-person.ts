import type { BillStateKind } from '@dingdee/shared/bill-state';

/** Time within which a bill that a person closed may be restored, in ms (product.md §4: 24 h). */
export const UNDO_CLOSED_MS = 86_400_000;

/** SQL on `bill b`: a person has excluded it (排除), or said that it was paid outside (线下已处理); not 期初, and not a reversal. */
export const CLOSED_BY_PERSON = `(b.state_kind = 'excluded' AND SUBSTR(b.reason_key, 1, 9) = 'excluded:' OR b.state_kind = 'handled-outside' AND SUBSTR(b.reason_key, 1, 16) = 'handled-outside:')`;

/** Applies the same condition to one bill. @param since time of its state, in Unix ms. @returns when a person closed it; null if no person did. */
export const closedAtOf = (kind: BillStateKind, reasonKey: string, since: number): number | null =>
  (kind === 'excluded' || kind === 'handled-outside') && reasonKey.startsWith(`${kind}:`) ? since : null;

/** Returns the reason key of bills that one bill in Kingdee paid: the lists group by it. */
export const paidByKey = (number: string): string => `handled-outside:${number.toUpperCase()}`;
