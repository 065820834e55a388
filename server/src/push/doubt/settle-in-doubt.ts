import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { BillClaims, type PushBill } from '../../bill/ledger/bill-claims.js';
import { BillLedger, type Move } from '../../bill/ledger/bill-ledger.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { callLeaseMs } from '../../connectors/call-times.js';
import { type Answer, askEach, causesOf } from '../../connectors/kingdee/ask-each.js';
import { KingdeeHealth } from '../../connectors/kingdee/transport/kingdee-health.js';
import { KingdeeClient, type StoredBill } from '../../connectors/target.js';
import { clock } from '../../database/clock.js';
import { Database } from '../../database/database.js';
import { ownKey } from '../../database/lease-token.js';
import { SYSTEM } from '../../domain/actor.js';
import type { Trouble } from '../../domain/bill/bill-notes.js';
import { carriedTo, inState } from '../../domain/bill/stored-state.js';
import { Wakes } from '../../queue/wakes.js';
import { KeptNumbers } from '../../scheme/number/kept-numbers.js';
import { SchemeStore } from '../../scheme/version/scheme-store.js';
import { AnnounceBooked } from '../../writeback/announce-booked.js';
import {
  type AfterLook,
  afterLook,
  askedKey,
  claimedBy,
  nextLookAt,
  type SentAs,
  type Timing,
} from '../call/after-look.js';
import { doubted, FREE, QUIET, tryLater } from '../call/bill-patches.js';
import { type Doubt, NO_DOUBT } from '../call/doubt.js';
import { PushCalls } from '../call/push-calls.js';
import { doubtSince, notBefore, timesTaken } from '../call/push-step.js';
import { SaveGuards } from '../call/save-guards.js';
import { differs, gone, onlyAPersonKnows, takenAway, takenUnseen, twoFound, unsettled } from '../call/trouble.js';
import { PushOrders } from '../order/push-orders.js';
import { CompareStored } from '../send/compare-stored.js';
import { ShowNumbers } from '../send/show-numbers.js';
import { auditedOtherwise } from '../withdraw/audited-otherwise.js';
import { adopted, adoption } from './adoption.js';

/** Number of bills in one query to Kingdee. */
const PER_QUESTION = 50;

/**
 * Returns the bill with its doubt beginning now if, because the clock was set back, it would begin later than now. Otherwise no answer
 * would count until then.
 */
function notAhead(bill: PushBill, now: number): PushBill {
  const { trouble } = bill.state;
  if (doubtSince(bill) <= now || trouble === undefined) return bill;
  const state = { ...carriedTo('in-doubt', bill.state), trouble: { ...trouble, since: now } };
  return { ...bill, ...inState('in-doubt', state) };
}

/** Settles unknown outcomes by asking Kingdee for the keys, in one query for a whole chunk. It never sends a bill itself. */
@Injectable()
export class SettleInDoubt implements OnApplicationBootstrap {
  private readonly log = new Logger('probe');
  private readonly delays: readonly number[];

