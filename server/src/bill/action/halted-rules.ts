import type { BillStateKind, Reached } from '@dingdee/shared/bill-state';
import type { BillNotes } from '../../domain/bill/bill-notes.js';
import { amendedBy } from '../../domain/bill/bill-notes.js';

/** State of a bill that may have stopped in Kingdee. */
export interface HaltedStanding {
  kind: BillStateKind;
  reached: Reached;
  /** Class of the trouble that is shown; null if there is none. */
  trouble: string | null;
  handedOver: boolean;
  /** Its approval was changed or cancelled meanwhile: the bill can only be withdrawn from Kingdee. */
  amended: boolean;
}

/** Reads the state from a bill and its notes. */
export function standsIn(bill: { kind: BillStateKind; reached: Reached; state: Readonly<BillNotes> }): HaltedStanding {
  const { trouble, handedOver } = bill.state;
  return {
    kind: bill.kind,
    reached: bill.reached,
    trouble: trouble?.class ?? null,
    handedOver: handedOver !== undefined,
    amended: amendedBy(bill.state).length > 0,
  };
}

/**
 * Returns whether 撤回并删除 is possible: Kingdee holds the bill and the push has stopped, or the bill is proven to be gone from Kingdee.
 * Never while an outcome is unknown.
 */
export const canWithdraw = ({ kind, reached, trouble }: HaltedStanding): boolean =>
  (kind === 'failed' && reached !== 'none') || (kind === 'in-doubt' && trouble === 'gone');

/**
 * Returns whether Kingdee holds other content than was approved: no step of ours may make it a payment, nor may we leave it to Kingdee as
 * approved.
 */
export const isAltered = ({ trouble }: Pick<HaltedStanding, 'trouble'>): boolean =>
  trouble === 'differs' || trouble === 'two-found';

/** Returns whether 继续 is possible: Kingdee holds the bill, and the missing steps may still be done. */
export const canGoOn = (standing: HaltedStanding): boolean =>
  standing.kind === 'failed' && standing.reached !== 'none' && !standing.amended && !isAltered(standing);

/** Returns whether 交给金蝶处理 is possible: Kingdee holds the bill unfinished, and may finish it. */
export const canHandOver = (standing: HaltedStanding): boolean =>
  canGoOn(standing) && (standing.reached === 'saved' || standing.reached === 'submitted') && !standing.handedOver;
