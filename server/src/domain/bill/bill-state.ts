import type { BillStateKind, Reached } from '@dingdee/shared/bill-state';
import { IllegalTransitionError } from './bill.errors.js';

/**
 * The transitions of product.md §1 as data. One test draws the graph from it: every state is reachable, none is a trap, and none leads from booked
 * back to pushing.
 */
export const NEXT: Readonly<Record<BillStateKind, readonly BillStateKind[]>> = {
  collected: ['needs-mapping', 'ready', 'held', 'excluded', 'handled-outside', 'superseded'],
  // That nothing is to be paid follows from the form itself, so there is no content to approve: 无需付款 is a decision of its own.
  'needs-mapping': ['needs-mapping', 'ready', 'held', 'excluded', 'handled-outside', 'superseded', 'no-payment'],
  ready: ['ready', 'needs-mapping', 'approved', 'held', 'excluded', 'handled-outside', 'superseded'],
  approved: ['ready', 'needs-mapping', 'pushing', 'held', 'excluded', 'handled-outside', 'superseded'],
  pushing: ['pushing', 'booked', 'failed', 'in-doubt', 'approved'],
  'in-doubt': ['in-doubt', 'pushing', 'booked', 'failed'],
  failed: [
    'failed',
    'pushing',
    'booked',
    'reversal-needed',
    'in-doubt',
    'needs-mapping',
    'ready',
    'held',
    'excluded',
    'handled-outside',
    'superseded',
  ],
  booked: ['written-back', 'reversal-needed'],
  'written-back': ['reversal-needed'],
  'reversal-needed': ['handled-outside', 'written-back', 'booked'],
  held: ['needs-mapping', 'ready', 'excluded', 'handled-outside', 'superseded'],
  excluded: [],
  'handled-outside': [],
  superseded: [],
  'no-payment': [],
};

/** States that a failed bill may move to only while Kingdee holds nothing of it. */
const ONLY_UNSENT: readonly BillStateKind[] = [
  'needs-mapping',
  'ready',
  'held',
  'excluded',
  'handled-outside',
  'superseded',
];

/** State of a bill, and how far Kingdee got with it. */
export interface Standing {
  kind: BillStateKind;
  reached: Reached;
  /** In 待冲销 without ever having been booked: the bill may halt again. A booked bill never returns to a push. */
  unbooked?: boolean;
  /** Time when a person closed the bill without a payment of ours, Unix ms; null if nobody did. Only such a closed bill can be restored. */
  closedAt?: number | null;
  /** The bill is closed, and a call that was sent for it earlier without an answer has created it in Kingdee all the same. */
  landed?: boolean;
}

/** States into which a person closes a bill, and from which a person may restore it. */
const CLOSED: readonly BillStateKind[] = ['excluded', 'handled-outside'];

/** States closed without a payment of ours: an earlier call without an answer may still take effect in Kingdee. */
export const MAY_LAND: readonly BillStateKind[] = ['excluded', 'handled-outside', 'superseded', 'no-payment'];

/** @throws IllegalTransitionError if product.md §1 does not have this transition. */
export function checkTransition(from: Standing, to: BillStateKind): void {
  if (!leadsTo(from, to)) throw new IllegalTransitionError(from.kind, to);
}

/** Returns whether product.md §1 has this transition. */
export function leadsTo(from: Standing, to: BillStateKind): boolean {
  if (from.kind === 'reversal-needed' && from.unbooked === true && to === 'failed') return true;
  if (to === 'reversal-needed' && from.landed === true) return MAY_LAND.includes(from.kind) && from.reached === 'none';
  if (to === 'collected') return CLOSED.includes(from.kind) && typeof from.closedAt === 'number';
  const blocked = from.kind === 'failed' && from.reached !== 'none' && ONLY_UNSENT.includes(to);
  return !blocked && NEXT[from.kind].includes(to);
}

/** Returns whether the content may change: nothing was sent, or Kingdee provably holds nothing (product.md §1). */
export const isOpen = ({ kind, reached }: Standing): boolean =>
  ['collected', 'needs-mapping', 'ready', 'approved', 'held'].includes(kind) ||
  (kind === 'failed' && reached === 'none');