  constructor(
    private readonly db: Database,
    private readonly claims: BillClaims,
    private readonly ledger: BillLedger,
    private readonly calls: PushCalls,
    private readonly guards: SaveGuards,
    private readonly numbers: KeptNumbers,
    private readonly shown: ShowNumbers,
    private readonly orders: PushOrders,
    private readonly announce: AnnounceBooked,
    private readonly kingdee: KingdeeClient,
    private readonly health: KingdeeHealth,
    private readonly wakes: Wakes,
    private readonly schemes: SchemeStore,
    private readonly compare: CompareStored,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {
    this.delays = settings.SETTLE_DELAYS_MS.map(Number);
  }

  onApplicationBootstrap(): void {
    this.wakes.on('probe', () => this.run());
    this.wakes.every('probe', this.settings.DUE_SWEEP_MS);
  }

  async run(): Promise<void> {
    for (;;) {
      if (this.health.outage !== null || this.wakes.stopping) return;
      const due = await this.claims.nextDue('in-doubt');
      if (due === null || due > clock.now()) return;
      const now = clock.now();
      const token = ownKey();
      const { bills, doubts, sentAs } = await this.db.inTransaction(async (tx) => {
        const due = await this.claims.claimDue(tx, {
          kind: 'in-doubt',
          token,
          until: now + callLeaseMs(this.settings),
          limit: PER_QUESTION,
          now,
        });
        const claimed = due.map((bill) => notAhead(bill, now));
        return {
          bills: claimed,
          doubts: await this.calls.doubtful(tx, claimed, await this.guards.of(tx, claimed)),
          sentAs: await this.calls.sentAs(
            tx,
            claimed.map((bill) => bill.id),
          ),
        };
      });
      if (bills.length === 0) return;
      await this.ask(bills, doubts, sentAs, token);
    }
  }

  private async ask(
    bills: readonly PushBill[],
    doubts: ReadonlyMap<string, Doubt>,
    sentAs: ReadonlyMap<string, readonly SentAs[]>,
    token: string,
  ): Promise<void> {
    // The first looks at a bill follow its schedule, so that a call that is still running may finish.
    const waiting = bills.filter((bill) => !this.isTime(bill, doubts.get(bill.id) ?? NO_DOUBT));
    const ready = bills.filter((bill) => !waiting.includes(bill));
    const named = await this.schemes.formsNamed(this.db.read);
    const answers = await askEach(this.kingdee, ready, (bill) => askedKey(bill, sentAs.get(bill.id), named));
    for (const cause of causesOf(answers)) this.log.warn(`probe: ${cause}`);
    const answeredAt = clock.now();
    const booked = await this.db.inTransaction(async (tx) => {
      const postponed = waiting.map((bill) => this.postpone(bill, doubts.get(bill.id) ?? NO_DOUBT, token, answeredAt));
      const unheard = ready.flatMap((bill) => {
        const error = answers.unanswered.get(bill.id);
        return error ? [this.askLater(bill, token, answeredAt, error.waitMs)] : [];
      });
      await this.ledger.moveAll(tx, [...postponed, ...unheard], SYSTEM);
      const heard = ready.flatMap((bill) => {
        const answer = answers.answered.get(bill.id);
        return answer ? [{ bill, ...answer }] : [];
      });
      return this.settleAnswers(tx, heard, sentAs, token, answeredAt);
    });
    this.wakes.wake('push');
    this.wakes.wake('writeback');
    if (booked.length > 0) await this.compare.run(booked);
  }

  /** @returns the bills that are booked by these answers. */
  private async settleAnswers(
    tx: EntityManager,
    heard: readonly (Answer & { bill: PushBill })[],
    sentAs: ReadonlyMap<string, readonly SentAs[]>,
    token: string,
    now: number,
  ): Promise<readonly PushBill[]> {
    const bills = heard.map(({ bill }) => bill);
    const drafts = await this.claims.drafts(
      tx,
      bills.map((bill) => bill.id),
    );
    // The guards are read again now: if Kingdee does not keep our number, it guards nothing, whatever was known before the look.
    const doubts = await this.calls.doubtful(tx, bills, await this.guards.of(tx, bills));
    const plans = heard.map(({ bill, stored, askedAt }) => {
      const doubt = doubts.get(bill.id) ?? NO_DOUBT;
      const asked = { id: uuid(), at: askedAt };
      const claimed = claimedBy(bill, drafts.get(bill.id));
      const after = afterLook(claimed, doubt, stored, asked, now, this.timing(bill));
      // The number is taken, and the bill was refused a second time or must not be sent automatically. Another send would not show who
      // has the number.
      const unseen =
        (after.kind === 'absent' && timesTaken(bill) > 1) || (after.kind === 'person-decides' && timesTaken(bill) > 0);
      const look = unseen ? { kind: 'taken-unseen' as const } : after;
      return { bill, doubt, asked, stored, look, move: this.toMove(bill, doubt, look, token, now) };
    });
    const moved = await this.ledger.moveAll(
      tx,
      plans.map(({ move }) => move),
      SYSTEM,
    );
    const held = plans.filter(({ bill }) => moved.has(bill.id));
    await this.calls.recordProbes(tx, held, now);
    for (const { bill, doubt, look } of held)
      if (look.kind === 'absent' && !doubt.cleared && doubt.guard !== null)
        await this.calls.clearAbsent(tx, bill.id, doubt.attempt, look.proof, this.settings.PROBE_GAP_MS, now, {
          keptBy: doubt.guard,
        });
    await this.shown.note(
      tx,
      held.filter(({ look }) => look.kind === 'adopt'),
      drafts,
    );
    // The bills that waited for a first bill go on, whatever the result of that bill was.
    const through = held.filter(({ bill, look }) => bill.reached === 'none' && look.kind !== 'ask-again');
    await this.claims.callWaiting(tx, [...new Set(through.map(({ bill }) => bill.schemeId))], now);
    const other = held.find(
      ({ bill, look }) =>
        look.kind === 'adopt' &&
        bill.numbering === 'ours' &&
        bill.kingdeeNo === null &&
        !sentAs.get(bill.id)?.some(({ numbering }) => numbering === 'kingdee') &&
        look.stored.billNo !== bill.billNo,
    );
    if (other?.look.kind === 'adopt') {
      await this.numbers.renumbered(tx, other.bill.schemeId, other.bill.id);
      await this.schemes.pauseRenumbered(tx, other.bill.schemeId, other.bill.billNo, other.look.stored.billNo);
    }
    const booked = held.flatMap(({ bill, look }) =>
      look.kind === 'adopt' && look.booked ? [adopted(bill, look.stored)] : [],
    );
    // The one who made the bill may also have written the comment on the approval.
    await this.announce.put(tx, booked, now, 'look');
    await this.orders.tell(tx, bills);
    return booked;
  }

  /** Returns the move for the result of a look. */
  private toMove(
    bill: PushBill,
    doubt: Doubt,
    look: AfterLook | { kind: 'taken-unseen' },
    token: string,
    now: number,
  ): Move & { bill: PushBill } {
    const base = { bill, lease: token, action: 'probe' };
    const calm = { ...carriedTo('pushing', bill.state), trouble: undefined, askNow: undefined };
    switch (look.kind) {
      case 'adopt':
        return { ...base, ...adoption(bill, look, now) };
      case 'absent':
        return {
          ...base,
          to: 'pushing',
          data: calm,
          patch: { ...FREE, ...QUIET, next_attempt_at: now },
          detail: { absent: true },
        };
      case 'ask-again':
        return {
          ...base,
          to: 'in-doubt',
          data: { ...carriedTo('in-doubt', bill.state), askNow: undefined },
          patch: { ...FREE, next_attempt_at: look.at, attempt: 0 },
        };
      case 'two-found':
        return this.differing(base, look.stored, twoFound(doubt.step, look.stored, now));
      case 'differs':
        return this.differing(base, [look.stored], differs(doubt.step, look.stored, look.why, now));
      case 'gone':
        return this.halt(base, gone(doubt.step, bill.kingdeeNo ?? bill.billNo, now));
      case 'person-decides':
        return this.halt(base, look.taken ? takenAway(bill.billNo, now) : onlyAPersonKnows(bill.numbering, now));
      case 'taken-unseen':
        return this.halt(base, takenUnseen(bill.billNo, now));
      case 'ask-a-person':
        return this.halt(base, unsettled(doubt.step, now));
    }
  }

  /** Returns the move of a bill that stays in doubt and waits until a person acts. */
  private halt(base: { bill: PushBill; lease: string; action: string }, trouble: Trouble): Move & { bill: PushBill } {
    return {
      ...base,
      to: 'in-doubt',
      data: { ...carriedTo('in-doubt', base.bill.state), trouble, askNow: undefined },
      patch: { ...doubted(trouble), next_attempt_at: null, attempt: 0 },
    };
  }

  private differing(
    base: { bill: PushBill; lease: string; action: string },
    found: readonly StoredBill[],
    trouble: Trouble,
  ): Move & { bill: PushBill } {
    const move = auditedOtherwise(base.bill, found, trouble);
    return move ? { ...base, ...move } : this.halt(base, trouble);
  }

  private isTime(bill: PushBill, doubt: Doubt): boolean {
    const next = nextLookAt(doubt, 0, this.timing(bill));
    return bill.state.askNow === true || next === null || next <= clock.now();
  }

  private postpone(bill: PushBill, doubt: Doubt, token: string, now: number): Move {
    const next = nextLookAt(doubt, now, this.timing(bill)) ?? now + 60_000;
    return {
      bill,
      to: 'in-doubt',
      data: carriedTo('in-doubt', bill.state),
      lease: token,
      patch: { ...FREE, next_attempt_at: notBefore(now, next) },
      action: 'probe-postponed',
    };
  }

  /**
   * Returns the move of a bill whose look was not answered: the next look follows with a growing back-off, like a bill that could not
   * be sent.
   */
  private askLater(bill: PushBill, token: string, now: number, waitMs: number): Move {
    return {
      bill,
      to: 'in-doubt',
      data: carriedTo('in-doubt', bill.state),
      lease: token,
      patch: tryLater(bill, now, waitMs, this.settings.RETRY_WAIT_MS),
      action: 'probe-postponed',
    };
  }

  private timing(bill: PushBill): Timing {
    return {
      since: doubtSince(bill),
      timeoutMs: this.settings.KINGDEE_TIMEOUT_MS,
      gapMs: this.settings.PROBE_GAP_MS,
      delays: this.delays,
    };
  }
}
