import { TARGETS } from '@dingdee/shared/scheme';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { BillClaims, formOfBill, type PushBill } from '../../bill/ledger/bill-claims.js';
import { BillLedger, type Move } from '../../bill/ledger/bill-ledger.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { type SendBy, sendUntil } from '../../connectors/call-times.js';
import type { Answers } from '../../connectors/kingdee/ask-each.js';
import type { KingdeeUnavailableError, StepResult } from '../../connectors/target.js';
import { clock } from '../../database/clock.js';
import { Database } from '../../database/database.js';
import { SYSTEM } from '../../domain/actor.js';
import { withdrawalOf } from '../../domain/bill/bill-notes.js';
import { carriedTo } from '../../domain/bill/stored-state.js';
import { RestoredBills } from '../../hold/restored-bills.js';
import { claimedBy } from '../call/after-look.js';
import { PushCalls, type Receipt, receiptOf } from '../call/push-calls.js';
import { PushOrders } from '../order/push-orders.js';
import { FinishWithdrawal } from './finish-withdrawal.js';
import { afterWithdrawalLook, judgeInverse, nextWithdrawalLook } from './withdrawal.js';
import { afterIntent, type InverseCall, type LookedAt, type Plan, WithdrawalMoves } from './withdrawal-moves.js';
import { WithdrawalRecords } from './withdrawal-records.js';
import { inverseUnavailable } from './withdrawal-words.js';

