import { Inject, Injectable, Logger } from '@nestjs/common';
import { BillClaims, keyOf, type PushBill } from '../../bill/ledger/bill-claims.js';
import { BillLedger, type Move } from '../../bill/ledger/bill-ledger.js';
import { renewLease } from '../../bill/ledger/held-lease.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { callLeaseMs, sendUntil } from '../../connectors/call-times.js';
import { askEach, causesOf } from '../../connectors/kingdee/ask-each.js';
import { KingdeeClient, KingdeeUnavailableError, type StoredBill } from '../../connectors/target.js';
import { clock } from '../../database/clock.js';
import { Database } from '../../database/database.js';
import { SYSTEM } from '../../domain/actor.js';
import { carriedTo } from '../../domain/bill/stored-state.js';
import type { PaymentBillDraft } from '../../domain/draft/payment-bill.js';
import { FREE } from '../call/bill-patches.js';
import { type FilledPayee, filledPayee, hidesPayee, lacksPayee } from '../call/filled-payee.js';
import { PushCalls } from '../call/push-calls.js';
import { paidRow } from '../call/row-payees.js';
import { filledByKingdee } from '../call/trouble.js';
import { PushOrders } from '../order/push-orders.js';
import type { ClaimedCall } from './claimed-call.js';
import { unsent } from './unsent.js';

/** Number of tries of a call after which a bill that Kingdee does not show goes to a person. */
const LOOKS = 5;

/** A bill that Kingdee saved with a payee of its own. */
interface Filled {
  bill: PushBill;
  payee: FilledPayee;
  rows: StoredBill['rows'];
}

/** What Kingdee stored for the bills that were sent without a payee. */
export interface PayeeLook {
  filled: readonly Filled[];
  unheard: readonly { bill: PushBill; error: KingdeeUnavailableError }[];
}

/**
 * Asks Kingdee, between the save and the next step, what it stored for the bills that were sent without an account or a holder, and for those of
 * which the answer of the save told another payee. A payee that Kingdee filled in or replaced is shown to a person before the bill becomes a payment (decisions 172, 173). Other bills cost no question.
 */
@Injectable()
export class LookBeforeSubmit {
  private readonly log = new Logger('push');

