import type { BillStateKind } from '@dingdee/shared/bill-state';
import type { Asked } from '../../domain/bill/bill-notes.js';
import { type BillState, inState } from '../../domain/bill/stored-state.js';
import type { PushBill } from './bill-claims.js';
import type { Move } from './bill-ledger.js';

type Stay<K extends BillStateKind = BillStateKind> = K extends BillStateKind ? Pick<Move<K>, 'to' | 'data'> : never;

/** Returns state and notes of a bill that stays in its state. @param asked request of a person to record. */
export const staying = ({ kind, state }: BillState, asked?: Asked): Stay =>
  // Each kind has its own notes; a request in a state that may carry none is refused when it is written.
  ({ to: kind, data: asked === undefined ? state : { ...state, asked } }) as Stay;

/** Returns a bill after its move, with the new state, notes and version. */
export const movedBy = (bill: PushBill, { to, data }: Stay): PushBill => ({
  ...bill,
  ...inState(to, data),
  version: bill.version + 1,
});
