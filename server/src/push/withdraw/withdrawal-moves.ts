import { Inject, Injectable } from '@nestjs/common';
import type { PushBill } from '../../bill/ledger/bill-claims.js';
import type { BillPatch, Move } from '../../bill/ledger/bill-ledger.js';
import { staying } from '../../bill/ledger/moved-bill.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { callLeaseMs, type SendBy } from '../../connectors/call-times.js';
import type { StoredBill } from '../../connectors/target.js';
import { amendedBy, pushTroubleOf, type Trouble, type Withdrawal, withdrawalOf } from '../../domain/bill/bill-notes.js';
import type { InverseStep } from '../../domain/bill/push-steps.js';
import type { Refusal } from '../../domain/bill/refusal.js';
import { type BillState, carriedTo, type NotesOf } from '../../domain/bill/stored-state.js';
import { doubted, FREE, tryLater } from '../call/bill-patches.js';
import type { IntendedCall } from '../call/push-calls.js';
import { busyDelay, firstLookAt, type NegativeProbe, REACHED_IN_KINGDEE } from '../call/push-step.js';
import { differs, twoFound } from '../call/trouble.js';
import { auditedOtherwise } from './audited-otherwise.js';
import {
  type AfterWithdrawalLook,
  type InverseVerdict,
  inverseStep,
  type Looked,
  nextWithdrawalLook,
} from './withdrawal.js';
import {
  auditedMeanwhile,
  circling,
  clearAgain,
  inverseRefused,
  replaced,
  stoppedByRestore,
  unsettledWithdrawal,
  vanished,
  withdrawalInDoubt,
} from './withdrawal-words.js';

/** A leased bill with the present results of its calls and looks. */
export interface LookedAt {
  bill: PushBill;
  withdrawal: Withdrawal;
  looked: Looked;
}

/** One inverse call whose intent is committed, with the bills as the look before it found them. */
export interface InverseCall extends IntendedCall<InverseStep> {
  seen: ReadonlyMap<string, StoredBill>;
  /** Deadline for sending the call. */
  until: SendBy;
}

/** A bill that a look answered, and the conclusion. */
export interface Plan extends LookedAt {
  stored: readonly StoredBill[];
  asked: NegativeProbe;
  after: AfterWithdrawalLook;
}

/** Returns the reason that lists show during the withdrawal. */
export const withdrawingReason = (billNo: string): BillPatch => ({
  action: 'none',
  reason: `正在从金蝶撤回单据 ${billNo}`,
  reason_key: 'withdrawing',
  reason_rank: 8,
});
const ENDED: BillPatch = { ...FREE, withdrawing: 0, next_attempt_at: null, attempt: 0 };

/** Decides what each look and each answer means for a bill that is being withdrawn: its next state, patch and audit row. */
@Injectable()
export class WithdrawalMoves {
  private readonly delays: readonly number[];

  constructor(@Inject(SETTINGS) private readonly settings: Settings) {
    this.delays = settings.SETTLE_DELAYS_MS.map(Number);
  }

