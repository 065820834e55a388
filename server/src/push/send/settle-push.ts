import { policyOf } from '@dingdee/shared/error-class';
import type { RefusedValue } from '@dingdee/shared/push-cause';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { BillClaims, isHeld, type PushBill } from '../../bill/ledger/bill-claims.js';
import { BillLedger, type BillPatch, type Move } from '../../bill/ledger/bill-ledger.js';
import { KnownHistory } from '../../bill/ledger/known-history.js';
import { NOTHING_TO_DO } from '../../bill/ledger/reversal.js';
import { noteClosed, noteOpen } from '../../bill/period/closed-periods.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { callLeaseMs, type SendBy, sendUntil } from '../../connectors/call-times.js';
import { busyWords, refusalWords, saysPeriodIsClosed } from '../../connectors/kingdee/answer/refusal-words.js';
import type { KingdeeUnavailableError, StepOutcome, StepResult } from '../../connectors/target.js';
import { clock } from '../../database/clock.js';
import { Database } from '../../database/database.js';
import { SYSTEM } from '../../domain/actor.js';
import type { Trouble } from '../../domain/bill/bill-notes.js';
import { carriedTo, inState } from '../../domain/bill/stored-state.js';
import { KeptNumbers } from '../../scheme/number/kept-numbers.js';
import { SchemeStore } from '../../scheme/version/scheme-store.js';
import { AnnounceBooked } from '../../writeback/announce-booked.js';
import { doubted, FREE, QUIET } from '../call/bill-patches.js';
import { PushCalls, type Receipt, receiptOf } from '../call/push-calls.js';
import { busyDelay, firstLookAt, judge, nextStep, timesTaken, type Verdict } from '../call/push-step.js';
import { inDoubt } from '../call/trouble.js';
import { PushOrders } from '../order/push-orders.js';
import { PushPauses } from '../order/push-pauses.js';
import type { ClaimedCall } from './claimed-call.js';
import { IntendPush } from './intend-push.js';
import { unsent } from './unsent.js';

/** The result of a settled call: the next call, whose intent is already written, and the bills that this call booked. */
export interface Settled {
  next: ClaimedCall | null;
  booked: readonly PushBill[];
}

/** Notes that are removed when a step is over, because they must not reach the next step. */
const ANEW = { answering: undefined, busy: undefined };
/**
 * Returns how often this step was refused as busy. Bills that could not be sent at all are counted separately (bill.attempt), so an
 * outage uses up no attempt.
 */
const busyBefore = ({ state }: PushBill): number => state.busy ?? 0;

/** A workflow in Kingdee only takes over submitted bills, whichever call it refused (product.md §1). */
const HELD_BY_WORKFLOW: BillPatch = { reached: 'submitted', action: 'hand-over' };

