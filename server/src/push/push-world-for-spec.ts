import type { BillStateKind, Outcome, Reached } from '@dingdee/shared/bill-state';
import { expect } from 'vitest';
import { checkTransition } from '../bill/bill-state.js';
import { canHandOver, canWithdraw, type HaltedStanding } from '../bill/halted-rules.js';
import type { RefusalClass, StepOutcome, StoredBill } from '../kingdee/kingdee.client.js';
import { afterLook, type Claimed, nextLookAt, type Timing } from './after-look.js';
import { type Doubt, NO_DOUBT } from './doubt.js';
import {
  type CallStep,
  type InverseStep,
  judge,
  type NegativeProbe,
  nextStep,
  REACHED_IN_KINGDEE,
} from './push-step.js';
import { afterWithdrawalLook, judgeInverse, type Withdrawal } from './withdrawal.js';

/**
 * A bill's way through push and out of Kingdee again, as arbitrary sequences of answers, crashes, looks and people would have it. Kingdee is a list
 * of bills and of calls that may still commit, long after we gave up on them. The driver does what the workers do; every
 * decision is the production code's.
 */
export const TIMEOUT = 120_000;
export const GAP = 60_000;
const DELAYS = [5_000, 30_000, 120_000, 600_000];
const OUTCOME: Outcome = 'save+submit+audit';
const STATUS: Readonly<Record<CallStep, StoredBill['status']>> = {
  save: 'A',
  submit: 'B',
  audit: 'C',
  unsubmit: 'A',
  unaudit: 'D',
  delete: 'A',
};
/** What each call starts from in Kingdee; a save needs no bill. */
const STARTS_FROM: Readonly<Record<Exclude<CallStep, 'save'>, string>> = {
  submit: 'ZAD',
  audit: 'B',
  unsubmit: 'B',
  unaudit: 'C',
  delete: 'ZAD',
};
const CLAIMED: Claimed = {
  thirdBillNo: 'P1',
  numbering: 'ours',
  keyField: 'FTHIRDBILLNO',
  orgNumber: '101',
  currency: 'PRE001',
  total: '1.00',
  outcome: OUTCOME,
};

interface Late {
  step: CallStep;
  /** The bill that it goes by; a save has none. */
  id: string;
  at: number;
}

const refused = (kind: RefusalClass, message = ''): StepOutcome => ({
  kind: 'refused',
  refusal: { class: kind, messages: message === '' ? [] : [message], fields: [], retryable: kind === 'lock' },
});
const storedBill = (id: string) =>
  ({
    id,
    billNo: 'DD1',
    thirdBillNo: 'P1',
    status: 'A',
    orgNumber: '101',
    currency: 'PRE001',
    total: '1.00',
    header: {},
    rows: [],
  }) as unknown as StoredBill;

export class World {
  now = 1_000_000;
  kind: BillStateKind = 'pushing';
  reached: Reached = 'none';
  doubt: Doubt = NO_DOUBT;
  since = 0;
  attempts = 0;
  cleared = 0;
  busy = 0;
  nextLook: number | null = null;
  bills: StoredBill[] = [];
  late: Late[] = [];
  /** A call of this bill committed after the time that we allow it. */
  outlived = false;
  withdrawal: Withdrawal | null = null;
  handedOver = false;
  trouble: string | null = null;
  /** A workflow of Kingdee's takes over what is submitted. */
  inWorkflow = false;
  private heldId = '';
  private kingdeeIds = 0;
  private quietFrom = 0;
  private asked = 0;
  private negatives: readonly NegativeProbe[] = [];
  private probes = 0;

  /** @param unique whether Kingdee refuses a number it has already (it does; the model also runs without). */
  constructor(private readonly unique: boolean) {}

  private timing(): Timing {
    return { since: this.since, timeoutMs: TIMEOUT, gapMs: GAP, delays: DELAYS };
  }

