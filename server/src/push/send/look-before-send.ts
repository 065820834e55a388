import { Inject, Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { PushBill } from '../../bill/ledger/bill-claims.js';
import { BillLedger, type Move } from '../../bill/ledger/bill-ledger.js';
import { renewLease } from '../../bill/ledger/held-lease.js';
import { KnownHistory } from '../../bill/ledger/known-history.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { callLeaseMs, sendUntil } from '../../connectors/call-times.js';
import { type Answers, askEach, causesOf } from '../../connectors/kingdee/ask-each.js';
import { KingdeeClient, type StoredBill } from '../../connectors/target.js';
import { clock } from '../../database/clock.js';
import { Database } from '../../database/database.js';
import { SYSTEM } from '../../domain/actor.js';
import { maskText } from '../../domain/bill/account-mask.js';
import type { Trouble } from '../../domain/bill/bill-notes.js';
import { carriedTo } from '../../domain/bill/stored-state.js';
import { SchemeStore } from '../../scheme/version/scheme-store.js';
import { askedKey } from '../call/after-look.js';
import { doubted, FREE } from '../call/bill-patches.js';
import { PushCalls } from '../call/push-calls.js';
import { SaveGuards } from '../call/save-guards.js';
import { alreadyThere, commentedBefore, noLongerVouched, paidOtherwise } from '../call/trouble.js';
import { PushOrders } from '../order/push-orders.js';
import type { ClaimedCall } from './claimed-call.js';
import { OtherBills, type OtherBillsFound } from './other-bills.js';
import { DECIDED, type Told, ToldBefore } from './told-before.js';
import { unsent } from './unsent.js';

/** The bills that Kingdee held, for the bills that were asked about before anything was sent. */
export interface Look {
  bills: readonly PushBill[];
  answers: Answers;
  /** The payment comments in the approvals of bills that Kingdee does not hold. */
  told: Told;
  /** Bills of the same approvals that Kingdee holds and the ledger does not know. */
  others: OtherBillsFound;
  answeredAt: number;
}

/**
 * Asks Kingdee, between the committed intent and the save, about every bill that it may hold without our database knowing.
 * These are bills older than this process (the database may be a restored copy), all bills with a save that was never answered, and
 * all bills that Kingdee numbers, for which it refuses no second bill (product.md §2). Other bills collected since the start need no
 * look.
 */
@Injectable()
export class LookBeforeSend {
  private readonly log = new Logger('push');

  constructor(
    private readonly db: Database,
    private readonly history: KnownHistory,
    private readonly ledger: BillLedger,
    private readonly calls: PushCalls,
    private readonly guards: SaveGuards,
    private readonly orders: PushOrders,
    private readonly kingdee: KingdeeClient,
    private readonly toldBefore: ToldBefore,
    private readonly others: OtherBills,
    private readonly schemes: SchemeStore,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Returns the bills of a call that must not be sent without a look. */
  unsure(call: ClaimedCall): readonly PushBill[] {
    if (call.step !== 'save') return [];
    return call.bills.filter(
      (bill) => bill.numbering === 'kingdee' || call.sentBefore.has(bill.id) || !this.history.of(bill),
    );
  }

  /** @throws KingdeeUnavailableError if Kingdee could not be asked at all: nothing is known, so nothing may be sent. */
  async ask(call: ClaimedCall, bills: readonly PushBill[]): Promise<Look> {
    // A restored copy may not know the form under which a bill was sent. So the look covers every form that the schemes have named.
    const named = await this.schemes.formsNamed(this.db.read);
    const answers = await askEach(this.kingdee, bills, (bill) => ({
      ...askedKey(bill, call.sentBefore.get(bill.id), named),
      billNo: bill.billNo,
    }));
    if (answers.away) throw answers.away;
    for (const cause of causesOf(answers)) this.log.warn(`look before send: ${cause}`);
    const answeredAt = clock.now();
    const absent = bills.filter(({ id }) => answers.answered.get(id)?.stored.length === 0);
    const others = await this.others.among(absent, named);
    return { bills, answers, told: await this.toldBefore.among(absent), others, answeredAt };
  }

  /**
   * Sets aside bills that Kingdee already holds, and bills without a clear answer. Renews the intent of the rest, whose time starts
   * now.
   * @returns the call to be sent; null if no bill is left. A bill whose lease was lost meanwhile is not in it.
   */
  async settle(call: ClaimedCall, look: Look): Promise<ClaimedCall | null> {
    const until = sendUntil(this.settings.LEASE_MARGIN_MS);
    const { answered, unanswered } = look.answers;
    const lastAsked = Math.max(0, ...[...answered.values()].map(({ askedAt }) => askedAt));
    const going = await this.db.inTransaction(async (tx) => {
      // The time is after the look, so that the answer never counts as an answer about this send.
      const now = Math.max(clock.now(), lastAsked + 1);
      const ours = await this.renew(tx, call, now);
      const held = look.bills.filter(({ id }) => ours.has(id));
      const heard = held.flatMap((bill) => {
        const answer = answered.get(bill.id);
        return answer ? [{ bill, ...answer }] : [];
      });
      await this.calls.recordProbes(
        tx,
        heard.map(({ bill, askedAt, stored }) => ({ bill, asked: { id: uuid(), at: askedAt }, stored })),
        look.answeredAt,
      );
      const there = heard.filter(({ stored }) => stored.length > 0);
      // Kingdee may have renumbered another bill since the claim. Then the answer "not found" is worth no more than the two answers
      // before.
      const unvouched = await this.guards.unvouched(
        tx,
        heard.flatMap(({ bill, stored }) => (stored.length === 0 && call.sentBefore.has(bill.id) ? [bill] : [])),
      );
      const lost = heard.filter(({ bill }) => unvouched.has(bill.id));
      const unheard = held.flatMap((bill) => {
        const error = unanswered.get(bill.id) ?? look.others.unread.get(bill.id) ?? look.told.unread.get(bill.id);
        return error ? [{ bill, error }] : [];
      });
      const told = held.flatMap((bill) => {
        if (unvouched.has(bill.id) || unheard.some((each) => each.bill === bill)) return [];
        const other = look.others.numbers.get(bill.id);
        if (other !== undefined) return [{ bill, found: other, trouble: paidOtherwise(other, now) }];
        const comment = look.told.comments.get(bill.id);
        return comment === undefined
          ? []
          : [{ bill, found: comment, trouble: commentedBefore(maskText(comment.slice(0, 200)), now) }];
      });
      await this.ledger.moveAll(
        tx,
        [
          ...there.map(({ bill, stored, askedAt }) => this.found(call, bill, stored, askedAt, now)),
          ...lost.map(({ bill }) => this.toDoubt(call, bill, noLongerVouched(now), now, {})),
          ...unheard.map(({ bill, error }) => unsent(call, bill, error, now, this.settings.RETRY_WAIT_MS)),
          ...told.map((each) => this.toPerson(call, each)),
        ],
        SYSTEM,
      );
      const aside = [
        ...there.map(({ bill }) => ({ bill, why: '发送前在金蝶查到了，没有再发' })),
        ...lost.map(({ bill }) => ({ bill, why: '金蝶改了编号，先前那次保存可能还在路上，没有再发' })),
        ...unheard.map(({ bill, error }) => ({ bill, why: error.sentence })),
        ...told.map(({ bill, trouble }) => ({ bill, why: trouble.sentence })),
      ];
      await this.calls.removeFromUnsent(tx, call, aside, now);
      await this.orders.tell(
        tx,
        aside.map(({ bill }) => bill),
      );
      const left = call.bills.filter(({ id }) => ours.has(id) && !aside.some(({ bill }) => bill.id === id));
      await this.calls.restart(tx, call, left, now);
      return left;
    });
    this.history.learn(look.bills.filter(({ id }) => answered.get(id)?.stored.length === 0).map(({ id }) => id));
    return going.length === 0
      ? null
      : { ...call, bills: going, way: { ...call.way, until: this.calls.leaving(until, { ...call, bills: going }) } };
  }

  /** Renews the lease: the look took time, and the lease must outlive the save as if the bills had been claimed just now. */
  private renew(tx: EntityManager, call: ClaimedCall, now: number): Promise<Set<string>> {
    const ids = call.bills.map(({ id }) => id);
    return renewLease(tx, call.leaseToken, ids, now + callLeaseMs(this.settings));
  }

  /** Stops a bill that was already paid, as a comment or another bill shows. A person who pushes it again after this does so knowingly. */
  private toPerson(
    call: ClaimedCall,
    { bill, found, trouble }: { bill: PushBill; found: string; trouble: Trouble },
  ): Move {
    return {
      bill,
      to: 'failed',
      lease: call.leaseToken,
      data: { ...carriedTo('failed', bill.state), trouble, [DECIDED]: true },
      patch: {
        ...FREE,
        next_attempt_at: null,
        attempt: 0,
        action: 'continue',
        reason: trouble.sentence.slice(0, 500),
        reason_key: 'commented',
        reason_rank: 1,
      },
      action: 'push-commented',
      detail: { found: found.slice(0, 200) },
    };
  }

  private found(call: ClaimedCall, bill: PushBill, stored: readonly StoredBill[], askedAt: number, now: number): Move {
    const detail = { found: stored.map(({ billNo }) => billNo).join('、') };
    // The bill is in doubt from the time of the look: the look counts as "found" if the bill is gone at the next look.
    return this.toDoubt(call, bill, alreadyThere(stored, askedAt), now, { action: 'found-before-send', detail });
  }

  /** Puts a bill in doubt. The worker for bills in doubt compares, adopts or stops it; the look is due at once. */
  private toDoubt(
    call: ClaimedCall,
    bill: PushBill,
    trouble: Trouble,
    now: number,
    { action = 'push-in-doubt', detail }: { action?: string; detail?: object },
  ): Move {
    return {
      bill,
      to: 'in-doubt',
      lease: call.leaseToken,
      data: { ...carriedTo('in-doubt', bill.state), trouble, askNow: true },
      patch: { ...doubted(trouble), next_attempt_at: now, attempt: 0 },
      action,
      detail,
    };
  }
}
