import type { WritebackCause } from '@dingdee/shared/writeback';
import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { BillClaims } from '../bill/ledger/bill-claims.js';
import { BillLedger } from '../bill/ledger/bill-ledger.js';
import { KnownHistory } from '../bill/ledger/known-history.js';
import { SETTINGS, type Settings } from '../config/settings.js';
import { DingTalkHealth } from '../connectors/dingtalk/call/dingtalk-health.js';
import { DingTalkClient, DingTalkError, type DingTalkErrorClass, type WriteOutcome } from '../connectors/source.js';
import { clock } from '../database/clock.js';
import { Database } from '../database/database.js';
import { keepTrying } from '../database/keep-trying.js';
import { ownKey } from '../database/lease-token.js';
import { SYSTEM } from '../domain/actor.js';
import { carriedTo } from '../domain/bill/stored-state.js';
import { LedgerHolds } from '../hold/ledger-holds.js';
import { MOST_RESENDS, Outbox, type OutboxItem, type OutboxKind } from '../outbox/outbox.js';
import { Wakes } from '../queue/wakes.js';
import { waitsBeforeLooks } from './comment-looks.js';
import { Departures } from './departures.js';
import { FindComment } from './find-comment.js';
import { SystemGates } from './system-gates.js';
import { causeOf, isOfSystem } from './writeback-cause.js';

const PER_CLAIM = 25;
/** Claims in flight: while one is settled, the next is sent. */
const LANES = 3;
/** Largest number of calls for one message: a throttled call is repeated with a new token and pauses in between (dingtalk.md §9). */
const MOST_CALLS = 8;
/** Number of lease margins that cover those pauses. */
const MARGINS = 3;
const MOST_ATTEMPTS = 8;
/** Attempts are counted up to this number; the count only determines the wait. */
const LAST_COUNTED = 30;
const HOUR_MS = 3_600_000;
/** Kinds of message that this worker handles. */
const MESSAGES = ['comment', 'notice'] as const satisfies readonly OutboxKind[];
/** Error classes after which the approval can never be read again, so it cannot be found out whether the comment is on it. */
const HOPELESS: readonly DingTalkErrorClass[] = ['not-found', 'parameter'];

interface Result {
  id: string;
  state: 'due' | 'sent' | 'in-doubt' | 'refused' | 'dropped';
  nextAt: number | null;
  attempt: number;
  message: string | null;
  cause?: WritebackCause;
  /** The message is sent again although it may have arrived. */
  resend?: boolean;
}

/** The write-back worker (回写). It runs apart from the push and can never change what was booked (product.md §9). */
@Injectable()
export class SendWritebacks implements OnApplicationBootstrap {
  private readonly log = new Logger('writeback');
  private readonly waits: readonly number[];
  private readonly departures: Departures;
  private readonly gates: SystemGates;

  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly dingtalk: DingTalkClient,
    private readonly health: DingTalkHealth,
    private readonly comments: FindComment,
    private readonly ledger: BillLedger,
    private readonly claims: BillClaims,
    private readonly history: KnownHistory,
    private readonly wakes: Wakes,
    private readonly holds: LedgerHolds,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {
    const { DINGTALK_TIMEOUT_MS, SETTLE_DELAYS_MS, PROBE_GAP_MS } = settings;
    this.departures = new Departures(db, outbox, holds);
    this.gates = new SystemGates(settings.RETRY_WAIT_MS);
    this.waits = waitsBeforeLooks(DINGTALK_TIMEOUT_MS, SETTLE_DELAYS_MS.map(Number), PROBE_GAP_MS);
  }

  onApplicationBootstrap(): void {
    this.wakes.on('writeback', () => this.run());
    this.wakes.whenDue('writeback', {
      withinMs: this.settings.DUE_SWEEP_MS,
      nextDue: () => this.outbox.nextDue(),
    });
    this.wakes.wake('writeback');
  }

