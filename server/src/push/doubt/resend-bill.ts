import { Inject, Injectable } from '@nestjs/common';
import { BillLedger } from '../../bill/ledger/bill-ledger.js';
import { SeenBills } from '../../bill/review/seen-bills.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { clock } from '../../database/clock.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { carriedTo } from '../../domain/bill/stored-state.js';
import { LedgerHolds } from '../../hold/ledger-holds.js';
import { RestoredBills } from '../../hold/restored-bills.js';
import { Wakes } from '../../queue/wakes.js';
import { FREE, QUIET } from '../call/bill-patches.js';
import { PushCalls } from '../call/push-calls.js';
import { SaveGuards } from '../call/save-guards.js';
import { OwnPushes, refuseOverDay } from '../confirm/own-pushes.js';
import { PushOrders } from '../order/push-orders.js';
import { provenDoubt, refuseTogether } from './proven-doubt.js';

/**
 * 金蝶里没有，重新推送: the decision that only a person may take if no number of ours keeps Kingdee from accepting a second bill (product.md
 * §2). It is stored as a clearance that names the person and cites the two answers "not found". The send itself is preceded by one
 * more look.
 */
@Injectable()
export class ResendBill {
  constructor(
    private readonly db: Database,
    private readonly seen: SeenBills,
    private readonly ledger: BillLedger,
    private readonly calls: PushCalls,
    private readonly guards: SaveGuards,
    private readonly orders: PushOrders,
    private readonly wakes: Wakes,
    private readonly holds: LedgerHolds,
    private readonly restored: RestoredBills,
    private readonly own: OwnPushes,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /**
   * @param together the bill is decided together with others: then a bill that needs its own decision is refused.
   * @throws BillNotFoundError, StaleBillError, BillRefusedError
   */
  async run(
    billId: string,
    version: number,
    reason: string,
    actor: Actor,
    { together = false }: { together?: boolean } = {},
  ): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const bill = await this.seen.toDecide(tx, { id: billId, version }, 'resend', actor);
      await this.holds.refuse(tx);
      await refuseOverDay(this.own, tx, bill, actor, this.settings);
      const doubts = await this.calls.doubtful(tx, [bill], await this.guards.of(tx, [bill]));
      const { doubt, proof } = provenDoubt(doubts.get(bill.id), this.settings);
      if (together) refuseTogether(bill, doubt);
      const now = clock.now();
      // `cleared`: the bill was found before it was ever sent, and is gone since. No save of ours needs a clearance.
      if (!doubt.cleared)
        await this.calls.clearAbsent(tx, bill.id, doubt.attempt, proof, this.settings.PROBE_GAP_MS, now, {
          decidedBy: actor.userId,
        });
      await this.ledger.move(
        tx,
        {
          bill,
          to: 'pushing',
          data: {
            ...carriedTo('pushing', bill.state),
            trouble: undefined,
            askNow: undefined,
            by: actor.userId,
            byName: actor.name,
          },
          patch: { ...FREE, ...QUIET, next_attempt_at: now },
          action: 'resend-decided',
          detail: { reason, probes: proof.map(({ id }) => id), lookedAt: proof.map(({ at }) => at) },
        },
        actor,
      );
      await this.restored.forget(tx, [bill.id]);
      await this.orders.goOn(tx, bill);
    });
    this.wakes.wake('push');
  }
}
