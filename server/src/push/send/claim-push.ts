import type { TargetName } from '@dingdee/shared/scheme';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { BillClaims, isHeld, type PushBill } from '../../bill/ledger/bill-claims.js';
import { BillLedger, type Move } from '../../bill/ledger/bill-ledger.js';
import { movedBy } from '../../bill/ledger/moved-bill.js';
import { NOT_APPROVED } from '../../bill/ledger/not-approved.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { callLeaseMs, sendUntil, sentWithin } from '../../connectors/call-times.js';
import { clock } from '../../database/clock.js';
import { Database } from '../../database/database.js';
import { ownKey, processOf, processOfSql } from '../../database/lease-token.js';
import { SYSTEM } from '../../domain/actor.js';
import { carriedTo } from '../../domain/bill/stored-state.js';
import { contentHash, type PaymentBillDraft, targetOf } from '../../domain/draft/payment-bill.js';
import { RestoredBills } from '../../hold/restored-bills.js';
import { ReplacedBills } from '../../intake/amend/replaced-bills.js';
import { DeadLeases } from '../../queue/dead-leases.js';
import { Wakes } from '../../queue/wakes.js';
import { FREE } from '../call/bill-patches.js';
import { PushCalls } from '../call/push-calls.js';
import { firstLookAt, nextStep } from '../call/push-step.js';
import { SaveGuards } from '../call/save-guards.js';
import { interrupted, noLongerVouched, sentAsOther, stopped, stoppedByRestore } from '../call/trouble.js';
import { PushOrders } from '../order/push-orders.js';
import { PushPauses } from '../order/push-pauses.js';
import type { ClaimedCall } from './claimed-call.js';
import { FirstBills } from './first-bills.js';
import { FormerDay } from './former-day.js';
import { FormerEngine } from './former-engine.js';
import { IntendPush } from './intend-push.js';

const IDLE = { ...FREE, next_attempt_at: null };
/** Patch of a bill that goes back to 待推送: nothing of it was sent. */
const UNSENT = { ...IDLE, action: 'push' } as const;

/** The result of a claim: the call, and whether bills went back (`voided`, `unapproved`, `former`, `late`). */
interface Claimed {
  call: ClaimedCall | null;
  busy: boolean;
  voided: boolean;
  unapproved: readonly PushBill[];
  former: boolean;
  late: boolean;
}
const NOTHING_CLAIMED: Claimed = { call: null, busy: false, voided: false, unapproved: [], former: false, late: false };

/**
 * Claims due bills, sets aside the bills that must not be sent, and writes the intent to send the rest in the same transaction
 * (architecture.md, decision 1).
 */
@Injectable()
export class ClaimPush {
  private readonly log = new Logger('push');