  async run(): Promise<void> {
    await Promise.all(Array.from({ length: LANES }, () => this.drain()));
  }

  /** Sends until nothing is due. The results of one claim and the next claim are one commit. */
  private async drain(): Promise<void> {
    const due = await this.outbox.nextDue();
    if (due === null || due > clock.now()) return;
    let batch = await this.db.inTransaction((tx) => this.claim(tx));
    while (batch.items.length > 0) {
      const { token, items } = batch;
      const results = await Promise.all(items.map((item) => this.treat(item, token)));
      const reopened = this.gates.reopened();
      batch = await keepTrying(this.log, `${items.length} messages`, () =>
        this.db.inTransaction(async (tx) => {
          await this.record(tx, token, items, results);
          for (const kind of reopened) await this.outbox.hasten(tx, kind);
          return this.claim(tx);
        }),
      );
    }
  }

  private async claim(tx: EntityManager): Promise<{ token: string; items: OutboxItem[] }> {
    const now = clock.now();
    const token = ownKey();
    // Attempts are counted for refusals of DingTalk, not for the time of an outage.
    if (this.health.outage !== null) return { token, items: [] };
    if (this.wakes.stopping || (await this.holds.blocks(tx))) return { token, items: [] };
    const lease = { token, until: this.leaseUntil(now), limit: PER_CLAIM, now };
    const fresh = await this.outbox.claimDue(tx, { ...lease, state: 'due', kinds: this.gates.open() });
    // For a kind that the system does not let through, one message probes for all.
    for (const kind of this.gates.toProbe(now)) {
      const probe = await this.outbox.claimDue(tx, { ...lease, state: 'due', kinds: [kind], limit: 1 });
      if (probe.length > 0) this.gates.probes(kind, now);
      fresh.push(...probe);
    }
    // A row that was being sent when its process died may have arrived.
    const lost = await this.outbox.claimDue(tx, { ...lease, state: 'sending', kinds: MESSAGES });
    const doubtful = await this.outbox.claimDue(tx, { ...lease, state: 'in-doubt', kinds: MESSAGES });
    return { token, items: [...fresh, ...lost, ...doubtful] };
  }

  private async record(
    tx: EntityManager,
    token: string,
    items: readonly OutboxItem[],
    results: readonly Result[],
  ): Promise<void> {
    await this.outbox.record(tx, token, results, clock.now());
    const sent = new Set(results.filter(({ state }) => state === 'sent').map(({ id }) => id));
    const announced = [
      ...new Set(items.filter(({ id, event }) => sent.has(id) && event === 'booked').map(({ billId }) => billId)),
    ];
    // The rows are locked: a bill that changed between this read and its move would stay booked for ever, because no message is left
    // to be sent.
    await this.claims.lock(tx, announced);
    const complete = await this.outbox.complete(tx, announced, 'booked');
    const bills = await this.claims.states(tx, complete);
    await this.ledger.moveAll(
      tx,
      bills
        .filter(({ kind }) => kind === 'booked')
        .map((bill) => ({
          bill,
          to: 'written-back',
          data: carriedTo('written-back', bill.state),
          action: 'written-back',
        })),
      SYSTEM,
    );
  }

  private async treat(item: OutboxItem, token: string): Promise<Result> {
    try {
      if (item.state === 'due') {
        if (await this.stands(item)) return sentBefore(item);
        const outdated = await this.outdated(item);
        if (outdated) return outdated;
        return this.afterSending(item, await this.send(item, token));
      }
      return await this.afterLooking(item);
    } catch (error) {
      if (!(error instanceof DingTalkError)) throw error;
      this.log.warn(`${item.kind} ${item.id}: ${error.message}`);
      if (item.state !== 'due' && HOPELESS.includes(error.errorClass)) return givenUp(item, error);
      if (item.state === 'due' && error.errorClass === 'quota') return this.untilThereAreCalls(item, error.sentence);
      if (item.state === 'due' && isOfSystem(error))
        return this.untilItAnswers(item, error.sentence, causeOf(error.errorClass, error.code));
      return this.later(item, error);
    }
  }

