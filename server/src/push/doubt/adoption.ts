import type { Reached } from '@dingdee/shared/bill-state';
import type { PushBill } from '../../bill/ledger/bill-claims.js';
import type { Way } from '../../bill/ledger/bill-ledger.js';
import type { StoredBill } from '../../connectors/target.js';
import type { BillNotes } from '../../domain/bill/bill-notes.js';
import { carriedTo, inState } from '../../domain/bill/stored-state.js';
import { FREE, QUIET } from '../call/bill-patches.js';

/** Returns the move of a bill of ours that Kingdee holds: it goes on from the step that it has reached in Kingdee. */
export const adoption = (
  bill: PushBill,
  { stored, reached, booked }: { stored: StoredBill; reached: Reached; booked: boolean },
  now: number,
  more: Pick<BillNotes, 'keyless'> = {},
): Way<'booked' | 'pushing'> => ({
  ...goingOn({ ...bill.state, ...more }, booked),
  patch: {
    ...FREE,
    ...QUIET,
    reached,
    kingdee_id: stored.id,
    kingdee_no: stored.billNo,
    next_attempt_at: booked ? null : now,
  },
  detail: { found: stored.billNo, status: stored.status },
});

const goingOn = (
  notes: BillNotes,
  booked: boolean,
): Pick<Way<'booked'>, 'to' | 'data'> | Pick<Way<'pushing'>, 'to' | 'data'> =>
  booked
    ? { to: 'booked', data: carriedTo('booked', notes) }
    : { to: 'pushing', data: { ...carriedTo('pushing', notes), trouble: undefined, askNow: undefined } };

/** Returns the bill in its state after the adoption. */
export const adopted = (bill: PushBill, stored: StoredBill, more: Pick<BillNotes, 'keyless'> = {}): PushBill => ({
  ...bill,
  ...inState('booked', carriedTo('booked', { ...bill.state, ...more })),
  version: bill.version + 1,
  kingdeeId: stored.id,
  kingdeeNo: stored.billNo,
});
