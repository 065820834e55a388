import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { SYSTEM } from '../access/actor.js';
import type { PushBill } from '../bill/bill-claims.js';
import { BillLedger, type Move } from '../bill/bill-ledger.js';
import { KnownHistory } from '../bill/known-history.js';
import { SETTINGS, type Settings } from '../config/settings.js';
import { Database, placeholders } from '../database/database.js';
import { callLeaseMs, sendUntil } from '../kingdee/call-times.js';
import { KingdeeClient, type StoredBill } from '../kingdee/kingdee.client.js';
import { askedKey } from './after-look.js';
import { doubted } from './bill-patches.js';
import type { ClaimedCall } from './claim-push.js';
import { PushCalls } from './push-calls.js';
import { PushOrders } from './push-orders.js';
import { alreadyThere } from './trouble.js';

/** What Kingdee held for the bills that were asked about, before anything was sent. */
export interface Look {
  bills: readonly PushBill[];
  found: ReadonlyMap<string, readonly StoredBill[]>;
  askedAt: number;
  answeredAt: number;
}

/**
 * Between the committed intent and the save: Kingdee is asked for every bill that it may hold without our database knowing.
 * Those are bills older than this process (the database may be a restored copy), and all where Kingdee numbers them and so
 * refuses no second one (product.md §2). Bills collected since the start cost no question.
 */
@Injectable()
export class LookBeforeSend {
  constructor(
    private readonly db: Database,
    private readonly history: KnownHistory,
    private readonly ledger: BillLedger,
    private readonly calls: PushCalls,
    private readonly orders: PushOrders,
    private readonly kingdee: KingdeeClient,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Bills of a call that must not be sent unasked. */
  unsure(call: ClaimedCall): readonly PushBill[] {
    if (call.step !== 'save') return [];
    return call.bills.filter(
      (bill) =>
        bill.numbering === 'kingdee' ||
        call.sentBefore.get(bill.id)?.some(({ numbering }) => numbering === 'kingdee') ||
        !this.history.of(bill),
    );
  }

  /** One question for all of them. @throws KingdeeUnavailableError: nothing is known, so nothing may be sent. */
  async ask(call: ClaimedCall, bills: readonly PushBill[]): Promise<Look> {
    const askedAt = Date.now();
    const found = await this.kingdee.find(
      bills.map((bill) => ({ ...askedKey(bill, call.sentBefore.get(bill.id)), billNo: bill.billNo })),
    );
    return { bills, found, askedAt, answeredAt: Date.now() };
  }

  /**
   * Sets aside what Kingdee holds already and renews the intent of the rest, whose time starts now.
   * @returns what may be sent, null where nothing is left. A bill whose lease was lost meanwhile is not in it.
   */
  async settle(call: ClaimedCall, look: Look): Promise<ClaimedCall | null> {
    const until = sendUntil(this.settings.LEASE_MARGIN_MS);
    const going = await this.db.inTransaction(async (tx) => {
      // After the question, so that its answer never counts as one to this send.
      const now = Math.max(Date.now(), look.askedAt + 1);
      const ours = await this.renew(tx, call, now);
      const held = look.bills.filter(({ id }) => ours.has(id));
      const { askedAt, answeredAt } = look;
      await this.calls.recordProbes(
        tx,
        held.map(({ id, billNo }) => ({
          id: uuid(),
          billId: id,
          askedAt,
          answeredAt,
          stored: look.found.get(billNo) ?? [],
        })),
      );
      const there = held.filter(({ billNo }) => look.found.has(billNo));
      const moves = there.map((bill) => this.toDoubt(call, bill, look.found.get(bill.billNo) ?? [], now));
      await this.ledger.moveAll(tx, moves, SYSTEM);
      await this.calls.withdraw(tx, call, there, '发送前在金蝶查到了，没有再发', now);
      await this.orders.tell(tx, there);
      const left = call.bills.filter((bill) => ours.has(bill.id) && !there.includes(bill));
      await this.calls.restart(tx, call, left, now);
      return left;
    });
    this.history.learn(look.bills.filter(({ billNo }) => !look.found.has(billNo)).map(({ id }) => id));
    return going.length === 0 ? null : { ...call, bills: going, way: { ...call.way, until } };
  }

  /** The question took its time: the lease must outlive the save as if the bills had been claimed just now. */
  private async renew(tx: EntityManager, call: ClaimedCall, now: number): Promise<Set<string>> {
    const ids = call.bills.map(({ id }) => id);
    const until = now + callLeaseMs(this.settings);
    const mine = `lease_token = ? AND state_kind = 'pushing' AND id IN (${placeholders(ids)})`;
    await tx.query(`UPDATE bill SET lease_until = ? WHERE ${mine}`, [until, call.leaseToken, ...ids]);
    const rows: { id: string }[] = await tx.query(`SELECT id FROM bill WHERE ${mine}`, [call.leaseToken, ...ids]);
    return new Set(rows.map(({ id }) => id));
  }

  /** The look-up of bills in doubt compares, adopts or stops; it is due at once. */
  private toDoubt(call: ClaimedCall, bill: PushBill, stored: readonly StoredBill[], now: number): Move {
    const trouble = alreadyThere(stored, now);
    return {
      bill,
      to: 'in-doubt',
      lease: call.leaseToken,
      data: { ...bill.state, trouble, askNow: true },
      patch: { ...doubted(trouble), next_attempt_at: now, attempt: 0 },
      action: 'found-before-send',
      detail: { found: stored.map(({ billNo }) => billNo).join('、') },
    };
  }
}