  /**
   * Tells whether the comment is already on the approval. A message that is older than this process may have been sent after the copy
   * of the database was made with which this process started.
   */
  private async stands(item: OutboxItem): Promise<boolean> {
    return item.kind === 'comment' && !this.history.startedAfter(item.createdAt) && (await this.comments.exists(item));
  }

  /**
   * Returns the result for a message “已入账” whose bill was cancelled in Kingdee while the message waited. For a bill in 待冲销 the message
   * waits on, because a person may say that the bill is valid after all.
   * @returns null if the bill is booked.
   */
  private async outdated({ id, event, billId, attempt }: OutboxItem): Promise<Result | null> {
    if (event !== 'booked') return null;
    const [bill] = await this.db.query<{ state_kind: string }>('SELECT state_kind FROM bill WHERE id = ?', [billId]);
    const kind = bill?.state_kind ?? '';
    if (kind === 'booked' || kind === 'written-back') return null;
    const still = { id, attempt, message: null };
    if (kind === 'reversal-needed') return { ...still, state: 'due', nextAt: clock.now() + HOUR_MS };
    return { ...still, state: 'dropped', nextAt: null };
  }

  /**
   * Sends the message. It is recorded as sent only when it leaves: a message that waits behind the rate limit when its process dies is
   * sent by the next process.
   */
  private send(item: OutboxItem, token: string): Promise<WriteOutcome> {
    const { id, processInstanceId, asUserId: userId, text } = item;
    const leaving = () => this.departures.leaves(token, id);
    return item.kind === 'comment'
      ? this.dingtalk.comment({ processInstanceId, userId, text }, leaving)
      : this.dingtalk.notify(
          { userId, title: item.event.startsWith('assign-') ? '有单据指派给你' : '付款进度', text },
          leaving,
        );
  }

  private afterSending(item: OutboxItem, outcome: WriteOutcome): Result {
    if (outcome.kind === 'refused' && outcome.denied)
      return this.untilItAnswers(item, outcome.sentence, causeOf('permission', outcome.code));
    this.gates.answered(item.kind);
    if (outcome.kind === 'done')
      return { id: item.id, state: 'sent', nextAt: null, attempt: item.attempt, message: null };
    if (outcome.kind === 'refused') {
      const { sentence: message } = outcome;
      return { id: item.id, state: 'refused', nextAt: null, attempt: item.attempt, message, cause: 'content' };
    }
    return {
      id: item.id,
      state: 'in-doubt',
      nextAt: clock.now() + this.waitBefore(0),
      attempt: 0,
      message: outcome.cause,
    };
  }

  /**
   * Handles a message in doubt: it looks for the comment in the records of the approval, and sends it again only after every look
   * found nothing. `attempt` counts the looks.
   */
  private async afterLooking(item: OutboxItem): Promise<Result> {
    const now = clock.now();
    if (item.state === 'sending') {
      // The call of a dead process cannot leave any more. One look now, and one when the call can no longer be running, decide.
      if (item.kind === 'comment' && (await this.comments.exists(item))) return sentBefore(item);
      return {
        id: item.id,
        state: 'in-doubt',
        nextAt: now + this.waitBefore(0),
        attempt: item.kind === 'comment' ? this.waits.length - 1 : 0,
        message: '发送途中程序中断',
      };
    }
    // A work notice leaves no record to look for. DingTalk drops the same text if it comes twice a day (dingtalk.md §6.2).
    if (item.kind === 'notice') return this.again(item, now);
    if (await this.comments.exists(item)) return sentBefore(item);
    const looks = item.attempt + 1;
    if (looks < this.waits.length)
      return {
        id: item.id,
        state: 'in-doubt',
        nextAt: now + this.waitBefore(looks),
        attempt: looks,
        message: '审批里还没有这条评论，再核对一次',
      };
    return this.again(item, now);
  }

