import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PushBill } from '../../bill/ledger/bill-claims.js';
import { ReturnBill } from '../../bill/park/return-bill.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { SYSTEM } from '../../domain/actor.js';
import { withdrawalOf } from '../../domain/bill/bill-notes.js';
import { type GoneProof } from './withdrawal.js';
import { WithdrawalRecords } from './withdrawal-records.js';

/** Ends a withdrawal in the transaction of the look that found nothing: it stores the proof and puts the bill back on the desk. */
@Injectable()
export class FinishWithdrawal {
  constructor(
    private readonly records: WithdrawalRecords,
    private readonly returned: ReturnBill,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @param bill the bill before the move to failed (reached: none) that this transaction has made. */
  async run(tx: EntityManager, bill: PushBill, proof: GoneProof, now: number): Promise<void> {
    await this.records.clearWithdrawn(tx, bill.id, proof, this.settings.PROBE_GAP_MS, now);
    const billNo = bill.kingdeeNo ?? bill.billNo;
    const who = withdrawalOf(bill.state)?.byName ?? '';
    await this.returned.run(
      tx,
      { id: bill.id, version: bill.version + 1, kind: 'failed', reached: 'none', contentHash: bill.contentHash },
      `${who}从金蝶撤回并删除了单据 ${billNo}，原审核不再有效`,
      SYSTEM,
    );
    if (bill.state.orderId !== undefined)
      await tx.query('UPDATE push_item SET not_sent = ? WHERE order_id = ? AND bill_id = ?', [
        '已从金蝶撤回并删除，没有入账',
        bill.state.orderId,
        bill.id,
      ]);
  }
}
