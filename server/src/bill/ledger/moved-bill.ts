import type { BillStateKind } from '@dingdee/shared/bill-state';
import type { Asked } from '../../domain/bill/bill-notes.js';
import { type BillState, inState } from '../../domain/bill/stored-state.js';
import type { PushBill } from './bill-claims.js';
import type { Move } from './bill-ledger.js';

type Stay<K extends BillStateKind = BillStateKind> = K extends BillStateKind ? Pick<Move<K>, 'to' | 'data'> : never;

/** A bill that stays in its state with its notes. @param asked what somebody asks for meanwhile. */
export const staying = ({ kind, state }: BillState, asked?: Asked): Stay =>
  // Each kind comes with its own notes; a request in a state that may carry none is refused when it is written.
  ({ to: kind, data: asked === undefined ? state : { ...state, asked } }) as Stay;

/** A bill as its move leaves it, as far as state, notes and version go. */
export const movedBy = (bill: PushBill, { to, data }: Stay): PushBill => ({
  ...bill,
  ...inState(to, data),
  version: bill.version + 1,
});