  private again({ id, kind, resends }: OutboxItem, now: number): Result {
    if (resends < MOST_RESENDS) return { id, state: 'due', nextAt: now, attempt: 1, message: null, resend: true };
    const message =
      kind === 'comment'
        ? `发了 ${resends + 1} 次，钉钉每次都没有回答，审批里也看不到，不再发送。请打开审批看一看。`
        : `发了 ${resends + 1} 次，钉钉每次都没有回答，不再发送。`;
    return { id, state: 'refused', nextAt: null, attempt: 0, message, cause: 'unanswered' };
  }

  /** Returns the result if nothing was sent, or the look got no answer: the row keeps its state and comes back later. */
  private later(item: OutboxItem, { sentence, errorClass, code }: DingTalkError): Result {
    const attempt = item.state === 'due' ? item.attempt + 1 : item.attempt;
    const cause = causeOf(errorClass, code);
    if (item.state === 'due' && attempt >= MOST_ATTEMPTS && code !== 'taken-over')
      return { id: item.id, state: 'refused', nextAt: null, attempt, message: sentence, cause };
    const state = item.state === 'due' ? 'due' : 'in-doubt';
    const now = clock.now();
    const pause = this.settings.RETRY_WAIT_MS * Math.min(120, 2 ** attempt);
    return {
      id: item.id,
      state,
      // A look that fails again and again is repeated with a growing back-off, because each look costs a call of the month.
      nextAt: now + (state === 'due' ? pause : Math.max(pause, Math.min(HOUR_MS, (now - item.createdAt) / 4))),
      attempt: Math.min(attempt, LAST_COUNTED),
      message: sentence,
      ...(code === 'taken-over' ? {} : { cause }),
    };
  }

  /**
   * Returns the result if nothing was carried out and nothing is wrong with the message. It waits with a back-off, as bills do, and
   * goes on when the system lets one message through.
   */
  private untilItAnswers(item: OutboxItem, sentence: string, cause: WritebackCause): Result {
    const now = clock.now();
    this.gates.shut(item.kind, now, 'other');
    const attempt = Math.min(item.attempt + 1, LAST_COUNTED);
    const pause = Math.min(HOUR_MS, this.settings.RETRY_WAIT_MS * 2 ** attempt);
    return { id: item.id, state: 'due', nextAt: now + pause, attempt, message: sentence, cause };
  }

  /**
   * Returns the result of a quota refusal. The message keeps its place, however often it is refused: when there are calls again, the
   * oldest messages go first.
   */
  private untilThereAreCalls({ id, kind, attempt, createdAt }: OutboxItem, sentence: string): Result {
    this.gates.shut(kind, clock.now(), 'quota');
    return { id, state: 'due', nextAt: createdAt, attempt, message: sentence, cause: 'quota' };
  }

  /** Returns the end of the lease in Unix ms; the lease is 5 minutes by default. */
  private leaseUntil(now: number): number {
    const { DINGTALK_TIMEOUT_MS, LEASE_MARGIN_MS } = this.settings;
    return now + MOST_CALLS * DINGTALK_TIMEOUT_MS + MARGINS * LEASE_MARGIN_MS;
  }

  private waitBefore(look: number): number {
    return this.waits[look] ?? this.settings.PROBE_GAP_MS;
  }
}

const sentBefore = ({ id, attempt }: OutboxItem): Result => ({
  id,
  state: 'sent',
  nextAt: null,
  attempt,
  message: null,
});

const givenUp = ({ id, attempt }: OutboxItem, { sentence, errorClass, code }: DingTalkError): Result => ({
  id,
  state: 'refused',
  nextAt: null,
  attempt,
  message: `不知道这条评论写上没有：${sentence}`,
  cause: causeOf(errorClass, code),
});
