import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { SYSTEM } from '../access/actor.js';
import { BillClaims, type PushBill } from '../bill/bill-claims.js';
import { BillLedger, type BillPatch, type Move } from '../bill/bill-ledger.js';
import { SETTINGS, type Settings } from '../config/settings.js';
import { Database } from '../database/database.js';
import type { StepOutcome, StepResult, StoredBill } from '../kingdee/kingdee.client.js';
import { FinishWithdrawal } from './finish-withdrawal.js';
import { type IntendedCall, PushCalls, type Receipt } from './push-calls.js';
import { PushOrders } from './push-orders.js';
import { busyDelay, type InverseStep, type NegativeProbe, REACHED_IN_KINGDEE, type Trouble } from './push-step.js';
import { claimedBy } from './settle-in-doubt.js';
import { differs, twoFound } from './trouble.js';
import {
  type AfterWithdrawalLook,
  afterWithdrawalLook,
  type InverseVerdict,
  inverseStep,
  judgeInverse,
  type Looked,
  nextWithdrawalLook,
  type Withdrawal,
  withdrawalOf,
} from './withdrawal.js';
import { WithdrawalRecords } from './withdrawal-records.js';
import {
  auditedMeanwhile,
  circling,
  clearAgain,
  inverseRefused,
  inverseUnavailable,
  unsettledWithdrawal,
  vanished,
  withdrawalInDoubt,
} from './withdrawal-words.js';

/** A leased bill with what its calls and looks have told so far. */
export interface LookedAt {
  bill: PushBill;
  withdrawal: Withdrawal;
  looked: Looked;
}

/** One inverse call whose intent is committed, with what the look before it saw of each bill. */
export interface InverseCall extends IntendedCall<InverseStep> {
  seen: ReadonlyMap<string, StoredBill>;
}

interface Plan extends LookedAt {
  stored: readonly StoredBill[];
  asked: NegativeProbe;
  after: AfterWithdrawalLook;
}

const FREE: BillPatch = { lease_token: null, lease_until: null };
const ENDED: BillPatch = { ...FREE, withdrawing: 0, next_attempt_at: null, attempt: 0 };

/** Commits what is learned about bills on their way out of Kingdee: looks, intents, receipts, states, each with its audit row. */
@Injectable()
export class SettleWithdrawal {
  private readonly delays: readonly number[];