/** Commits the meaning of an answer for each bill: receipts, states, the next intent and the write-back are one transaction. */
@Injectable()
export class SettlePush {
  constructor(
    private readonly db: Database,
    private readonly claims: BillClaims,
    private readonly ledger: BillLedger,
    private readonly calls: PushCalls,
    private readonly intents: IntendPush,
    private readonly orders: PushOrders,
    private readonly announce: AnnounceBooked,
    private readonly schemes: SchemeStore,
    private readonly numbers: KeptNumbers,
    private readonly history: KnownHistory,
    private readonly pauses: PushPauses,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /**
   * Commits one answer. A stale bill, whose lease was lost meanwhile, drops out: the worker that holds it now makes a look.
   * @param entries base data that the refusals name, by bill id.
   */
  answered(
    call: ClaimedCall,
    result: StepResult,
    entries: ReadonlyMap<string, readonly RefusedValue[]> = new Map(),
  ): Promise<Settled> {
    const now = clock.now();
    const sendBy = sendUntil(this.settings.LEASE_MARGIN_MS);
    return this.db.inTransaction(async (tx) => {
      const answering = await this.answering(tx, call, result);
      const verdicts = call.bills.map((bill, i) => {
        const outcome = result.outcomes[i] ?? { kind: 'unknown' as const, cause: '金蝶的回答没有提到这张单据' };
        const verdict = judge(call.step, outcome, bill.outcome, answering.has(bill.schemeId));
        return { bill, outcome, verdict };
      });
      const moves = verdicts.map(({ bill, outcome, verdict }) =>
        this.toMove(call, bill, verdict, outcome.kind === 'done' ? outcome : null, now),
      );
      const moved = await this.ledger.moveAll(tx, moves, SYSTEM);
      const ours = verdicts.filter(({ bill }) => moved.has(bill.id));
      await this.calls.settle(
        tx,
        call,
        ours.map(({ bill, outcome, verdict }) => toReceipt(bill, outcome, verdict, entries.get(bill.id))),
        result.answer,
        now,
      );
      await this.orders.noteRefused(
        tx,
        ours.flatMap(({ bill, verdict }) => (verdict.kind === 'failed' && bill.reached === 'none' ? [bill] : [])),
      );
      await this.pauseRenumbered(tx, ours);
      const closed = ours.filter(({ verdict }) => verdict.kind === 'failed' && saysPeriodIsClosed(verdict));
      await noteClosed(
        tx,
        closed.map(({ bill }) => bill),
        now,
      );
      const after = ours.map(({ bill, outcome, verdict }) => ({ bill: advanced(bill, outcome, verdict), verdict }));
      const booked = after
        .filter(({ verdict }) => verdict.kind === 'on' && verdict.next === null)
        .map(({ bill }) => bill);
      await noteOpen(tx, booked);
      const [fresh, older] = [
        booked.filter((bill) => this.history.of(bill)),
        booked.filter((bill) => !this.history.of(bill)),
      ];
      await this.announce.put(tx, fresh, now, 'send');
      await this.announce.put(tx, older, now, 'look');
      const going = after
        .filter(({ verdict }) => verdict.kind === 'on' && verdict.next !== null)
        .map(({ bill }) => bill);
      const next = await this.intendNext(tx, call, going, now, sendBy);
      await this.orders.tell(tx, call.bills);
      return { next, booked };
    });
  }

  /** Settles a call that was not sent. The receipts become `not-sent`; the bills keep their place, or stop if a repetition cannot help. */
  notSent(call: ClaimedCall, error: KingdeeUnavailableError): Promise<void> {
    const now = clock.now();
    return this.db.inTransaction(async (tx) => {
      const moves = call.bills.map((bill) => unsent(call, bill, error, now, this.settings.RETRY_WAIT_MS));
      const moved = await this.ledger.moveAll(tx, moves, SYSTEM);
      const receipts = call.bills
        .filter((bill) => moved.has(bill.id))
        .map((bill): Receipt => ({ billId: bill.id, outcome: 'not-sent', detail: { messages: [error.sentence] } }));
      await this.calls.settle(tx, call, receipts, null, now);
      await this.orders.tell(tx, call.bills);
    });
  }

  private async intendNext(
    tx: EntityManager,
    call: ClaimedCall,
    going: readonly PushBill[],
    now: number,
    sendBy: SendBy,
  ): Promise<ClaimedCall | null> {
    if (going.length === 0) return null;
    const step = call.step === 'save' ? 'submit' : 'audit';
    const stopping = await this.orders.stopped(tx, going);
    const hold = await this.pauses.hold(tx);
    const heldBack = await this.intents.heldBack(tx, going);
    const bills = going.filter(
      (bill) =>
        !heldBack.has(bill.id) &&
        nextStep(bill.reached, bill.outcome) === step &&
        !stopping.has(bill.id) &&
        !isHeld(bill, hold),
    );
    // The leases are released and the bills stay due: the next claim sets aside bills of a stopped order, and leaves paused bills in
    // their place.
    const rest = going.filter((bill) => !bills.includes(bill)).map((bill) => bill.id);
    await this.claims.release(tx, call.leaseToken, rest);
    if (bills.length === 0) return null;
    return this.intents.intend(tx, step, bills, call.leaseToken, now, sendBy);
  }

  /** Returns the schemes whose allow-list may answer a prompt of this call. A call that already carried answers is not answered again. */
  private async answering(tx: EntityManager, call: ClaimedCall, result: StepResult): Promise<ReadonlySet<string>> {
    const asked = call.bills.filter((_, i) => {
      const outcome = result.outcomes[i];
      return outcome?.kind === 'refused' && outcome.refusal.class === 'interaction';
    });
    if (asked.length === 0 || call.way.answers.length > 0) return new Set();
    const ways = await this.schemes.pushWays(tx, [...new Set(asked.map((bill) => bill.schemeId))]);
    return new Set([...ways].filter(([, { interactions }]) => interactions.length > 0).map(([id]) => id));
  }

  private toMove(
    call: ClaimedCall,
    bill: PushBill,
    verdict: Verdict,
    stored: Extract<StepOutcome, { kind: 'done' }> | null,
    now: number,
  ): Move {
    const known: BillPatch = stored ? { kingdee_id: stored.id, kingdee_no: stored.billNo } : {};
    const common = { bill, lease: call.leaseToken };
    switch (verdict.kind) {
      case 'on':
        return verdict.next === null
          ? {
              ...common,
              to: 'booked',
              data: carriedTo('booked', bill.state),
              patch: { ...known, ...FREE, ...QUIET, reached: verdict.reached, next_attempt_at: null },
              action: 'booked',
              detail: { step: call.step, billNo: stored?.billNo },
            }
          : {
              ...common,
              to: 'pushing',
              data: { ...carriedTo('pushing', bill.state), ...ANEW, ...doubtOf(stored) },
              patch: {
                ...known,
                ...NOTHING_TO_DO,
                reached: verdict.reached,
                attempt: 0,
                lease_until: now + callLeaseMs(this.settings),
              },
              action: `push-${call.step}`,
              detail: { billNo: stored?.billNo },
            };
      case 'again':
        return {
          ...common,
          to: 'pushing',
          data: { ...carriedTo('pushing', bill.state), busy: busyBefore(bill) + 1 },
          patch: {
            ...FREE,
            next_attempt_at: now + busyDelay(busyBefore(bill), Math.random(), this.settings.RETRY_WAIT_MS),
            action: 'none',
            reason: busyWords(verdict.class, verdict.messages).slice(0, 500),
            reason_key: `busy:${verdict.class}`,
            reason_rank: 9,
          },
          action: 'push-busy',
          detail: { step: call.step, messages: verdict.messages },
        };
      case 'answer':
        return {
          ...common,
          to: 'pushing',
          data: { ...carriedTo('pushing', bill.state), answering: true },
          patch: { ...FREE, next_attempt_at: now },
          action: 'push-answered',
          detail: { step: call.step, messages: verdict.messages },
        };
      case 'in-doubt': {
        const trouble = inDoubt(call.step, verdict.cause, now);
        return {
          ...common,
          to: 'in-doubt',
          data: {
            ...carriedTo('in-doubt', bill.state),
            trouble,
            ...(verdict.taken ? { taken: timesTaken(bill) + 1 } : {}),
          },
          patch: {
            ...doubted(trouble),
            next_attempt_at: firstLookAt(now, this.settings.SETTLE_DELAYS_MS),
            attempt: 0,
          },
          action: 'push-in-doubt',
          detail: { step: call.step, cause: verdict.cause },
        };
      }
      case 'failed': {
        const words = refusalWords(
          { class: verdict.class, messages: verdict.messages, fields: verdict.fields, retryable: false },
          { step: call.step, kingdeeNo: bill.kingdeeNo },
        );
        const trouble: Trouble = {
          class: verdict.class,
          step: call.step,
          ...words,
          since: now,
          messages: verdict.messages,
          ...(verdict.fields.length > 0 ? { fields: verdict.fields } : {}),
        };
        return {
          ...common,
          to: 'failed',
          data: { ...carriedTo('failed', bill.state), trouble, ...ANEW },
          patch: {
            ...FREE,
            next_attempt_at: null,
            attempt: 0,
            action: bill.reached === 'none' && policyOf(verdict.class)?.action === 'repair' ? 'pick-other' : 'continue',
            ...(verdict.class === 'workflow' && bill.reached !== 'none' ? HELD_BY_WORKFLOW : {}),
            reason: words.sentence.slice(0, 500),
            reason_key: `refused:${verdict.class}`,
            reason_rank: 1,
          },
          action: 'push-refused',
          detail: { step: call.step, messages: verdict.messages },
        };
      }
    }
  }

  private async pauseRenumbered(
    tx: EntityManager,
    settled: readonly { bill: PushBill; outcome: StepResult['outcomes'][number]; verdict: Verdict }[],
  ): Promise<void> {
    const other = settled.find(
      ({ bill, outcome }) =>
        outcome.kind === 'done' &&
        bill.numbering === 'ours' &&
        bill.kingdeeNo === null &&
        outcome.billNo !== '' &&
        outcome.billNo !== bill.billNo,
    );
    if (other?.outcome.kind !== 'done') return;
    await this.numbers.renumbered(tx, other.bill.schemeId, other.bill.id);
    await this.schemes.pauseRenumbered(tx, other.bill.schemeId, other.bill.billNo, other.outcome.billNo);
  }
}

/** Returns the note of a bill whose save told another payee than was sent: it is asked about before any further step, also after a restart. */
const doubtOf = (outcome: StepOutcome | null): { filled?: string } =>
  outcome?.kind === 'done' && outcome.otherPayee ? { filled: '' } : {};

function advanced(bill: PushBill, outcome: StepResult['outcomes'][number], verdict: Verdict): PushBill {
  const stored = outcome.kind === 'done' ? { kingdeeId: outcome.id, kingdeeNo: outcome.billNo } : {};
  const reached = verdict.kind === 'on' ? { reached: verdict.reached } : {};
  const sent = inState('pushing', { ...carriedTo('pushing', bill.state), ...ANEW, ...doubtOf(outcome) });
  return { ...bill, ...stored, ...reached, ...sent, version: bill.version + 1, attempt: 0 };
}

/** Returns the receipt of one bill. A taken number may come from our own earlier call: nothing is cleared until a look is answered. */
function toReceipt(
  bill: PushBill,
  outcome: StepResult['outcomes'][number],
  verdict: Verdict,
  entries: readonly RefusedValue[] = [],
): Receipt {
  return outcome.kind === 'refused' && verdict.kind === 'in-doubt'
    ? { billId: bill.id, outcome: 'unknown', detail: { messages: outcome.refusal.messages } }
    : receiptOf(bill.id, outcome, entries);
}
