import { formatAmount, fromFen } from '@dingdee/shared/money';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { AuditLog } from '../../audit/audit-log.js';
import { isHandOf } from '../../bill/action/review-rules.js';
import { BillClaims, type PushBill } from '../../bill/ledger/bill-claims.js';
import { BillLedger } from '../../bill/ledger/bill-ledger.js';
import { clock } from '../../database/clock.js';
import { Database } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import { type Actor, SYSTEM } from '../../domain/actor.js';
import { maskText } from '../../domain/bill/account-mask.js';
import { LiveEvents } from '../../event-log/live-events.js';
import { RestoredBills } from '../../hold/restored-bills.js';
import { Wakes } from '../../queue/wakes.js';
import { FREE } from '../call/bill-patches.js';
import { NothingToPushError, PreviewChangedError, PreviewExpiredError } from '../order/push.errors.js';
import { PushItem, PushOrder } from '../order/push-order.entity.js';
import { PushOrders } from '../order/push-orders.js';
import { eligible, type Refused } from './eligible.js';
import { OwnPushes } from './own-pushes.js';
import { frozenItems, lockPreview, PreviewPush } from './preview-push.js';

/** 推送: turns a confirmed sheet into an order and moves its bills to 推送中, in one transaction. It sends nothing. */
@Injectable()
export class ConfirmPush {
  constructor(
    private readonly db: Database,
    private readonly claims: BillClaims,
    private readonly ledger: BillLedger,
    private readonly preview: PreviewPush,
    private readonly audit: AuditLog,
    private readonly live: LiveEvents,
    private readonly wakes: Wakes,
    private readonly restored: RestoredBills,
    private readonly orders: PushOrders,
    private readonly own: OwnPushes,
  ) {}

  /**
   * @returns the order id; the same id if the token was confirmed before.
   * @throws PreviewExpiredError, PreviewChangedError, NothingToPushError
   */
  async run(token: string, actor: Actor): Promise<string> {
    const standstill = await this.preview.standstill();
    const orderId = await this.db.inTransaction(async (tx) => {
      const today = await this.own.hold(tx, actor);
      const preview = await lockPreview(tx, token, this.db.dialect === 'mysql');
      if (preview === null || preview.owner !== actor.userId) throw new PreviewExpiredError();
      if (preview.order_id !== null) return preview.order_id;
      if (Number(preview.expires_at) < clock.now()) throw new PreviewExpiredError();
      const frozen = frozenItems(preview.items);
      const seen = new Map(frozen.map(({ id, version }) => [id, version]));
      const unread: Refused[] = [];
      const bills = await this.claims.load(tx, [...seen.keys()], (bill, reason) =>
        unread.push({ bill, reason, nextStep: '' }),
      );
      if (frozen.length === 0) throw new NothingToPushError();
      const { eligible: passed, refused } = await eligible(
        bills,
        seen,
        actor,
        this.preview.limits(),
        standstill,
        today,
      );
      // The button showed a count and a sum. Exactly these bills are sent; otherwise none is sent, and the person looks again.
      if (passed.length !== frozen.length)
        return { seen, refused: [...refused, ...unread], gone: frozen.length - bills.length - unread.length };
      const order = uuid();
      const now = clock.now();
      const { singlePerson } = this.preview.limits();
      const moved = await this.ledger.moveAll(
        tx,
        passed.map((bill) => ({
          bill,
          to: 'pushing',
          data: { orderId: order, by: actor.userId, byName: actor.name },
          patch: {
            next_attempt_at: now,
            attempt: 0,
            ...FREE,
            action: 'none',
            approval_voided: null,
          },
          action: 'push-confirmed',
          ...(singlePerson ? { alone: {} } : {}),
          detail: {
            orderId: order,
            singlePerson,
            ...(bill.payees.hands.length > 0 ? { payeeHands: bill.payees.hands, ownHand: isHandOf(bill, actor) } : {}),
          },
        })),
        actor,
      );
      // A bill changed between the two statements: the transaction is rolled back, as if the change had been seen before.
      if (moved.size !== passed.length)
        throw new PreviewChangedError(passed.filter(({ id }) => !moved.has(id)).map(nameOf));
      await this.restored.forget(tx, moved);
      await this.own.note(tx, passed, actor);
      const total = passed.reduce((sum, bill) => sum + (bill.baseFen ?? 0n), 0n);
      await insertRows(tx, PushOrder, [
        {
          id: order,
          owner: actor.userId,
          owner_name: actor.name,
          state: 'running',
          total: passed.length,
          total_fen: total,
          created_at: now,
        },
      ]);
      await insertRows(
        tx,
        PushItem,
        passed.map((bill, position) => itemRow(order, bill, position)),
      );
      await this.orders.passOn(
        tx,
        passed.map(({ id }) => id),
        order,
      );
      await tx.query('UPDATE push_preview SET order_id = ? WHERE token = ?', [order, token]);
      await this.audit.append(tx, actor, [
        {
          action: 'push-order',
          subjectKind: 'push-order',
          subjectId: order,
          detail: { count: passed.length, amount: fromFen(total) },
        },
      ]);
      await this.live.emit(tx, 'push', [order]);
      return order;
    });
    if (typeof orderId !== 'string') throw new PreviewChangedError(await this.changed(orderId));
    this.wakes.wake('push');
    return orderId;
  }

  private async changed({ seen, refused, gone }: Changed): Promise<string[]> {
    const how = await this.preview.changes(refused, seen, { items: [] }, SYSTEM);
    const words = refused.map(({ bill, reason }) => `${nameOf(bill)} ${reason}${how.get(bill.id) ?? ''}`);
    return [...words, ...Array.from({ length: gone }, () => '一张单据已经没有了')];
  }
}

/** The result of a confirmation if bills differ from what the sheet froze. */
interface Changed {
  seen: ReadonlyMap<string, number>;
  refused: readonly Refused[];
  gone: number;
}

const nameOf = (bill: PushBill): string =>
  `${maskText(bill.payee)} ¥${bill.baseFen === null ? '—' : formatAmount(fromFen(bill.baseFen))}`;

const itemRow = (order: string, bill: PushBill, position: number) => ({
  order_id: order,
  bill_id: bill.id,
  position,
  bill_version: bill.version,
  content_hash: bill.contentHash ?? '',
  base_fen: bill.baseFen,
});