  go(to: BillStateKind): void {
    checkTransition({ kind: this.kind, reached: this.reached }, to);
    this.kind = to;
  }

  /** Kingdee does what a call asked. @returns what an answer would say. */
  commit(step: CallStep, id: string): StepOutcome {
    if (step === 'save') {
      if (this.bills[0] && this.unique) return refused('exists');
      this.kingdeeIds += 1;
      this.bills.push(storedBill(String(this.kingdeeIds)));
      return { kind: 'done', id: String(this.kingdeeIds), billNo: 'DD1', warning: null };
    }
    const bill = this.bills.find((each) => each.id === id);
    if (!bill) return refused('data', '编码值["1"]不存在');
    const done: StepOutcome = { kind: 'done', id, billNo: 'DD1', warning: null };
    if (this.inWorkflow && bill.status === 'B' && step !== 'submit') return refused('workflow');
    // "已经提交", "已经审核" count as done (kingdee.md §10.5).
    if ((step === 'submit' && 'BC'.includes(bill.status)) || (step === 'audit' && bill.status === 'C')) return done;
    if (!STARTS_FROM[step].includes(bill.status)) return refused('data');
    if (step === 'delete') this.bills = this.bills.filter((each) => each !== bill);
    else bill.status = STATUS[step];
    return done;
  }

  pass(ms: number): void {
    this.now += ms;
    for (const call of this.late.filter(({ at }) => at <= this.now)) this.commit(call.step, call.id);
    this.late = this.late.filter(({ at }) => at > this.now);
  }

  /** A worker takes the bill: the next call, or a look if an intent stands open. */
  send(answer: Answer): void {
    if (this.kind !== 'pushing' || this.withdrawal) return;
    const step = nextStep(this.reached, OUTCOME);
    if (step === null) return;
    if (step === 'save') {
      // The database refuses this intent without a clearance of the one before.
      expect(this.cleared, 'a save was sent that nobody vouched for').toBe(this.attempts);
      this.attempts += 1;
    }
    const sentAt = this.now;
    if (answer.kind === 'not-sent') {
      if (step === 'save') this.cleared = this.attempts;
      return;
    }
    const outcome = this.outcomeOf(step, this.heldId, answer);
    this.pass(answer.kind === 'timeout' ? TIMEOUT : 100);
    if (answer.kind === 'crash') {
      // The lease runs out with the intent open.
      this.pass(TIMEOUT + 60_000);
      this.fallInDoubt(step, sentAt);
      return;
    }
    const verdict = judge(step, outcome, OUTCOME, this.busy);
    if (outcome.kind === 'done') this.heldId = outcome.id;
    this.quietFrom = this.now;
    if (verdict.kind === 'on') {
      this.reached = verdict.reached;
      this.busy = 0;
      this.go(verdict.next === null ? 'booked' : 'pushing');
    } else if (verdict.kind === 'again') {
      this.busy += 1;
      if (step === 'save') this.cleared = this.attempts;
    } else if (verdict.kind === 'failed') {
      this.busy = 0;
      if (step === 'save') this.cleared = this.attempts;
      else if (verdict.class === 'workflow') this.reached = 'submitted';
      this.go('failed');
    } else this.fallInDoubt(step, sentAt);
  }

  private outcomeOf(step: CallStep, id: string, answer: Answer): StepOutcome {
    if (answer.kind === 'answered') return this.commit(step, id);
    if (answer.kind === 'refused') return refused('data');
    if (answer.kind === 'busy') return refused('lock');
    if (answer.kind === 'lost' || (answer.kind === 'crash' && answer.executed)) this.commit(step, id);
    if (answer.kind === 'timeout' || answer.kind === 'reset') {
      this.late.push({ step, id, at: this.now + answer.commitsAfter });
      this.outlived ||= answer.commitsAfter >= TIMEOUT;
    }
    return { kind: 'unknown', cause: '没有回答' };
  }

