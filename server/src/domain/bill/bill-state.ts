import type { BillStateKind, Reached } from '@dingdee/shared/bill-state';
import { IllegalTransitionError } from './bill.errors.js';

/** product.md §1 as data; one test draws the graph from it: every state reachable, none a trap, nothing back from booked to pushing. */
export const NEXT: Readonly<Record<BillStateKind, readonly BillStateKind[]>> = {
  collected: ['needs-mapping', 'ready', 'held', 'excluded', 'handled-outside', 'superseded'],
  // Nothing to be paid is what its own form says, so it has no content that somebody could approve: the tick is a decision of its own.
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

/** From failed these lead on only while Kingdee holds nothing. */
const ONLY_UNSENT: readonly BillStateKind[] = [
  'needs-mapping',
  'ready',
  'held',
  'excluded',
  'handled-outside',
  'superseded',
];

/** Where a bill stands: its state and how far Kingdee got with it. */
export interface Standing {
  kind: BillStateKind;
  reached: Reached;
  /** In 待冲销 without ever having been booked: it may halt again. What was booked never leads back to a push. */
  unbooked?: boolean;
  /** When a person closed it without a payment of ours, Unix ms; null where nobody did. Only from there a closed bill comes back. */
  closedAt?: number | null;
  /** Closed, and what was sent of it once without an answer stands in Kingdee all the same. */
  landed?: boolean;
}

/** What a person closes, and may open again. */
const CLOSED: readonly BillStateKind[] = ['excluded', 'handled-outside'];

/** Closed without a payment of ours: what was sent of it before and never answered may land afterwards. */
export const MAY_LAND: readonly BillStateKind[] = ['excluded', 'handled-outside', 'superseded', 'no-payment'];

/** @throws IllegalTransitionError where product.md §1 has no such arrow. */
export function checkTransition(from: Standing, to: BillStateKind): void {
  if (!leadsTo(from, to)) throw new IllegalTransitionError(from.kind, to);
}

/** Whether product.md §1 has this arrow. */
export function leadsTo(from: Standing, to: BillStateKind): boolean {
  if (from.kind === 'reversal-needed' && from.unbooked === true && to === 'failed') return true;
  if (to === 'reversal-needed' && from.landed === true) return MAY_LAND.includes(from.kind) && from.reached === 'none';
  if (to === 'collected') return CLOSED.includes(from.kind) && typeof from.closedAt === 'number';
  const blocked = from.kind === 'failed' && from.reached !== 'none' && ONLY_UNSENT.includes(to);
  return !blocked && NEXT[from.kind].includes(to);
}

/** Content may change: nothing was sent, or Kingdee provably holds nothing (product.md §1). */
export const isOpen = ({ kind, reached }: Standing): boolean =>
  ['collected', 'needs-mapping', 'ready', 'approved', 'held'].includes(kind) ||
  (kind === 'failed' && reached === 'none');
