import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { SYSTEM } from '../access/actor.js';
import { BillClaims, type PushBill } from '../bill/bill-claims.js';
import { BillLedger, type Move } from '../bill/bill-ledger.js';
import { SETTINGS, type Settings } from '../config/settings.js';
import { Database } from '../database/database.js';
import { KingdeeClient, KingdeeUnavailableError, type StoredBill } from '../kingdee/kingdee.client.js';
import type { PaymentBillDraft } from '../kingdee/payment-bill.js';
import { Wakes } from '../queue/wakes.js';
import { Outbox } from '../writeback/outbox.js';
import { type Doubt, PushCalls } from './push-calls.js';
import { PushOrders } from './push-orders.js';
import {
  type NegativeProbe,
  nextProbeAt,
  nextStep,
  provenAbsent,
  REACHED_IN_KINGDEE,
  type Trouble,
} from './push-step.js';
import { differs, gone, twoFound, unsettled } from './trouble.js';

/** How many bills one question to Kingdee covers. */
const PER_QUESTION = 50;
const LEASE_MS = 180_000;

/** Settles unknown outcomes by asking Kingdee for the key, one query for a whole chunk; it never sends anything itself. */
@Injectable()
export class SettleInDoubt implements OnApplicationBootstrap {
  private readonly log = new Logger('probe');
  private readonly delays: readonly number[];

