import type { BillStateKind } from '@dingdee/shared/bill-state';

/** So long what a person closed may be taken back (product.md §4: 24 h). */
export const UNDO_CLOSED_MS = 86_400_000;

/** SQL on `bill b`: a person has left it out (排除), or said that it was paid outside of us; neither 期初 nor a reversal is. */
export const CLOSED_BY_PERSON = `(b.state_kind = 'excluded' AND SUBSTR(b.reason_key, 1, 9) = 'excluded:' OR b.state_kind = 'handled-outside' AND SUBSTR(b.reason_key, 1, 16) = 'handled-outside:')`;

/** The same of one bill. @param since Unix ms of its state. @returns when; null where no person closed it. */
export const closedAtOf = (kind: BillStateKind, reasonKey: string, since: number): number | null =>
  (kind === 'excluded' || kind === 'handled-outside') && reasonKey.startsWith(`${kind}:`) ? since : null;

/** How the lists group what one bill in Kingdee paid. */
export const paidByKey = (number: string): string => `handled-outside:${number.toUpperCase()}`;
