import type { BillNotes } from '../../domain/bill/bill-notes.js';
import type { BillState } from '../../domain/bill/stored-state.js';
import type { BillColumns } from './bill-claims.js';
import type { BillRef } from './bill-ledger.js';

/** The bill, its state and its notes, as a move needs them. */
export type MovingBill = BillRef & BillState;

/** Amount in fen of the base currency; null if it is not known. */
export type BillSum = Pick<BillColumns, 'baseFen'>;

/** Our number and Kingdee's number. */
export type NumberedBill = Pick<BillColumns, 'billNo' | 'kingdeeNo'>;

/** Columns that give the bill's form in Kingdee. */
export type FormedBill = Pick<BillColumns, 'sentForm' | 'targetForm'>;

/** Columns that a look asks Kingdee by. */
export type KeyedBill = NumberedBill &
  FormedBill &
  Pick<BillColumns, 'thirdBillNo' | 'keyField' | 'formerKeyFields' | 'kingdeeId'> & {
    state: Pick<BillNotes, 'keyless'>;
  };

/** A bill that a person holds, closes or restores. */
export type ParkedBill = MovingBill & Pick<BillColumns, 'contentHash' | 'approvedHash'>;

/** A bill that has stopped while Kingdee holds it, for the watch. */
export type HaltedBill = MovingBill & NumberedBill & Pick<BillColumns, 'action' | 'reasonKey'>;

/** A bill that is compared with Kingdee's bill. */
export type WatchedBill = MovingBill &
  NumberedBill &
  FormedBill &
  BillSum &
  Pick<BillColumns, 'kingdeeId' | 'thirdBillNo'>;

/** A bill that a statement compares with its approval and with Kingdee's bill. */
export type StatedBill = WatchedBill &
  Pick<BillColumns, 'processInstanceId' | 'part' | 'businessId' | 'orgNumber' | 'currency' | 'payee'>;

/** A bill for a message about its approval. */
export type ToldBill = Pick<
  BillColumns,
  'id' | 'processInstanceId' | 'schemeId' | 'businessId' | 'payee' | 'originatorUserId'
>;

/** A booked bill for the write-back to its approval. */
export type BookedBill = ToldBill &
  NumberedBill &
  BillSum &
  BillState &
  Pick<BillColumns, 'schemeVersion' | 'outcome' | 'businessDate'>;

/** A bill whose comment is looked for in its approval. */
export type CommentedBill = NumberedBill &
  BillState &
  Pick<BillColumns, 'id' | 'processInstanceId' | 'schemeId' | 'schemeVersion' | 'finishedAt'>;
