import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/audit-log.js';
import { BillClaims, isHeld } from '../../bill/ledger/bill-claims.js';
import { BillLedger } from '../../bill/ledger/bill-ledger.js';
import { SeenBills } from '../../bill/review/seen-bills.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { clock } from '../../database/clock.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { BillRefusedError } from '../../domain/bill/bill.errors.js';
import { isDecidedAlone, pushTroubleOf } from '../../domain/bill/bill-notes.js';
import { carriedTo } from '../../domain/bill/stored-state.js';
import { LiveEvents } from '../../event-log/live-events.js';
import { LedgerHolds } from '../../hold/ledger-holds.js';
import { RestoredBills } from '../../hold/restored-bills.js';
import { Wakes } from '../../queue/wakes.js';
import { FREE } from '../call/bill-patches.js';
import { nextStep } from '../call/push-step.js';
import { checkingBefore } from '../call/trouble.js';
import { PushOrderNotFoundError, PushPausedError } from '../order/push.errors.js';
import { OWN, PushOrders } from '../order/push-orders.js';
import { PushPauses, pausedBecause } from '../order/push-pauses.js';
import { OwnPushes, refuseOverDay } from './own-pushes.js';

/** The actions of a person on an order, or on a bill that has stopped: 停止, 现在去查, 继续. */
@Injectable()
export class ResumePush {
  constructor(
    private readonly db: Database,
    private readonly claims: BillClaims,
    private readonly seen: SeenBills,
    private readonly ledger: BillLedger,
    private readonly audit: AuditLog,
    private readonly live: LiveEvents,
    private readonly wakes: Wakes,
    private readonly pauses: PushPauses,
    private readonly holds: LedgerHolds,
    private readonly restored: RestoredBills,
    private readonly orders: PushOrders,
    private readonly own: OwnPushes,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /**
   * 停止: finishes the current call and starts no other. Bills in doubt get looks and are not sent again. It also works on an order that
   * is closed except for bills in doubt, and again after single bills were continued. A finished order stays as it is.
   */
  async stop(orderId: string, actor: Actor): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const rows: unknown[] = await tx.query('SELECT id FROM push_order WHERE id = ?', [orderId]);
      if (rows.length === 0) throw new PushOrderNotFoundError(orderId);
      if (!(await this.orders.stoppable(tx, [orderId])).has(orderId)) return;
      await tx.query(
        `UPDATE push_order SET state = CASE WHEN state = 'running' THEN 'stopping' ELSE state END, stopped_by = ? WHERE id = ?`,
        [actor.userId, orderId],
      );
      await tx.query('UPDATE push_item SET goes_on = 0 WHERE order_id = ? AND goes_on = 1', [orderId]);
      // Waiting bills become due, so that the next claim sets them aside at once.
      const items: { bill_id: string }[] = await tx.query(
        `SELECT i.bill_id FROM push_item i WHERE i.order_id = ? AND ${OWN}`,
        [orderId],
      );
      await this.claims.makeDue(
        tx,
        items.map(({ bill_id }) => bill_id),
        clock.now(),
      );
      await this.audit.append(tx, actor, [{ action: 'push-stop', subjectKind: 'push-order', subjectId: orderId }]);
      await this.live.emit(tx, 'push', [orderId]);
    });
    this.wakes.wake('push');
  }

  /** 现在去查: makes a look at once. It never sends the bill. */
  async checkNow(billId: string, version: number, actor: Actor): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const bill = await this.seen.toDecide(tx, { id: billId, version }, 'check-now', actor);
      await this.ledger.move(
        tx,
        {
          bill,
          to: 'in-doubt',
          data: { ...carriedTo('in-doubt', bill.state), askNow: true },
          patch: { ...FREE, next_attempt_at: clock.now() },
          action: 'check-now',
        },
        actor,
      );
    });
    this.wakes.wake('probe');
    this.wakes.wake('withdraw');
  }

  /**
   * 继续, 再推送: does the missing steps of a failed bill. A bill whose content has changed is approved again instead.
   * @param among the bill is continued together with others. Then a bill that may have been paid before is refused: a person decides
   * about it on its own page.
   */
  async resume(billId: string, version: number, actor: Actor, { among = false } = {}): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      await this.holds.refuse(tx);
      const bill = await this.seen.toDecide(tx, { id: billId, version }, 'continue', actor);
      const trouble = pushTroubleOf(bill.state);
      if (among && trouble && isDecidedAlone(trouble.class, bill.kingdeeNo))
        throw new BillRefusedError('bill/decided-alone', '有没有付过，要打开这一笔核对：没有整批再推送。');
      // Sending again is a push like any other and counts for the limit of the day; finishing a bill that Kingdee holds does not.
      if (bill.reached === 'none') await refuseOverDay(this.own, tx, bill, actor, this.settings);
      // Kingdee has done every step already: nothing is sent, and a look books the bill.
      const through = nextStep(bill.reached, bill.outcome) === null;
      const looking = through ? checkingBefore(clock.now()) : null;
      // A bill about which DingTalk must be asked first is not refused: it waits in its order and is asked about there.
      if (!through && isHeld(bill, { ...(await this.pauses.hold(tx)), unheard: [] }))
        throw new PushPausedError(pausedBecause(await this.pauses.now(tx), bill) ?? '推送已暂停');
      await this.ledger.move(
        tx,
        {
          bill,
          to: through ? 'in-doubt' : 'pushing',
          data: {
            ...carriedTo('pushing', bill.state),
            trouble: looking ?? undefined,
            askNow: through ? true : undefined,
            handedOver: undefined,
            // Only the payee that this trouble shows is accepted, not one that was shown before another trouble took its place.
            ...(trouble?.payee === undefined ? {} : { filled: trouble.payee }),
            by: actor.userId,
            byName: actor.name,
          },
          patch: {
            next_attempt_at: clock.now(),
            attempt: 0,
            ...FREE,
            action: looking ? 'check-in-doubt' : 'none',
            reason: looking?.sentence ?? null,
            reason_key: looking ? 'in-doubt' : '',
            reason_rank: looking ? 0 : 9,
          },
          action: 'push-continued',
        },
        actor,
      );
      await this.restored.forget(tx, [bill.id]);
      await this.orders.goOn(tx, bill);
    });
    this.wakes.wake('push');
    this.wakes.wake('probe');
  }
}
