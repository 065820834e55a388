import type { EntityManager } from 'typeorm';
import type { BillClaims, PushBill } from '../../bill/ledger/bill-claims.js';
import { BillNotFoundError, StaleBillError } from '../../domain/bill/bill.errors.js';

/** The bill as the person saw it. @throws BillNotFoundError, StaleBillError */
export async function loadSeen(
  claims: BillClaims,
  tx: EntityManager,
  billId: string,
  version: number,
): Promise<PushBill> {
  const [bill] = await claims.load(tx, [billId]);
  if (!bill) throw new BillNotFoundError(billId);
  if (bill.version !== version) throw new StaleBillError(billId);
  return bill;
}
