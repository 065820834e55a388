import type { BillState } from '../../domain/bill/stored-state.js';
import type { BillColumns } from './bill-claims.js';
import type { BillRef } from './bill-ledger.js';

/** What a move changes: the bill, its state and its notes. */
export type MovingBill = BillRef & BillState;

/** What it comes to, in fen of the base currency; null where that is not known. */
export type BillSum = Pick<BillColumns, 'baseFen'>;

/** What we call it, and what Kingdee does. */
export type NumberedBill = Pick<BillColumns, 'billNo' | 'kingdeeNo'>;

/** The form that it stands under in Kingdee, or would. */
export type FormedBill = Pick<BillColumns, 'sentForm' | 'targetForm'>;

/** What Kingdee is asked by for it. */
export type KeyedBill = NumberedBill & FormedBill & Pick<BillColumns, 'thirdBillNo' | 'keyField' | 'formerKeyFields'>;

/** One that a person sets aside, closes or takes back. */
export type ParkedBill = MovingBill & Pick<BillColumns, 'contentHash' | 'approvedHash'>;

/** One that stands still after Kingdee has it, as the watch tells of it. */
export type HaltedBill = MovingBill & NumberedBill & Pick<BillColumns, 'action' | 'reasonKey'>;

/** One that is held beside what Kingdee has of it. */
export type WatchedBill = MovingBill &
  NumberedBill &
  FormedBill &
  BillSum &
  Pick<BillColumns, 'kingdeeId' | 'thirdBillNo'>;

/** One that a statement lays beside its approval and beside what Kingdee has of it. */
export type StatedBill = WatchedBill &
  Pick<BillColumns, 'processInstanceId' | 'part' | 'businessId' | 'orgNumber' | 'currency' | 'payee'>;

/** One of whose approval somebody is told. */
export type ToldBill = Pick<
  BillColumns,
  'id' | 'processInstanceId' | 'schemeId' | 'businessId' | 'payee' | 'originatorUserId'
>;

/** One whose approval is told that it is booked. */
export type BookedBill = ToldBill &
  NumberedBill &
  BillSum &
  BillState &
  Pick<BillColumns, 'schemeVersion' | 'outcome' | 'businessDate'>;

/** One whose comment is looked for in its approval. */
export type CommentedBill = NumberedBill &
  BillState &
  Pick<BillColumns, 'id' | 'processInstanceId' | 'schemeId' | 'schemeVersion' | 'finishedAt'>;