  private fallInDoubt(step: CallStep, sentAt: number): void {
    this.go('in-doubt');
    this.trouble = 'in-doubt';
    this.quietFrom = sentAt + TIMEOUT;
    this.since = this.now;
    this.doubt = { step, attempt: this.attempts, sentAt, cleared: false, asked: 0, negatives: [] };
    this.nextLook = nextLookAt(this.doubt, this.now, this.timing());
  }

  look(): void {
    if (this.kind !== 'in-doubt' || this.withdrawal) return;
    const asked: NegativeProbe = { id: `p${++this.probes}`, at: this.now };
    const look = afterLook(CLAIMED, this.doubt, this.bills, asked, this.now, this.timing());
    this.trouble = look.kind;
    if (look.kind === 'adopt') {
      this.heldId = look.stored.id;
      this.reached = look.reached;
      this.go(look.booked ? 'booked' : 'pushing');
    } else if (look.kind === 'absent') {
      const [first, second] = look.proof;
      expect(first.at).toBeGreaterThanOrEqual(this.doubt.sentAt + TIMEOUT);
      expect(second.at - first.at).toBeGreaterThanOrEqual(GAP);
      this.cleared = this.attempts;
      this.go('pushing');
    } else {
      const negatives = this.bills.length === 0 ? [...this.doubt.negatives, asked] : this.doubt.negatives;
      this.doubt = { ...this.doubt, asked: this.doubt.asked + 1, negatives };
      this.nextLook = look.kind === 'ask-again' ? look.at : null;
    }
  }

  /** A person fixes what Kingdee refused and pushes again, presses 继续, or pushes what came back from a withdrawal. */
  person(): void {
    if (this.kind !== 'failed' && this.kind !== 'ready') return;
    if (nextStep(this.reached, OUTCOME) === null) {
      this.confirmBooked();
      return;
    }
    this.handedOver = false;
    if (this.reached === 'none') {
      if (this.kind === 'failed') this.go('ready');
      this.go('approved');
    }
    this.go('pushing');
  }

  /** 继续 where Kingdee has done all: a look books it. */
  private confirmBooked(): void {
    this.go('in-doubt');
    this.trouble = 'in-doubt';
    this.since = this.now;
    this.doubt = { ...this.doubt, step: 'audit', sentAt: this.quietFrom - TIMEOUT, asked: 0, negatives: [] };
    this.nextLook = this.now;
  }

  private get standing(): HaltedStanding {
    const { kind, reached, trouble, handedOver } = this;
    return { kind, reached, trouble, handedOver, amended: false };
  }

  /** 交给金蝶处理. */
  handOver(): void {
    if (!canHandOver(this.standing)) return;
    this.handedOver = true;
    this.go('failed');
  }

  /** 撤回并删除. */
  withdraw(): void {
    if (!canWithdraw(this.standing)) return;
    this.handedOver = false;
    this.withdrawal = { by: 'u', byName: '', at: this.now, from: this.reached, kingdeeId: this.heldId, sent: 0 };
    this.go('pushing');
  }

  /** The worker of withdrawals: one look, and the one call that it leads to. */
  withdrawStep(answer: Answer): void {
    const { withdrawal } = this;
    if (!withdrawal) return;
    if (this.kind === 'pushing') Object.assign(this, { since: this.now, asked: 0 });
    const asked: NegativeProbe = { id: `p${++this.probes}`, at: this.now };
    const looked = { quietFrom: this.quietFrom, asked: this.asked, negatives: this.negatives };
    const timing = { since: this.since, gapMs: GAP, delays: DELAYS };
    const after = afterWithdrawalLook(CLAIMED, withdrawal, looked, this.bills, asked, this.now, timing);
    this.asked += 1;
    this.negatives = this.bills.length > 0 ? [] : [...this.negatives, asked];
    switch (after.kind) {
      case 'send':
        this.heldId = after.stored.id;
        this.reached = REACHED_IN_KINGDEE[after.stored.status];
        this.withdrawal = { ...withdrawal, deleted: undefined, sent: withdrawal.sent + 1 };
        if (this.kind === 'in-doubt') this.go('pushing');
        this.sendInverse(after.step, answer);
        break;
      case 'gone':
        expect(this.bills, 'withdrawn while Kingdee holds it').toEqual([]);
        this.returned();
        break;
      case 'audited-meanwhile':
      case 'replaced':
      case 'clear-again':
      case 'circle':
        this.heldId = after.stored.id;
        this.endWithdrawal(REACHED_IN_KINGDEE[after.stored.status], after.kind);
        break;
      default:
        this.go('in-doubt');
        this.trouble = after.kind;
        this.nextLook = after.kind === 'ask-again' ? after.at : null;
    }
  }