/** Commits what is learned about bills that are being withdrawn: looks, intents, receipts and states, each with its audit row. */
@Injectable()
export class SettleWithdrawal {
  constructor(
    private readonly db: Database,
    private readonly claims: BillClaims,
    private readonly ledger: BillLedger,
    private readonly calls: PushCalls,
    private readonly records: WithdrawalRecords,
    private readonly finish: FinishWithdrawal,
    private readonly orders: PushOrders,
    private readonly moves: WithdrawalMoves,
    private readonly restored: RestoredBills,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @returns the bills that may be looked at. Bills with an open intent are put in doubt and left out. */
  async setAsideInterrupted(tx: EntityManager, bills: readonly PushBill[], now: number): Promise<LookedAt[]> {
    const open = await this.calls.abandonOpen(
      tx,
      bills.map(({ id }) => id),
      now,
    );
    const moves = bills.flatMap((bill): Move[] => {
      const step = open.get(bill.id)?.step;
      return step === undefined ? [] : [this.moves.intoDoubt(bill, bill.state, step, '发送途中程序中断', now)];
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
    const next = nextWithdrawalLook(looked, 0, this.moves.timing(bill, now));
    return next === null || next <= now;
  }

  /**
   * Commits the answers to one look. Bills that were not asked about, or got no answer, come back later.
   * @returns calls whose intent is committed, one per step and form, and the bills that are back on the desk.
   */
  looked(
    looks: readonly LookedAt[],
    { answered, unanswered }: Answers,
    token: string,
  ): Promise<{ calls: InverseCall[]; returned: string[] }> {
    const now = clock.now();
    const until = sendUntil(this.settings.LEASE_MARGIN_MS);
    return this.db.inTransaction(async (tx) => {
      const later = looks.filter(({ bill }) => !answered.has(bill.id));
      await this.ledger.moveAll(
        tx,
        later.map((look) => this.moves.postpone(look, token, now, unanswered.get(look.bill.id)?.waitMs ?? 0)),
        SYSTEM,
      );
      const drafts = await this.claims.drafts(tx, [...answered.keys()]);
      const restored = await this.restored.among(tx, [...answered.keys()]);
      const plans = looks.flatMap((look): Plan[] => {
        const { bill, withdrawal, looked } = look;
        const answer = answered.get(bill.id);
        if (!answer) return [];
        const { stored } = answer;
        const asked = { id: uuid(), at: answer.askedAt };
        const claimed = claimedBy(bill, drafts.get(bill.id));
        const seen = afterWithdrawalLook(claimed, withdrawal, looked, stored, asked, now, this.moves.timing(bill, now));
        // Decisions after the backup are not known: the bill may have been wanted again.
        const after =
          seen.kind === 'send' && restored.has(bill.id) ? { kind: 'restored' as const, stored: seen.stored } : seen;
        return [{ ...look, stored, asked, after }];
      });
      const moved = await this.ledger.moveAll(
        tx,
        plans.map((plan) => this.moves.afterLook(plan, token, now)),
        SYSTEM,
      );
      const held = plans.filter(({ bill }) => moved.has(bill.id));
      await this.calls.recordProbes(tx, held, now);
      await this.restored.forget(
        tx,
        held.filter(({ after }) => after.kind === 'restored').map(({ bill }) => bill.id),
      );
      const gone = held.flatMap(({ bill, after }) => (after.kind === 'gone' ? [{ bill, proof: after.proof }] : []));
      for (const { bill, proof } of gone) await this.finish.run(tx, bill, proof, now);
      await this.orders.tell(
        tx,
        plans.map(({ bill }) => bill),
      );
      const calls = await this.intend(tx, held, token, now, until);
      return { calls, returned: gone.map(({ bill }) => bill.id) };
    });
  }

  /**
   * Commits the meaning of an answer for each bill. A bill whose lease was lost meanwhile drops out: the worker that holds it now
   * makes a look.
   */
  answered(call: InverseCall, result: StepResult): Promise<void> {
    const now = clock.now();
    return this.db.inTransaction(async (tx) => {
      const receipts = await this.records.receiptIds(tx, call.id);
      const verdicts = call.bills.map((bill, i) => {
        const outcome = result.outcomes[i] ?? { kind: 'unknown' as const, cause: '金蝶的回答没有提到这张单据' };
        return { bill, outcome, verdict: judgeInverse(outcome, withdrawalOf(bill.state)?.sent ?? 0) };
      });
      const moved = await this.ledger.moveAll(
        tx,
        verdicts.map(({ bill, verdict }) =>
          this.moves.afterAnswer(call, bill, verdict, receipts.get(bill.id) ?? '', now),
        ),
        SYSTEM,
      );
      const held = verdicts.filter(({ bill }) => moved.has(bill.id));
      await this.calls.settle(
        tx,
        call,
        held.map(({ bill, outcome }) => receiptOf(bill.id, outcome)),
        result.answer,
        now,
      );
      await this.orders.tell(tx, call.bills);
    });
  }

  /** Settles a call that was not sent. It is tried again later, or left to a person if a repetition cannot help. */
  notSent(call: InverseCall, { sentence, transient, errorClass, waitMs }: KingdeeUnavailableError): Promise<void> {
    const now = clock.now();
    return this.db.inTransaction(async (tx) => {
      const moves = call.bills.map((bill): Move => {
        const common = { bill, lease: call.leaseToken, action: 'push-not-sent', detail: { step: call.step, sentence } };
        if (transient)
          return {
            ...common,
            to: 'pushing',
            data: carriedTo('pushing', bill.state),
            patch: this.moves.retry(bill, now, waitMs),
          };
        const billNo = bill.kingdeeNo ?? bill.billNo;
        const trouble = inverseUnavailable(call.step, errorClass, sentence, billNo, now);
        return this.moves.halted(common, trouble, call.seen.get(bill.id), 'unavailable');
      });
      const moved = await this.ledger.moveAll(tx, moves, SYSTEM);
      const receipts = call.bills
        .filter((bill) => moved.has(bill.id))
        .map((bill): Receipt => ({ billId: bill.id, outcome: 'not-sent', detail: { messages: [sentence] } }));
      await this.calls.settle(tx, call, receipts, null, now);
      await this.orders.tell(tx, call.bills);
    });
  }

  /** Writes the intents that the looks decided, in the caller's transaction. */
  private async intend(
    tx: EntityManager,
    plans: readonly Plan[],
    token: string,
    now: number,
    until: SendBy,
  ): Promise<InverseCall[]> {
    const calls: InverseCall[] = [];
    for (const step of ['unaudit', 'unsubmit', 'delete'] as const) {
      const ofStep = plans.flatMap((plan) =>
        plan.after.kind === 'send' && plan.after.step === step ? [{ plan, stored: plan.after.stored }] : [],
      );
      // One call is for one form.
      for (const form of TARGETS) {
        const going = ofStep.filter(({ plan }) => formOfBill(plan.bill) === form);
        if (going.length === 0) continue;
        const bills = going.map(({ plan, stored }) => afterIntent(plan, stored));
        const hashes = new Map(bills.map((bill) => [bill.id, bill.approvedHash ?? '']));
        const call = await this.calls.intend(tx, { step, bills, hashes, leaseToken: token, now });
        calls.push({
          ...call,
          until: this.calls.leaving(until, call),
          seen: new Map(going.map(({ plan, stored }) => [plan.bill.id, stored])),
        });
      }
    }
    return calls;
  }

  private async known(tx: EntityManager, bills: readonly PushBill[], now: number): Promise<LookedAt[]> {
    const since = new Map(bills.map((bill) => [bill.id, this.moves.timing(bill, now).since]));
    const looked = await this.records.looked(tx, since, this.settings.KINGDEE_TIMEOUT_MS);
    return bills.flatMap((bill) => {
      const withdrawal = withdrawalOf(bill.state);
      const known = looked.get(bill.id);
      if (!withdrawal || !known) throw new Error(`bill ${bill.id} is on its way out without a withdrawal`);
      return [{ bill, withdrawal, looked: known }];
    });
  }
}