  afterLook(plan: Plan, token: string, now: number): Move {
    const { bill, after, withdrawal } = plan;
    const base = { bill, lease: token, action: 'withdraw-look' };
    const billNo = bill.kingdeeNo ?? bill.billNo;
    switch (after.kind) {
      case 'send':
        return {
          ...base,
          to: 'pushing',
          data: afterIntent(plan, after.stored).state,
          patch: {
            ...storedPatch(after.stored),
            ...withdrawingReason(billNo),
            lease_until: now + callLeaseMs(this.settings),
          },
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
      case 'refused':
        return this.refused(base, after.step, after.refusal, billNo, after.stored, now);
      case 'audited-meanwhile':
        return this.halted(base, auditedMeanwhile(billNo, now), after.stored);
      case 'replaced':
        return this.halted(base, replaced(after.stored.billNo, now), after.stored);
      case 'clear-again':
        return this.halted(base, clearAgain(billNo, after.stored.status, now), after.stored);
      case 'restored':
        return this.halted(base, stoppedByRestore(billNo, after.stored.status, now), after.stored);
      case 'circle': {
        const { status } = after.stored;
        return this.halted(base, circling(inverseStep(status), billNo, status, now), after.stored);
      }
      case 'two-found':
        return this.differing(base, withdrawal, after.stored, twoFound('delete', after.stored, now));
      case 'differs':
        return this.differing(base, withdrawal, [after.stored], differs('delete', after.stored, after.why, now));
      case 'ask-a-person':
        return this.askPerson(base, withdrawal, unsettledWithdrawal(now));
      case 'ask-again': {
        const former = bill.kind === 'in-doubt' ? pushTroubleOf(bill.state) : null;
        const trouble = former ?? vanished(billNo, now);
        return {
          ...base,
          to: 'in-doubt',
          data: { ...carriedTo('in-doubt', bill.state), trouble, askNow: undefined },
          patch: { ...doubted(trouble), reason_key: 'in-doubt', next_attempt_at: after.at },
          detail: { notFound: billNo },
        };
      }
    }
  }

  afterAnswer(call: InverseCall, bill: PushBill, verdict: InverseVerdict, receipt: string, now: number): Move {
    const { step } = call;
    const billNo = bill.kingdeeNo ?? bill.billNo;
    const common = { bill, lease: call.leaseToken };
    const due: BillPatch = { ...FREE, next_attempt_at: now, attempt: 0 };
    switch (verdict.kind) {
      case 'done': {
        const deleted = step === 'delete' ? { deleted: { receipt, at: now } } : {};
        return {
          ...common,
          to: 'pushing',
          data: noted(bill, deleted),
          patch: due,
          action: `withdraw-${step}`,
          detail: { billNo },
        };
      }
      case 'look':
        return {
          ...common,
          to: 'pushing',
          data: carriedTo('pushing', bill.state),
          patch: due,
          action: 'withdraw-missing',
          detail: { billNo },
        };
      case 'repeat-refused':
        return {
          ...common,
          to: 'pushing',
          data: noted(bill, { refused: { step, refusal: verdict.refusal } }),
          patch: due,
          action: 'withdraw-repeat-refused',
          detail: { step, messages: verdict.refusal.messages },
        };
      case 'again':
        return {
          ...common,
          to: 'pushing',
          data: carriedTo('pushing', bill.state),
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
      case 'refused':
        return this.refused(common, step, verdict.refusal, billNo, call.seen.get(bill.id), now);
    }
  }

  private refused(
    base: { bill: PushBill; lease: string },
    step: InverseStep,
    refusal: Refusal,
    billNo: string,
    stored: StoredBill | undefined,
    now: number,
  ): Move {
    return this.halted(
      { ...base, action: 'withdraw-refused', detail: { step, messages: refusal.messages } },
      inverseRefused(step, refusal, billNo, stored?.status ?? null, now),
      stored,
      `refused:${refusal.class}`,
    );
  }

  /** Returns the move that ends the withdrawal: the bill is still in Kingdee, and a person decides again. */
  halted(
    base: Pick<Move<'failed'>, 'bill' | 'lease' | 'action' | 'detail'> & { bill: PushBill },
    trouble: Trouble,
    stored: StoredBill | undefined,
    reasonKey: string = trouble.class,
  ): Move {
    const amended = amendedBy(base.bill.state).length > 0;
    return {
      ...base,
      to: 'failed',
      data: { ...carriedTo('failed', base.bill.state), trouble, withdrawal: undefined, askNow: undefined },
      patch: {
        ...ENDED,
        ...(stored ? storedPatch(stored) : {}),
        action: amended ? 'withdraw' : trouble.class === 'workflow' ? 'hand-over' : 'continue',
        reason: trouble.sentence.slice(0, 500),
        reason_key: amended ? 'amended' : reasonKey,
        reason_rank: 1,
      },
      detail: base.detail ?? { reason: trouble.sentence },
    };
  }

  private differing(
    base: { bill: PushBill; lease: string; action: string },
    withdrawal: Withdrawal,
    found: readonly StoredBill[],
    trouble: Trouble,
  ): Move {
    const move = auditedOtherwise(base.bill, found, trouble);
    return move ? { ...base, ...move } : this.askPerson(base, { ...withdrawal, stopped: true }, trouble);
  }

  /** Returns the move of a bill that stays in doubt, and is still to be withdrawn, until a person asks for another look. */
  private askPerson(
    base: { bill: PushBill; lease: string; action: string },
    withdrawal: Withdrawal,
    trouble: Trouble,
  ): Move {
    return {
      ...base,
      to: 'in-doubt',
      data: { ...carriedTo('in-doubt', base.bill.state), withdrawal, trouble, askNow: undefined },
      patch: { ...doubted(trouble), next_attempt_at: null, attempt: 0 },
      detail: { reason: trouble.sentence },
    };
  }

  intoDoubt(
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
      data: { ...carriedTo('in-doubt', state), trouble, askNow: undefined },
      patch: { ...doubted(trouble), next_attempt_at: firstLookAt(now, this.settings.SETTLE_DELAYS_MS), attempt: 0 },
      action: 'withdraw-in-doubt',
      detail: { step, cause },
    };
  }

  postpone({ bill, looked }: LookedAt, token: string, now: number, waitMs: number): Move {
    const planned = bill.kind === 'in-doubt' ? nextWithdrawalLook(looked, now, this.timing(bill, now)) : null;
    const retry = this.retry(bill, now, waitMs);
    return {
      bill,
      ...staying(bill),
      lease: token,
      patch: planned !== null && planned > now + waitMs ? { ...FREE, next_attempt_at: planned } : retry,
      action: 'probe-postponed',
    };
  }

  retry(bill: PushBill, now: number, waitMs: number): BillPatch {
    return tryLater(bill, now, waitMs, this.settings.RETRY_WAIT_MS);
  }

  /** Returns the schedule of looks. It counts from the start of the doubt; without a doubt it begins now. */
  timing(bill: PushBill, now: number): { since: number; gapMs: number; delays: readonly number[] } {
    const trouble = bill.kind === 'in-doubt' ? pushTroubleOf(bill.state) : null;
    return { since: trouble?.since ?? now, gapMs: this.settings.PROBE_GAP_MS, delays: this.delays };
  }
}

/** Returns the notes of the bill with news about its withdrawal. */
function noted(bill: PushBill, news: Partial<Withdrawal>): NotesOf<'pushing'> {
  const withdrawal = withdrawalOf(bill.state);
  const notes = carriedTo('pushing', bill.state);
  return withdrawal === null ? notes : { ...notes, withdrawal: { ...withdrawal, ...news } };
}

const storedPatch = (stored: StoredBill): BillPatch => ({
  reached: REACHED_IN_KINGDEE[stored.status],
  kingdee_id: stored.id,
  kingdee_no: stored.billNo,
});

/**
 * Returns the bill in its state after the intent is committed. A deletion that a later look contradicts does not count, and neither
 * does a refusal of an earlier step.
 */
export function afterIntent({ bill, withdrawal }: LookedAt, stored: StoredBill): PushBill & BillState<'pushing'> {
  const { deleted: _, refused: __, ...rest } = withdrawal;
  return {
    ...bill,
    kind: 'pushing',
    version: bill.version + 1,
    reached: REACHED_IN_KINGDEE[stored.status],
    kingdeeId: stored.id,
    kingdeeNo: stored.billNo,
    state: {
      ...carriedTo('pushing', bill.state),
      trouble: undefined,
      askNow: undefined,
      withdrawal: { ...rest, sent: rest.sent + 1 },
    },
  };
}