  private sendInverse(step: InverseStep, answer: Answer): void {
    const sentAt = this.now;
    if (answer.kind === 'not-sent') return;
    const outcome = this.outcomeOf(step, this.heldId, answer);
    this.pass(answer.kind === 'timeout' ? TIMEOUT : 100);
    if (answer.kind === 'crash') this.pass(TIMEOUT + 60_000);
    const lost = answer.kind === 'crash';
    const verdict = lost ? { kind: 'in-doubt' as const, cause: '' } : judgeInverse(outcome, this.busy);
    this.quietFrom = verdict.kind === 'in-doubt' ? sentAt + TIMEOUT : this.now;
    this.busy = verdict.kind === 'again' ? this.busy + 1 : 0;
    if (verdict.kind === 'done' && step === 'delete' && this.withdrawal)
      this.withdrawal = { ...this.withdrawal, deleted: { receipt: 'r', at: this.now } };
    if (verdict.kind === 'refused') this.endWithdrawal(this.reached, verdict.refusal.class);
    if (verdict.kind !== 'in-doubt') return;
    this.go('in-doubt');
    this.trouble = 'in-doubt';
    Object.assign(this, { since: this.now, asked: 0, nextLook: this.now });
  }

  private endWithdrawal(reached: Reached, trouble: string): void {
    this.withdrawal = null;
    this.reached = reached;
    this.trouble = trouble;
    this.go('failed');
  }

  /** Gone for good: the proof clears the last save, and the bill is open again. */
  private returned(): void {
    this.endWithdrawal('none', '');
    this.cleared = this.attempts;
    this.go('ready');
  }

  /** What people and workflows do inside Kingdee. */
  inKingdee(what: 'delete' | 'audit' | 'unaudit' | 'hold'): void {
    const [bill] = this.bills;
    if (what === 'hold') this.inWorkflow = true;
    else if (bill && what === 'audit') [bill.status, this.inWorkflow] = ['C', false];
    else if (bill && what === 'unaudit' && bill.status === 'C') bill.status = 'D';
    else if (what === 'delete' && bill?.status !== 'C') this.bills = [];
  }

  /** No more faults: looks come when they are due, calls are answered. */
  recover(): void {
    for (let i = 0; i < 60 && !['booked', 'failed', 'ready'].includes(this.kind); i++) {
      if (this.withdrawal) {
        if (this.kind === 'in-doubt') this.pass(this.nextLook === null ? GAP : Math.max(0, this.nextLook - this.now));
        this.withdrawStep({ kind: 'answered' });
      } else if (this.kind === 'in-doubt') {
        this.pass(this.nextLook === null ? GAP : Math.max(0, this.nextLook - this.now));
        this.look();
      } else this.send({ kind: 'answered' });
    }
  }
}

export type Answer =
  | { kind: 'answered' | 'refused' | 'busy' | 'lost' | 'not-sent' }
  | { kind: 'crash'; executed: boolean }
  /** Nobody waits any more, or the connection broke at once; the call goes on in Kingdee and commits later. */
  | { kind: 'timeout' | 'reset'; commitsAfter: number };
