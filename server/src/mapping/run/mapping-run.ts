import { type Actor, SYSTEM } from '../../domain/actor.js';
import { isOpen } from '../../domain/bill/bill-state.js';
import type { MappingResult } from '../../domain/draft/mapping-result.js';
import type { BillToMap } from './bills-to-map.js';
import type { MappingBasis } from './map-one.js';
import { RemapTally } from './remap-tally.js';

/** A bill and its new mapping, with the inputs that gave it. */
export interface Mapped {
  bill: BillToMap;
  basis: MappingBasis;
  result: MappingResult;
  /** Replaces the reason of the run. */
  why?: string;
  toldOtherwise?: boolean;
}

/** One pass over bills: its reason, its actor, and the bills that it skips. */
export interface Run {
  why: string;
  by: Actor;
  tally: RemapTally;
  /** Includes approved bills, whose approval is voided if their content changes. */
  also?: 'approved';
  /** Skips bills of which nothing would change. */
  onlyChanged?: boolean;
  /** Bills of which nothing would change cite the tables and the scheme version of today. */
  renew?: boolean;
  /**
   * The bills were mapped by a former engine: an equal result is noted as that of today's engine, and an approval is voided if the issues
   * differ.
   */
  sinceEngine?: boolean;
  /** Only the equal result is noted: nothing else is written, in whatever state the bills are. */
  noteOnly?: boolean;
  /** The day has changed: the voided approval says so. */
  newDay?: boolean;
  /** Restricts approved bills to those with such a result. */
  approvedOnlyIf?: (result: MappingResult) => boolean;
}

/** Run of the product itself, for bills that a change affects. */
export const quietly = (why: string): Run => ({ why, by: SYSTEM, tally: new RemapTally() });
/** Run for bills that are behind tables or scheme: afterwards none of them is (behind-mapping.ts). */
export const catchingUp = (why: string): Run => ({ ...quietly(why), onlyChanged: true, renew: true });

/** Whether a run maps a bill in its present state. */
export const mayMap =
  ({ also, noteOnly = false }: Run) =>
  ({ ref }: BillToMap): boolean =>
    noteOnly || (isOpen(ref) && (ref.kind !== 'approved' || also === 'approved'));

/** Returns a mapped bill as the ledger takes it. */
export const asApplied =
  (run: Run) =>
  ({ bill, result, why = run.why, toldOtherwise = false }: Mapped) => ({
    bill: bill.ref,
    approvedHash: bill.approvedHash,
    result,
    why,
    toldOtherwise,
  });