  constructor(
    private readonly db: Database,
    private readonly claims: BillClaims,
    private readonly ledger: BillLedger,
    private readonly calls: PushCalls,
    private readonly orders: PushOrders,
    private readonly outbox: Outbox,
    private readonly kingdee: KingdeeClient,
    private readonly wakes: Wakes,
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
      const due = await this.claims.nextDue('in-doubt');
      if (due === null || due > Date.now()) return;
      const now = Date.now();
      const token = uuid();
      const { bills, doubts } = await this.db.inTransaction(async (tx) => {
        const claimed = await this.claims.claimDue(tx, {
          kind: 'in-doubt',
          token,
          until: now + LEASE_MS,
          limit: PER_QUESTION,
          now,
        });
        return {
          bills: claimed,
          doubts: await this.calls.doubtful(
            tx,
            claimed.map((bill) => bill.id),
          ),
        };
      });
      if (bills.length === 0) return;
      await this.ask(bills, doubts, token);
    }
  }

  private async ask(bills: readonly PushBill[], doubts: ReadonlyMap<string, Doubt>, token: string): Promise<void> {
    // The first questions of a bill come by its schedule, so that a call still running may finish.
    const waiting = bills.filter((bill) => !this.isTime(bill, doubts.get(bill.id)));
    const ready = bills.filter((bill) => !waiting.includes(bill));
    const askedAt = Date.now();
    let found: ReadonlyMap<string, readonly StoredBill[]> = new Map();
    let unanswered: string | null = null;
    try {
      if (ready.length > 0)
        found = await this.kingdee.find(ready.map(({ billNo, thirdBillNo }) => ({ billNo, thirdBillNo })));
    } catch (error) {
      if (!(error instanceof KingdeeUnavailableError)) throw error;
      unanswered = error.sentence;
      this.log.warn(`probe: ${error.sentence}`);
    }
    const answeredAt = Date.now();
    await this.db.inTransaction(async (tx) => {
      const postponed = unanswered === null ? waiting : bills;
      await this.ledger.moveAll(
        tx,
        postponed.map((bill) => this.postpone(bill, doubts.get(bill.id), token, answeredAt)),
        SYSTEM,
      );
      if (unanswered !== null) return;
      await this.settleAnswers(tx, ready, doubts, found, token, askedAt, answeredAt);
    });
    this.wakes.wake('push');
    this.wakes.wake('writeback');
  }

  private async settleAnswers(
    tx: EntityManager,
    bills: readonly PushBill[],
    doubts: ReadonlyMap<string, Doubt>,
    found: ReadonlyMap<string, readonly StoredBill[]>,
    token: string,
    askedAt: number,
    now: number,
  ): Promise<void> {
    const drafts = await this.claims.drafts(
      tx,
      bills.map((bill) => bill.id),
    );
    const probes = new Map(bills.map((bill) => [bill.id, { id: uuid(), at: askedAt }]));
    const plans = bills.map((bill) => {
      const stored = found.get(bill.billNo) ?? [];
      const negative = probes.get(bill.id);
      return this.plan(bill, doubts.get(bill.id), stored, drafts.get(bill.id) ?? null, negative ?? null, token, now);
    });
    const moved = await this.ledger.moveAll(
      tx,
      plans.map(({ move }) => move),
      SYSTEM,
    );
    const held = plans.filter(({ move }) => moved.has(move.bill.id));
    await this.calls.recordProbes(
      tx,
      held.map(({ move }) => {
        const stored = found.get(move.bill.billNo) ?? [];
        const summary = stored.map(({ id, billNo, status, total }) => ({ id, billNo, status, total }));
        return {
          id: probes.get(move.bill.id)?.id ?? uuid(),
          billId: move.bill.id,
          askedAt,
          answeredAt: now,
          found: stored.length,
          detail: summary,
        };
      }),
    );
    for (const { move, proof, attempt } of held)
      if (proof) await this.calls.clearAbsent(tx, move.bill.id, attempt, proof, this.settings.PROBE_GAP_MS, now);
    const booked = held
      .filter(({ move }) => move.to === 'booked')
      .map(({ move, stored }) => advanced(move.bill, stored));
    await this.outbox.announceBooked(tx, booked, now);
    await this.orders.tell(tx, bills);
  }

  /** One bill, one answer of Kingdee: what follows. */
  private plan(
    bill: PushBill,
    doubt: Doubt | undefined,
    stored: readonly StoredBill[],
    draft: PaymentBillDraft | null,
    probe: NegativeProbe | null,
    token: string,
    now: number,
  ): {
    move: Move & { bill: PushBill };
    stored: StoredBill | null;
    proof: readonly [NegativeProbe, NegativeProbe] | null;
    attempt: number;
  } {
    const step = doubt?.step ?? 'save';
    const attempt = doubt?.attempt ?? 1;
    const free = { lease_token: null, lease_until: null };
    const base = { bill, lease: token, action: 'probe' };
    const halt = (trouble: Trouble, to: 'in-doubt' | 'failed' = 'in-doubt') => ({
      move: {
        ...base,
        to,
        data: { ...bill.state, trouble },
        patch: {
          ...free,
          next_attempt_at: null,
          action: 'check-in-doubt' as const,
          reason: trouble.sentence.slice(0, 500),
          reason_key: trouble.class,
          reason_rank: 0,
        },
      },
      stored: null,
      proof: null,
      attempt,
    });
    const [first, second] = stored;
    if (second) return halt(twoFound(step, stored, now));
    if (first) {
      const why = mismatch(bill, first, draft);
      if (why.length > 0) return halt(differs(step, first, why, now));
      const reached = REACHED_IN_KINGDEE[first.status];
      const done = nextStep(reached, bill.outcome) === null;
      return {
        move: {
          ...base,
          to: done ? 'booked' : 'pushing',
          data: { ...bill.state, trouble: undefined },
          patch: {
            ...free,
            reached,
            kingdee_id: first.id,
            kingdee_no: first.billNo,
            attempt: 0,
            next_attempt_at: done ? null : now,
            action: 'none',
            reason: null,
            reason_key: '',
            reason_rank: 9,
          },
          detail: { found: first.billNo, status: first.status },
        },
        stored: { ...first },
        proof: null,
        attempt,
      };
    }
    const negatives = [...(doubt?.negatives ?? []), ...(probe ? [probe] : [])];
    const proof = provenAbsent(
      negatives,
      doubt?.sentAt ?? 0,
      this.settings.KINGDEE_TIMEOUT_MS,
      this.settings.PROBE_GAP_MS,
    );
    if (proof && step !== 'save') return halt(gone(step, bill.kingdeeNo ?? bill.billNo, now));
    if (proof)
      return {
        move: {
          ...base,
          to: 'pushing',
          data: { ...bill.state, trouble: undefined },
          patch: {
            ...free,
            attempt: 0,
            next_attempt_at: now,
            action: 'none',
            reason: null,
            reason_key: '',
            reason_rank: 9,
          },
          detail: { absent: true },
        },
        stored: null,
        proof,
        attempt,
      };
    const next = this.next(bill, { ...(doubt ?? EMPTY), asked: (doubt?.asked ?? 0) + 1, negatives }, now);
    if (next === null) return halt(unsettled(step, now));
    return {
      move: { ...base, to: 'in-doubt', data: bill.state, patch: { ...free, next_attempt_at: next } },
      stored: null,
      proof: null,
      attempt,
    };
  }

  private isTime(bill: PushBill, doubt: Doubt | undefined): boolean {
    const next = this.next(bill, doubt ?? EMPTY, 0);
    return bill.state.askNow === true || next === null || next <= Date.now();
  }

  private postpone(bill: PushBill, doubt: Doubt | undefined, token: string, now: number): Move {
    const next = this.next(bill, doubt ?? EMPTY, now) ?? now + 60_000;
    return {
      bill,
      to: 'in-doubt',
      data: bill.state,
      lease: token,
      patch: { lease_token: null, lease_until: null, next_attempt_at: Math.max(next, now + 1_000) },
      action: 'probe-postponed',
    };
  }

  private next(bill: PushBill, doubt: Doubt, now: number): number | null {
    const { KINGDEE_TIMEOUT_MS: timeoutMs, PROBE_GAP_MS: gapMs } = this.settings;
    const trouble = bill.state.trouble as Trouble | undefined;
    return nextProbeAt(trouble?.since ?? 0, now, doubt.asked, this.delays, {
      sentAt: doubt.sentAt,
      timeoutMs,
      gapMs,
      negatives: doubt.negatives,
    });
  }
}

const EMPTY: Doubt = { step: 'save', attempt: 1, sentAt: 0, asked: 0, negatives: [] };

/** Adopted only when third number, organisation, currency and total are ours (product.md §2). @returns what is not. */
function mismatch(bill: PushBill, stored: StoredBill, draft: PaymentBillDraft | null): string[] {
  return [
    ...(stored.thirdBillNo === bill.thirdBillNo ? [] : ['第三方单号']),
    ...(stored.orgNumber === bill.orgNumber ? [] : ['付款组织']),
    ...(draft === null || stored.currency === draft.header.currency ? [] : ['币别']),
    ...(draft === null || stored.total === draft.total ? [] : ['金额']),
  ];
}

const advanced = (bill: PushBill, stored: StoredBill | null): PushBill => ({
  ...bill,
  version: bill.version + 1,
  kingdeeId: stored?.id ?? bill.kingdeeId,
  kingdeeNo: stored?.billNo ?? bill.kingdeeNo,
});
