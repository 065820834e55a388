import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../../domain/actor.js';
import { BillLedger, type BillRef } from '../ledger/bill-ledger.js';
import { firstReason } from '../ledger/first-reason.js';
import { NOT_APPROVED } from '../ledger/not-approved.js';
import { SeenBills } from '../review/seen-bills.js';

/** Returns a refused bill to the review if Kingdee provably holds nothing of it; its approval is voided, visibly (product.md §1). */
@Injectable()
export class ReturnBill {
  constructor(
    private readonly ledger: BillLedger,
    private readonly seen: SeenBills,
  ) {}

  /** @param bill failed, reached none. @param why shown as the reason why the approval no longer counts. @throws StaleBillError */
  async run(tx: EntityManager, bill: BillRef & { contentHash: string | null }, why: string, by: Actor): Promise<void> {
    const issues = await this.seen.issues(tx, bill.id);
    await this.ledger.move(
      tx,
      {
        bill,
        to: bill.contentHash === null ? 'needs-mapping' : 'ready',
        data: {},
        patch: { ...NOT_APPROVED, ...firstReason(issues), approval_voided: why.slice(0, 300) },
        action: 'returned',
        detail: { why, voided: true },
      },
      by,
    );
  }
}
