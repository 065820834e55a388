import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SYSTEM } from '../../domain/actor.js';
import { type Awaits, awaitsOf, saidPaid } from '../../domain/bill/bill-notes.js';
import { isOpen } from '../../domain/bill/bill-state.js';
import { carriedTo } from '../../domain/bill/stored-state.js';
import type { PushBill } from '../ledger/bill-claims.js';
import { BillLedger, type Move } from '../ledger/bill-ledger.js';
import { firstReason } from '../ledger/first-reason.js';
import { movedBy } from '../ledger/moved-bill.js';
import { NOT_APPROVED } from '../ledger/not-approved.js';
import { SeenBills } from '../review/seen-bills.js';

/** Holds the bill of a changed approval while an earlier bill may still be paid: never two bills for one expense (product.md §2). */
@Injectable()
export class AwaitOriginal {
  constructor(
    private readonly ledger: BillLedger,
    private readonly seen: SeenBills,
  ) {}

  /**
   * Holds an open bill, changes the words of a held one, or releases it (`awaits` null). A bill that is being sent is left alone. A doubt
   * that is not `standing` holds only a bill that nobody has seen yet: a person who releases it has decided, unless the doubt is `anew`.
   * @returns the bill as it is now.
   */
  async place(tx: EntityManager, bill: PushBill, awaits: Awaits | null, anew = false): Promise<PushBill> {
    const move = awaits === null ? await this.release(tx, bill) : this.hold(bill, awaits, anew);
    if (move === null) return bill;
    const moved = await this.ledger.moveAll(tx, [move], SYSTEM);
    if (!moved.has(bill.id)) return bill;
    return movedBy(bill, move);
  }

  /**
   * Holds a restored bill again（撤销归档）if it was held when it was closed, so that nobody sees it as payable meanwhile. Its content is made
   * anew. The present state of its original is checked as for any waiting bill.
   * @param closed the bill before it came back to `collected` in this transaction.
   */
  async waitAgain(tx: EntityManager, closed: PushBill): Promise<void> {
    const awaits = awaitsOf(closed.state);
    if (awaits === null) return;
    const back = { ...closed, kind: 'collected', version: closed.version + 1, state: saidPaid(closed.state) } as const;
    const move = this.hold(back, awaits, false);
    if (move !== null) await this.ledger.discardContent(tx, [move], SYSTEM);
  }

  private hold(bill: PushBill, awaits: Awaits, anew: boolean): Move | null {
    if (!isOpen(bill)) return null;
    const held = bill.kind === 'held';
    const before = awaitsOf(bill.state);
    if (before?.sentence === awaits.sentence) return null;
    if (!awaits.standing && before === null && bill.kind !== 'collected' && !anew) return null;
    return {
      bill,
      to: 'held',
      data: { ...(held ? carriedTo('held', bill.state) : { ...saidPaid(bill.state), by: SYSTEM.userId }), awaits },
      patch: {
        action: 'none',
        reason: awaits.sentence.slice(0, 500),
        reason_key: 'held:awaits-original',
        reason_rank: 3,
        ...(bill.kind === 'approved' ? { ...NOT_APPROVED, approval_voided: '挂起过，原审核不再有效' } : {}),
      },
      action: 'hold-amendment',
      detail: { sentence: awaits.sentence },
      ...(held ? { stays: true } : {}),
    };
  }

  /** A bill that a person had held before stays held, for that person's reason. */
  private async release(tx: EntityManager, bill: PushBill): Promise<Move | null> {
    if (bill.kind !== 'held' || awaitsOf(bill.state) === null) return null;
    const { awaits: _, ...rest } = bill.state;
    const common = { bill, action: 'release-amendment' };
    if (rest.by !== SYSTEM.userId) {
      const reason = rest.reason ?? null;
      const patch = { reason, reason_key: `held:${reason ?? ''}`.slice(0, 250) };
      return { ...common, to: 'held', data: rest, patch, stays: true };
    }
    const to = bill.contentHash === null ? 'needs-mapping' : 'ready';
    return { ...common, to, data: saidPaid(bill.state), patch: firstReason(await this.seen.issues(tx, bill.id)) };
  }
}