  constructor(
    private readonly db: Database,
    private readonly claims: BillClaims,
    private readonly ledger: BillLedger,
    private readonly calls: PushCalls,
    private readonly guards: SaveGuards,
    private readonly orders: PushOrders,
    private readonly pauses: PushPauses,
    private readonly replaced: ReplacedBills,
    private readonly restored: RestoredBills,
    private readonly wakes: Wakes,
    private readonly leases: DeadLeases,
    private readonly firsts: FirstBills,
    private readonly former: FormerEngine,
    private readonly days: FormerDay,
    private readonly intents: IntendPush,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /**
   * Claims one call. A bill whose earlier lease ran out with an open intent goes to in-doubt here, never into a call. A paused bill
   * keeps its place.
   * @returns a call whose intent is committed. It is only one call, because a second one would wait and be sent late, even after 停止.
   * `busy` is false if nothing was due.
   * @param among if given, only these bills are claimed.
   */
  async run(limit: number, among?: readonly string[]): Promise<{ call: ClaimedCall | null; busy: boolean }> {
    const { call, busy, voided, unapproved, former, late } = await this.claim(limit, among);
    if (voided) this.wakes.wake('amend');
    for (const { billNo } of unapproved)
      this.log.error(
        `单据 ${billNo} 要发送的内容与审核过的不同，没有发送，已退回重新映射和审核。请管理员核对数据库是否被改过。`,
      );
    if (unapproved.length > 0) this.wakes.wake('map');
    if (former) this.former.mapAnew();
    if (late) this.days.mapAnew();
    return { call, busy };
  }

  /**
   * Puts the bills that this process is sending in doubt, because the process ends before Kingdee has answered. So the next process
   * makes a look at once.
   * @returns the number of bills.
   */
  leave(): Promise<number> {
    const now = clock.now();
    const process = processOf(ownKey());
    return this.db.inTransaction(async (tx) => {
      const rows: { id: string }[] = await tx.query(
        `SELECT id FROM bill WHERE state_kind = 'pushing' AND withdrawing = 0 AND ${processOfSql('lease_token')} = ?`,
        [process],
      );
      const bills = await this.claims.load(
        tx,
        rows.map(({ id }) => id),
      );
      const doubtful = await this.setAsideDoubtful(tx, bills, now);
      await this.orders.tell(tx, bills);
      await this.leases.endOf(tx, process);
      return doubtful.size;
    });
  }

  private claim(limit: number, among?: readonly string[]): Promise<Claimed> {
    const now = clock.now();
    // A later call could outlive its lease, and another worker may hold the bill by then.
    const sendBy = sendUntil(this.settings.LEASE_MARGIN_MS);
    const token = ownKey();
    return this.db.inTransaction(async (tx) => {
      if (await this.intents.standStill(tx)) return NOTHING_CLAIMED;
      const hold = await this.pauses.hold(tx);
      const until = now + callLeaseMs(this.settings);
      const due = await this.claims.claimDue(tx, { kind: 'pushing', token, until, limit, now, hold, among });
      if (due.length === 0) return NOTHING_CLAIMED;
      const doubtful = await this.setAsideDoubtful(tx, due, now);
      // What is left of the claimed bills after each reason not to send one.
      let left = without(due, doubtful);
      const replacedIds = await this.setAsideReplaced(tx, left);
      left = without(left, replacedIds);
      left = without(left, await this.setAsideStopped(tx, left, now));
      // Drafts are read once, so that the content that is checked here is the content that is sent.
      const drafts = await this.claims.drafts(tx, left.filter(({ reached }) => reached === 'none').map(idOf));
      const unapproved = await this.setAsideUnapproved(tx, left, drafts);
      left = without(left, new Set(unapproved.map(idOf)));
      left = without(left, await this.setAsideOtherForm(tx, left, now));
      const former = await this.former.setAside(tx, left);
      left = without(left, former);
      const late = await this.days.setAside(tx, left);
      const going = without(left, late);
      const unpaused = going.filter((bill) => !isHeld(bill, hold));
      const sendable = await this.firsts.sieve(tx, token, unpaused, drafts);
      const waiting = unpaused.filter((bill) => !sendable.includes(bill));
      await this.orders.tell(
        tx,
        due.filter((bill) => !going.includes(bill)),
      );
      const call = await this.intents.first(tx, sendable, drafts, token, now, sendBy);
      const sent = new Set(call?.bills.map(({ id }) => id));
      const rest = going.filter((bill) => !sent.has(bill.id) && !waiting.includes(bill)).map(({ id }) => id);
      await this.claims.release(tx, token, rest);
      const voided = replacedIds.size > 0;
      return { call, busy: rest.length < due.length, voided, unapproved, former: former.size > 0, late: late.size > 0 };
    });
  }

  /**
   * Puts bills in doubt that have an open intent, or a save without a clearance. Only Kingdee can tell, so these bills get a look and
   * are not sent.
   */
  private async setAsideDoubtful(tx: EntityManager, due: readonly PushBill[], now: number): Promise<Set<string>> {
    const open = await this.calls.abandonOpen(
      tx,
      due.map((bill) => bill.id),
      now,
    );
    const unsaved = due.filter((bill) => bill.reached === 'none' && !open.has(bill.id));
    const unvouched = await this.guards.unvouched(tx, unsaved);
    const moves = due.flatMap((bill): Move[] => {
      const died = open.get(bill.id)?.step;
      if (died === undefined && !unvouched.has(bill.id)) return [];
      const trouble =
        died === undefined
          ? noLongerVouched(now)
          : interrupted(died, now, this.leftBy(open.get(bill.id)?.sentAt ?? now, now));
      return [
        {
          bill,
          to: 'in-doubt',
          data: { ...carriedTo('in-doubt', bill.state), trouble },
          patch: {
            ...FREE,
            next_attempt_at: firstLookAt(now, this.settings.SETTLE_DELAYS_MS),
            attempt: 0,
            action: 'check-in-doubt',
          },
          action: 'push-in-doubt',
          detail: { step: trouble.step, cause: died === undefined ? 'unvouched' : 'lease-expired' },
        },
      ];
    });
    await this.ledger.moveAll(tx, moves, SYSTEM);
    return new Set(moves.map(({ bill }) => bill.id));
  }

  /** Returns the latest time (Unix ms) at which a call may have left whose intent was written at `sentAt` and whose process is dead. */
  private leftBy(sentAt: number, now: number): number {
    return Math.min(now, sentAt + sentWithin(this.settings.LEASE_MARGIN_MS));
  }

  /** Sends bills back whose approval was changed or cancelled meanwhile, so that they can be voided. Kingdee provably holds nothing of them. */
  private async setAsideReplaced(tx: EntityManager, bills: readonly PushBill[]): Promise<Set<string>> {
    const replaced = await this.replaced.among(
      tx,
      bills.filter((bill) => bill.reached === 'none'),
    );
    const affected = bills.filter(({ id }) => replaced.has(id));
    await this.ledger.moveAll(
      tx,
      affected.map((bill) => ({ bill, to: 'approved', data: {}, patch: UNSENT, action: 'push-amended' })),
      SYSTEM,
    );
    await this.markNotSent(tx, affected, '审批已被修改或撤销，没有发送');
    return replaced;
  }

  /**
   * Sets aside bills of an order with 停止, and bills that were on their way when a hold was released. A bill that was not sent goes
   * back to 待推送. A bill that Kingdee already holds stops and waits for a person.
   */
  private async setAsideStopped(tx: EntityManager, bills: readonly PushBill[], now: number): Promise<Set<string>> {
    const stopping = await this.orders.stopped(tx, bills);
    const restored = await this.restored.among(
      tx,
      bills.map(({ id }) => id),
    );
    const affected = bills.filter((bill) => restored.has(bill.id) || stopping.has(bill.id));
    const moves = affected.map((bill): Move => {
      const action = restored.has(bill.id) ? 'push-restored' : 'push-stopped';
      if (bill.reached === 'none') return { bill, to: 'approved', data: {}, patch: UNSENT, action };
      const step = nextStep(bill.reached, bill.outcome) ?? 'audit';
      const billNo = bill.kingdeeNo ?? bill.billNo;
      const trouble = restored.has(bill.id) ? stoppedByRestore(step, billNo, now) : stopped(step, billNo, now);
      return {
        bill,
        to: 'failed',
        data: { ...carriedTo('failed', bill.state), trouble },
        patch: { ...IDLE, action: 'continue', reason: trouble.sentence, reason_key: 'stopped', reason_rank: 2 },
        action,
      };
    });
    await this.ledger.moveAll(tx, moves, SYSTEM);
    const unsent = affected.filter((bill) => bill.reached === 'none');
    await this.markNotSent(
      tx,
      unsent.filter(({ id }) => !restored.has(id)),
      '已停止，没有发送',
    );
    await this.markNotSent(
      tx,
      unsent.filter(({ id }) => restored.has(id)),
      '全部暂停放行后退回，没有发送',
    );
    await this.restored.forget(tx, restored);
    return new Set(affected.map((bill) => bill.id));
  }

  /**
   * Sets aside bills whose content differs from the approved content, or cannot be read. Only a fault, or a manual change in the
   * database, causes this. Nothing of these bills is sent: they are mapped and approved again, and the other bills go on.
   */
  private async setAsideUnapproved(
    tx: EntityManager,
    bills: readonly PushBill[],
    drafts: Drafts,
  ): Promise<readonly PushBill[]> {
    const unsaved = bills.filter(({ reached }) => reached === 'none');
    const hashes = hashesOf(drafts);
    const affected = unsaved.filter(
      ({ id, approvedHash, targetForm }) =>
        approvedHash === null || hashes.get(id)?.hash !== approvedHash || hashes.get(id)?.form !== targetForm,
    );
    const detail = ({ id, approvedHash }: PushBill) => ({
      approved: approvedHash,
      found: hashes.get(id)?.hash ?? null,
    });
    const moved = await this.ledger.moveAll(
      tx,
      affected.map((bill) => ({
        bill,
        to: 'approved',
        data: {},
        patch: UNSENT,
        action: 'push-unapproved',
        detail: detail(bill),
      })),
      SYSTEM,
    );
    await this.ledger.discardContent(
      tx,
      affected
        .filter(({ id }) => moved.has(id))
        .map((bill) => ({
          bill: movedBy(bill, { to: 'approved', data: {} }),
          to: 'needs-mapping',
          data: {},
          patch: {
            ...NOT_APPROVED,
            approval_voided: `${UNAPPROVED}，原审核不再有效`,
            action: 'none',
            reason: `${UNAPPROVED}，正在从审批重新映射`,
            reason_key: 'unapproved',
            reason_rank: 0,
          },
          action: 'returned',
          detail: { why: UNAPPROVED, voided: true },
        })),
      SYSTEM,
    );
    await this.markNotSent(tx, affected, `${UNAPPROVED}，没有发送`);
    return affected;
  }

  /**
   * Sets aside bills with an unanswered save under another form. That save may still arrive, so a save under the present form could
   * pay twice (decision 74).
   */
  private async setAsideOtherForm(
    tx: EntityManager,
    bills: readonly PushBill[],
    now: number,
  ): Promise<ReadonlySet<string>> {
    const unsaved = bills.filter(({ reached }) => reached === 'none');
    const other = await this.calls.sentUnderOther(tx, unsaved);
    const moves = unsaved.flatMap((bill): Move[] => {
      const before = other.get(bill.id);
      if (before === undefined) return [];
      const trouble = sentAsOther(before, bill.targetForm, now);
      return [
        {
          bill,
          to: 'failed',
          data: { ...carriedTo('failed', bill.state), trouble },
          patch: {
            ...IDLE,
            attempt: 0,
            action: 'continue',
            reason: trouble.sentence.slice(0, 500),
            reason_key: 'other-form',
            reason_rank: 1,
          },
          action: 'push-other-form',
          detail: { before, now: bill.targetForm },
        },
      ];
    });
    await this.ledger.moveAll(tx, moves, SYSTEM);
    return new Set(moves.map(({ bill }) => bill.id));
  }

  private async markNotSent(tx: EntityManager, bills: readonly PushBill[], why: string): Promise<void> {
    await this.orders.notSent(
      tx,
      bills.map((bill) => ({ bill, why })),
    );
  }
}

type Drafts = ReadonlyMap<string, PaymentBillDraft>;
const idOf = ({ id }: Pick<PushBill, 'id'>): string => id;

/** Returns content hash and form of the stored drafts, by bill id; a bill without a readable draft is absent. */
const hashesOf = (drafts: Drafts): ReadonlyMap<string, { hash: string; form: TargetName }> =>
  new Map([...drafts].map(([id, draft]) => [id, { hash: contentHash(draft), form: targetOf(draft) }]));

const UNAPPROVED = '要发送的内容与审核过的不同';

const without = (bills: readonly PushBill[], ids: ReadonlySet<string>): readonly PushBill[] =>
  bills.filter(({ id }) => !ids.has(id));