  constructor(
    private readonly db: Database,
    private readonly claims: BillClaims,
    private readonly ledger: BillLedger,
    private readonly calls: PushCalls,
    private readonly records: WithdrawalRecords,
    private readonly finish: FinishWithdrawal,
    private readonly orders: PushOrders,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {
    this.delays = settings.SETTLE_DELAYS_MS.map(Number);
  }

  leaseUntil(now: number): number {
    return now + this.settings.KINGDEE_TIMEOUT_MS + this.settings.LEASE_MARGIN_MS;
  }

  /** @returns the bills that may be looked at; those with an open intent are set in doubt and left out. */
  async setAsideInterrupted(tx: EntityManager, bills: readonly PushBill[], now: number): Promise<LookedAt[]> {
    const open = await this.calls.abandonOpen(
      tx,
      bills.map(({ id }) => id),
      now,
    );
    const moves = bills.flatMap((bill): Move[] => {
      const step = open.get(bill.id)?.step;
      return step === undefined ? [] : [this.intoDoubt(bill, bill.state, step, '发送途中程序中断', now)];
    });
    await this.ledger.moveAll(tx, moves, SYSTEM);
    return this.known(
      tx,
      bills.filter((bill) => !open.has(bill.id)),
      now,
    );
  }

  isTime({ bill, looked }: LookedAt, now: number): boolean {
    if (bill.kind !== 'in-doubt' || bill.state.askNow === true) return true;
    const next = nextWithdrawalLook(looked, 0, this.timing(bill, now));
    return next === null || next <= now;
  }

  /**
   * Commits the answer of one look.
   * @param found null where Kingdee did not answer.
   * @returns calls whose intent is committed, one per step, and the bills that are back on the desk.
   */
  looked(
    all: readonly LookedAt[],
    ready: readonly LookedAt[],
    found: ReadonlyMap<string, readonly StoredBill[]> | null,
    token: string,
    askedAt: number,
  ): Promise<{ calls: InverseCall[]; returned: string[] }> {
    const now = Date.now();
    return this.db.inTransaction(async (tx) => {
      const later = found === null ? all : all.filter((look) => !ready.includes(look));
      await this.ledger.moveAll(
        tx,
        later.map((look) => this.postpone(look, token, now)),
        SYSTEM,
      );
      if (found === null) return { calls: [], returned: [] };
      const drafts = await this.claims.drafts(
        tx,
        ready.map(({ bill }) => bill.id),
      );
      const plans = ready.map((look): Plan => {
        const { bill, withdrawal, looked } = look;
        const stored = found.get(bill.billNo) ?? [];
        const asked = { id: uuid(), at: askedAt };
        const claimed = claimedBy(bill, drafts.get(bill.id));
        const after = afterWithdrawalLook(claimed, withdrawal, looked, stored, asked, now, this.timing(bill, now));
        return { ...look, stored, asked, after };
      });
      const moved = await this.ledger.moveAll(
        tx,
        plans.map((plan) => this.afterLook(plan, token, now)),
        SYSTEM,
      );
      const held = plans.filter(({ bill }) => moved.has(bill.id));
      await this.calls.recordProbes(
        tx,
        held.map(({ bill, asked, stored }) => ({
          id: asked.id,
          billId: bill.id,
          askedAt,
          answeredAt: now,
          found: stored.length,
          detail: stored.map(({ id, billNo, status, total }) => ({ id, billNo, status, total })),
        })),
      );
      const gone = held.flatMap(({ bill, after }) => (after.kind === 'gone' ? [{ bill, proof: after.proof }] : []));
      for (const { bill, proof } of gone) await this.finish.run(tx, bill, proof, now);
      await this.orders.tell(
        tx,
        plans.map(({ bill }) => bill),
      );
      const calls = await this.intend(tx, held, token, now);
      return { calls, returned: gone.map(({ bill }) => bill.id) };
    });
  }

  /** Commits what an answer means, bill by bill. A bill whose lease was lost meanwhile drops out: whoever has it looks. */
  answered(call: InverseCall, result: StepResult): Promise<void> {
    const now = Date.now();
    return this.db.inTransaction(async (tx) => {
      const receipts = await this.records.receiptIds(tx, call.id);
      const verdicts = call.bills.map((bill, i) => {
        const outcome = result.outcomes[i] ?? { kind: 'unknown' as const, cause: '金蝶的回答没有提到这张单据' };
        return { bill, outcome, verdict: judgeInverse(outcome, bill.attempt) };
      });
      const moved = await this.ledger.moveAll(
        tx,
        verdicts.map(({ bill, verdict }) => this.afterAnswer(call, bill, verdict, receipts.get(bill.id) ?? '', now)),
        SYSTEM,
      );
      const held = verdicts.filter(({ bill }) => moved.has(bill.id));
      await this.calls.settle(
        tx,
        call,
        held.map(({ bill, outcome }) => toReceipt(bill, outcome)),
        result.answer,
        now,
      );
      await this.orders.tell(tx, call.bills);
    });
  }

  /** Nothing was sent: tried again later, or left to a person where that cannot help. */
  notSent(call: InverseCall, sentence: string, transient: boolean): Promise<void> {
    const now = Date.now();
    return this.db.inTransaction(async (tx) => {
      const moves = call.bills.map((bill): Move => {
        const common = { bill, lease: call.leaseToken, action: 'push-not-sent', detail: { step: call.step, sentence } };
        if (transient)
          return { ...common, to: 'pushing', data: bill.state, patch: { ...FREE, ...this.retry(bill, now) } };
        return this.halted(
          common,
          inverseUnavailable(call.step, sentence, bill.kingdeeNo ?? bill.billNo, now),
          call.seen.get(bill.id),
        );
      });
      const moved = await this.ledger.moveAll(tx, moves, SYSTEM);
      const receipts = call.bills
        .filter((bill) => moved.has(bill.id))
        .map((bill): Receipt => ({ billId: bill.id, outcome: 'not-sent', detail: { messages: [sentence] } }));
      await this.calls.settle(tx, call, receipts, null, now);
      await this.orders.tell(tx, call.bills);
    });
  }

  /** The intents of what the looks decided, in the caller's transaction. */
  private async intend(tx: EntityManager, plans: readonly Plan[], token: string, now: number): Promise<InverseCall[]> {
    const calls: InverseCall[] = [];
    for (const step of ['unaudit', 'unsubmit', 'delete'] as const) {
      const going = plans.flatMap((plan) =>
        plan.after.kind === 'send' && plan.after.step === step ? [{ plan, stored: plan.after.stored }] : [],
      );
      if (going.length === 0) continue;
      const bills = going.map(({ plan, stored }) => afterIntent(plan, stored));
      const hashes = new Map(bills.map((bill) => [bill.id, bill.approvedHash ?? '']));
      const call = await this.calls.intend(tx, { step, bills, hashes, leaseToken: token, now });
      calls.push({ ...call, seen: new Map(going.map(({ plan, stored }) => [plan.bill.id, stored])) });
    }
    return calls;
  }

  private async known(tx: EntityManager, bills: readonly PushBill[], now: number): Promise<LookedAt[]> {
    const since = new Map(bills.map((bill) => [bill.id, this.timing(bill, now).since]));
    const looked = await this.records.looked(tx, since, this.settings.KINGDEE_TIMEOUT_MS);
    return bills.flatMap((bill) => {
      const withdrawal = withdrawalOf(bill.state);
      const known = looked.get(bill.id);
      if (!withdrawal || !known) throw new Error(`bill ${bill.id} is on its way out without a withdrawal`);
      return [{ bill, withdrawal, looked: known }];
    });
  }

  private afterLook(plan: Plan, token: string, now: number): Move {
    const { bill, after, withdrawal } = plan;
    const base = { bill, lease: token, action: 'withdraw-look' };
    const billNo = bill.kingdeeNo ?? bill.billNo;
    switch (after.kind) {
      case 'send':
        return {
          ...base,
          to: 'pushing',
          data: afterIntent(plan, after.stored).state,
          patch: { ...storedPatch(after.stored), lease_until: this.leaseUntil(now) },
          action: `withdraw-intends-${after.step}`,
          detail: { found: after.stored.billNo, status: after.stored.status },
        };
      case 'gone':
        return {
          ...base,
          to: 'failed',
          data: {},
          patch: { ...ENDED, reached: 'none', kingdee_id: null, kingdee_no: null },
          action: 'withdrawn',
          detail: { billNo, proof: after.proof.kind, askedBy: withdrawal.byName },
        };
      case 'audited-meanwhile':
        return this.halted(base, auditedMeanwhile(billNo, now), after.stored);
      case 'clear-again':
        return this.halted(base, clearAgain(billNo, after.stored.status, now), after.stored);
      case 'circle': {
        const { status } = after.stored;
        return this.halted(base, circling(inverseStep(status), billNo, status, now), after.stored);
      }
      case 'two-found':
        return this.askPerson(base, { ...withdrawal, stopped: true }, twoFound('delete', after.stored, now));
      case 'differs':
        return this.askPerson(base, { ...withdrawal, stopped: true }, differs('delete', after.stored, after.why, now));
      case 'ask-a-person':
        return this.askPerson(base, withdrawal, unsettledWithdrawal(now));
      case 'ask-again': {
        const former = bill.kind === 'in-doubt' ? (bill.state.trouble as Trouble | undefined) : undefined;
        const trouble = former ?? vanished(billNo, now);
        return {
          ...base,
          to: 'in-doubt',
          data: { ...bill.state, trouble, askNow: undefined },
          patch: {
            ...FREE,
            next_attempt_at: after.at,
            action: 'check-in-doubt',
            reason: trouble.sentence.slice(0, 500),
            reason_key: 'in-doubt',
            reason_rank: 0,
          },
          detail: { notFound: billNo },
        };
      }
    }
  }

  private afterAnswer(call: InverseCall, bill: PushBill, verdict: InverseVerdict, receipt: string, now: number): Move {
    const { step } = call;
    const billNo = bill.kingdeeNo ?? bill.billNo;
    const common = { bill, lease: call.leaseToken };
    const due: BillPatch = { ...FREE, next_attempt_at: now, attempt: 0 };
    switch (verdict.kind) {
      case 'done': {
        const withdrawal = {
          ...withdrawalOf(bill.state),
          ...(step === 'delete' ? { deleted: { receipt, at: now } } : {}),
        };
        return {
          ...common,
          to: 'pushing',
          data: { ...bill.state, withdrawal },
          patch: due,
          action: `withdraw-${step}`,
          detail: { billNo },
        };
      }
      case 'look':
        return {
          ...common,
          to: 'pushing',
          data: bill.state,
          patch: due,
          action: 'withdraw-missing',
          detail: { billNo },
        };
      case 'again':
        return {
          ...common,
          to: 'pushing',
          data: bill.state,
          patch: {
            ...FREE,
            next_attempt_at: now + busyDelay(bill.attempt, Math.random(), this.settings.RETRY_WAIT_MS),
            attempt: bill.attempt + 1,
          },
          action: 'push-busy',
          detail: { step, messages: verdict.messages },
        };
      case 'in-doubt':
        return this.intoDoubt(bill, bill.state, step, verdict.cause, now, call.leaseToken);
      case 'refused': {
        const seen = call.seen.get(bill.id);
        return this.halted(
          { ...common, action: 'withdraw-refused', detail: { step, messages: verdict.refusal.messages } },
          inverseRefused(step, verdict.refusal, billNo, seen?.status ?? null, now),
          seen,
        );
      }
    }
  }

  /** The withdrawal ends here; the bill stands in Kingdee and a person decides anew. */
  private halted(
    base: Pick<Move, 'bill' | 'lease' | 'action' | 'detail'> & { bill: PushBill },
    trouble: Trouble,
    stored: StoredBill | undefined,
  ): Move {
    return {
      ...base,
      to: 'failed',
      data: { ...base.bill.state, trouble, withdrawal: undefined, askNow: undefined },
      patch: {
        ...ENDED,
        ...(stored ? storedPatch(stored) : {}),
        action: trouble.class === 'workflow' ? 'hand-over' : 'continue',
        reason: trouble.sentence.slice(0, 500),
        reason_key:
          trouble.class === 'stopped' || trouble.class === 'audited' ? trouble.class : `refused:${trouble.class}`,
        reason_rank: 1,
      },
      detail: base.detail ?? { reason: trouble.sentence },
    };
  }

  /** Stands still in doubt, still to be withdrawn, until a person asks for another look. */
  private askPerson(
    base: { bill: PushBill; lease: string; action: string },
    withdrawal: Withdrawal,
    trouble: Trouble,
  ): Move {
    return {
      ...base,
      to: 'in-doubt',
      data: { ...base.bill.state, withdrawal, trouble, askNow: undefined },
      patch: {
        ...FREE,
        next_attempt_at: null,
        attempt: 0,
        action: 'check-in-doubt',
        reason: trouble.sentence.slice(0, 500),
        reason_key: trouble.class,
        reason_rank: 0,
      },
      detail: { reason: trouble.sentence },
    };
  }

  private intoDoubt(
    bill: PushBill,
    state: PushBill['state'],
    step: Trouble['step'],
    cause: string,
    now: number,
    lease?: string,
  ): Move {
    const inverse = step === 'unsubmit' || step === 'unaudit' ? step : 'delete';
    const trouble = withdrawalInDoubt(inverse, cause, now);
    return {
      bill,
      ...(lease === undefined ? {} : { lease }),
      to: 'in-doubt',
      data: { ...state, trouble, askNow: undefined },
      patch: {
        ...FREE,
        next_attempt_at: now,
        attempt: 0,
        action: 'check-in-doubt',
        reason: trouble.sentence.slice(0, 500),
        reason_key: 'in-doubt',
        reason_rank: 0,
      },
      action: 'withdraw-in-doubt',
      detail: { step, cause },
    };
  }

  private postpone({ bill, looked }: LookedAt, token: string, now: number): Move {
    const planned = bill.kind === 'in-doubt' ? nextWithdrawalLook(looked, now, this.timing(bill, now)) : null;
    const retry = this.retry(bill, now);
    return {
      bill,
      to: bill.kind,
      data: bill.state,
      lease: token,
      patch: { ...FREE, ...(planned !== null && planned > now ? { next_attempt_at: planned } : retry) },
      action: 'probe-postponed',
    };
  }

  private retry(bill: PushBill, now: number): BillPatch {
    return {
      next_attempt_at: now + this.settings.RETRY_WAIT_MS * Math.min(12, 2 ** bill.attempt),
      attempt: bill.attempt + 1,
    };
  }

  /** The schedule of looks counts from the moment of doubt; without one it begins now. */
  private timing(bill: PushBill, now: number): { since: number; gapMs: number; delays: readonly number[] } {
    const trouble = bill.kind === 'in-doubt' ? (bill.state.trouble as Trouble | undefined) : undefined;
    return { since: trouble?.since ?? now, gapMs: this.settings.PROBE_GAP_MS, delays: this.delays };
  }
}

const storedPatch = (stored: StoredBill): BillPatch => ({
  reached: REACHED_IN_KINGDEE[stored.status],
  kingdee_id: stored.id,
  kingdee_no: stored.billNo,
});

/** The bill as it stands once the intent is committed. A deletion that a later look contradicts does not count. */
function afterIntent({ bill, withdrawal }: LookedAt, stored: StoredBill): PushBill {
  const { deleted: _, ...rest } = withdrawal;
  return {
    ...bill,
    kind: 'pushing',
    version: bill.version + 1,
    reached: REACHED_IN_KINGDEE[stored.status],
    kingdeeId: stored.id,
    kingdeeNo: stored.billNo,
    state: { ...bill.state, trouble: undefined, askNow: undefined, withdrawal: { ...rest, sent: rest.sent + 1 } },
  };
}

function toReceipt(bill: PushBill, outcome: StepOutcome): Receipt {
  if (outcome.kind === 'done')
    return {
      billId: bill.id,
      outcome: 'done',
      detail: outcome.warning === null ? undefined : { messages: [outcome.warning] },
    };
  if (outcome.kind === 'unknown') return { billId: bill.id, outcome: 'unknown', detail: { messages: [outcome.cause] } };
  const { class: kind, messages } = outcome.refusal;
  return { billId: bill.id, outcome: 'refused', detail: { class: kind, messages } };
}