  constructor(
    private readonly db: Database,
    private readonly claims: BillClaims,
    private readonly ledger: BillLedger,
    private readonly calls: PushCalls,
    private readonly orders: PushOrders,
    private readonly kingdee: KingdeeClient,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @returns null if no bill of the call needs the question. Bills without an answer wait; those that need none go on. */
  async ask(call: ClaimedCall): Promise<PayeeLook | null> {
    if (call.step === 'save') return null;
    const drafts = await this.claims.drafts(
      this.db.read,
      call.bills.map(({ id }) => id),
    );
    const open = call.bills.flatMap((bill) => {
      const draft = drafts.get(bill.id);
      return draft && mustAsk(bill, draft) ? [{ id: bill.id, bill, draft }] : [];
    });
    if (open.length === 0) return null;
    const answers = await askEach(this.kingdee, open, ({ bill }) => ({
      ...keyOf(bill),
      billNo: bill.kingdeeNo ?? bill.billNo,
    }));
    for (const cause of causesOf(answers)) this.log.warn(`look before ${call.step}: ${cause}`);
    const filled: Filled[] = [];
    const unheard: PayeeLook['unheard'][number][] = [];
    for (const { bill, draft } of open) {
      const stored = answers.answered.get(bill.id)?.stored.find(({ id }) => id === bill.kingdeeId);
      const payee = stored ? filledPayee(draft, stored) : null;
      if (!stored) unheard.push({ bill, error: answers.unanswered.get(bill.id) ?? notShown(bill) });
      else if (hidesPayee(draft, stored)) unheard.push({ bill, error: payeeHidden(bill) });
      else if (payee !== null && payee.key !== bill.state.filled) filled.push({ bill, payee, rows: stored.rows });
    }
    return { filled, unheard };
  }

  /**
   * Sets aside bills with another payee than was sent, and bills without an answer. Renews the intent of the rest, whose time starts now.
   * @returns the call to be sent; null if no bill is left.
   */
  async settle(call: ClaimedCall, { filled, unheard }: PayeeLook): Promise<ClaimedCall | null> {
    const until = sendUntil(this.settings.LEASE_MARGIN_MS);
    const going = await this.db.inTransaction(async (tx) => {
      const now = clock.now();
      const ids = call.bills.map(({ id }) => id);
      const ours = await renewLease(tx, call.leaseToken, ids, now + callLeaseMs(this.settings));
      const stopped = filled.filter(({ bill }) => ours.has(bill.id));
      const silent = unheard.filter(({ bill }) => ours.has(bill.id));
      await this.ledger.moveAll(
        tx,
        [
          ...stopped.map((each) => toPerson(call, each, now)),
          ...silent.map(({ bill, error }) => unsent(call, bill, error, now, this.settings.RETRY_WAIT_MS)),
        ],
        SYSTEM,
      );
      const aside = [
        ...stopped.map(({ bill }) => ({ bill, why: '金蝶填了或换了收款账号，等人核对，没有再发' })),
        ...silent.map(({ bill, error }) => ({ bill, why: error.sentence })),
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
    if (going.length === 0) return null;
    return { ...call, bills: going, way: { ...call.way, until: this.calls.leaving(until, { ...call, bills: going }) } };
  }
}

/**
 * A bill without a payee is asked about, and one whose payee Kingdee has changed. Before the audit too: a step may change the payee.
 */
const mustAsk = ({ state }: PushBill, draft: PaymentBillDraft): boolean =>
  state.filled !== undefined || lacksPayee(draft);

/**
 * Kingdee saved the bill and does not show it: what it filled in is unknown, which is not the same as nothing. A query may be behind the save, so
 * the question is repeated before a person has to look.
 */
const notShown = ({ kingdeeNo, billNo, attempt }: PushBill): KingdeeUnavailableError =>
  new KingdeeUnavailableError(
    `金蝶保存了单据 ${kingdeeNo ?? billNo}，现在却查不到它，不知道收款账号是不是被填过，没有往下做。`,
    attempt < LOOKS,
  );

/** Kingdee shows the bill without its payee, which may be a matter of rights: what it filled in is unknown, as with a bill that it does not show. */
const payeeHidden = ({ kingdeeNo, billNo, attempt }: PushBill): KingdeeUnavailableError =>
  new KingdeeUnavailableError(
    `金蝶不给看单据 ${kingdeeNo ?? billNo} 的收款账号或户名，不知道是不是被填过，没有往下做。请金蝶管理员给集成用户查看这两个字段的权限。`,
    attempt < LOOKS,
  );

/** Stops a bill in front of its next step. The trouble carries the payee that it shows: 继续 accepts this payee and no other. */
function toPerson(call: ClaimedCall, { bill, payee, rows }: Filled, now: number): Move {
  const trouble = filledByKingdee(call.step, bill.kingdeeNo ?? bill.billNo, payee.words, now);
  return {
    bill,
    to: 'failed',
    lease: call.leaseToken,
    data: {
      ...carriedTo('failed', bill.state),
      trouble: { ...trouble, payee: payee.key },
      filled: bill.state.filled ?? '',
      replaced: payee.replaced ? { key: payee.key, rows: rows.map(paidRow) } : undefined,
    },
    patch: {
      ...FREE,
      next_attempt_at: null,
      attempt: 0,
      action: 'continue',
      reason: trouble.sentence.slice(0, 500),
      reason_key: 'payee-filled',
      reason_rank: 1,
    },
    action: 'push-payee-filled',
    detail: { step: call.step, filled: payee.words },
  };
}
