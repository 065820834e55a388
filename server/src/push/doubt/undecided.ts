import type { PushBill } from '../../bill/ledger/bill-claims.js';
import { BillRefusedError } from '../../domain/bill/bill.errors.js';

/** @throws BillRefusedError unless Kingdee numbers this bill, every question about its save was answered "not there", and a person has to decide. */
export function mustBeUndecided(bill: PushBill): void {
  if (bill.kind !== 'in-doubt' || bill.state.trouble?.class !== 'absent')
    throw new BillRefusedError(
      'bill/not-undecided',
      '这张单据不在等人决定：核对还没有做完，或已经有了结果。刷新后看最新状态。',
    );
}
