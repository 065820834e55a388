import type { BillStateKind, Reached } from '@dingdee/shared/bill-state';
import type { BillNotes } from '../../domain/bill/bill-notes.js';
import { amendedBy } from '../../domain/bill/bill-notes.js';

/** A bill that may stand still in Kingdee. */
export interface HaltedStanding {
  kind: BillStateKind;
  reached: Reached;
  /** Class of the trouble that is shown; null where there is none. */
  trouble: string | null;
  handedOver: boolean;
  /** Its approval was changed or cancelled meanwhile: the only way is out of Kingdee. */
  amended: boolean;
}

/** Reads it from a bill and its state's own data. */
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

/** 撤回并删除: Kingdee holds it and the push stands still; or it was proven to be gone from there. Never while an outcome is unknown. */
export const canWithdraw = ({ kind, reached, trouble }: HaltedStanding): boolean =>
  (kind === 'failed' && reached !== 'none') || (kind === 'in-doubt' && trouble === 'gone');

/** What Kingdee holds is not what was approved: no step of ours may make it a payment, nor may we leave it to Kingdee as if it were. */
export const isAltered = ({ trouble }: Pick<HaltedStanding, 'trouble'>): boolean =>
  trouble === 'differs' || trouble === 'two-found';

/** 继续: Kingdee holds it, and what is missing may still be done. */
export const canGoOn = (standing: HaltedStanding): boolean =>
  standing.kind === 'failed' && standing.reached !== 'none' && !standing.amended && !isAltered(standing);

/** 交给金蝶处理: Kingdee holds it unfinished, and may finish it. */
export const canHandOver = (standing: HaltedStanding): boolean =>
  canGoOn(standing) && (standing.reached === 'saved' || standing.reached === 'submitted') && !standing.handedOver;
