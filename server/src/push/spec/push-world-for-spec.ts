import type { BillStateKind, Outcome, Reached } from '@dingdee/shared/bill-state';
import type { NumberingMode } from '@dingdee/shared/scheme';
import { expect } from 'vitest';
import type { StepOutcome, StoredBill } from '../../connectors/target.js';
import { checkTransition } from '../../domain/bill/bill-state.js';
import type { CallStep } from '../../domain/bill/push-steps.js';
import type { RefusalClass } from '../../domain/bill/refusal.js';
import { afterLook, type Claimed, nextLookAt, type Timing } from '../call/after-look.js';
import { afterSingleCall } from '../call/call-way.js';
import { type Doubt, NO_DOUBT } from '../call/doubt.js';
import { judge, type NegativeProbe, nextStep } from '../call/push-step.js';
import type { Answer, SingleCall } from './push-answers-for-spec.js';

export const TIMEOUT = 120_000;
export const GAP = 60_000;
export const DELAYS = [5_000, 30_000, 120_000, 600_000];
export const OUTCOME: Outcome = 'save+submit+audit';
const LEASE_MARGIN = 60_000;
const STATUS: Readonly<Record<CallStep, StoredBill['status']>> = {
  save: 'A',
  submit: 'B',
  audit: 'C',
  unsubmit: 'A',
  unaudit: 'D',
  delete: 'A',
};
/** Statuses in Kingdee from which each call starts; a save needs no bill. */
const STARTS_FROM: Readonly<Record<Exclude<CallStep, 'save'>, string>> = {
  submit: 'ZAD',
  audit: 'B',
  unsubmit: 'B',
  unaudit: 'C',
  delete: 'ZAD',
};

interface Late {
  step: CallStep;
  /** Id of the bill; a save has none. */
  id: string;
  at: number;
}

const refused = (kind: RefusalClass, message = ''): StepOutcome => ({
  kind: 'refused',
  refusal: { class: kind, messages: message === '' ? [] : [message], fields: [], retryable: kind === 'lock' },
});
const done = (id: string): StepOutcome => ({ kind: 'done', id, billNo: 'DD1', warning: null });
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

/**
 * A model of one bill's way through push, for arbitrary sequences of answers, crashes, looks and actions of people. Kingdee is a list
 * of bills, and of calls that may still commit long after we gave up on them. The driver does the work of the workers; every decision
 * is made by the production code.
 */
export class World {
  now = 1_000_000;
  kind: BillStateKind = 'pushing';
  reached: Reached = 'none';
  /** Class of the trouble of a bill that has stopped; null before anything went wrong. */
  trouble: string | null = null;
  bills: StoredBill[] = [];
  /** A call of this bill committed later than the timeout allows. */
  outlived = false;
  /** A workflow in Kingdee takes over submitted bills. */
  inWorkflow = false;
  protected doubt: Doubt = NO_DOUBT;
  protected since = 0;
  protected attempts = 0;
  protected cleared = 0;
  protected busy = 0;
  protected nextLook: number | null = null;
  /** Kingdee's Id of the bill, as far as it is known. */
  protected heldId = '';
  /** Time after which no call of the bill can be running. */
  protected quietFrom = 0;
  private late: Late[] = [];
  private kingdeeIds = 0;
  private probes = 0;

  /**
   * @param unique whether Kingdee refuses a number that it already has (it does; the model also runs without).
   * @param numbering `kingdee`: no number of ours is sent, so Kingdee refuses nothing.
   */
  constructor(
    private readonly unique: boolean,
    private readonly numbering: NumberingMode = 'ours',
  ) {}

  /** Every look was answered "not found", and only a person may go on. */
  get undecided(): boolean {
    return this.kind === 'in-doubt' && this.trouble === 'person-decides';
  }

  pass(ms: number): void {
    this.now += ms;
    for (const call of this.late.filter(({ at }) => at <= this.now)) this.commit(call.step, call.id);
    this.late = this.late.filter(({ at }) => at > this.now);
  }

  /** A worker takes the bill: it makes the next call, or a look if Kingdee may hold the bill without our knowing. */
  send(answer: Answer): void {
    if (this.kind !== 'pushing') return;
    const step = nextStep(this.reached, OUTCOME);
    if (step === null) return;
    // If Kingdee numbers the bills, there is a look before every save.
    if (step === 'save' && this.numbering === 'kingdee' && this.bills.length > 0) {
      this.lookNow(NO_DOUBT);
      return;
    }
    if (step === 'save') {
      // The database refuses this intent without a clearance of the attempt before.
      expect(this.cleared, 'a save was sent that nobody vouched for').toBe(this.attempts);
      this.attempts += 1;
    }
    const sentAt = this.now;
    if (answer.kind === 'not-sent') {
      if (step === 'save') this.cleared = this.attempts;
      return;
    }
    const outcome = this.outcomeOf(step, this.heldId, answer);
    this.waitOut(answer);
    if (answer.kind === 'crash') {
      this.fallInDoubt(step, sentAt);
      return;
    }
    const verdict = judge(step, outcome, OUTCOME);
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

  look(): void {
    if (this.kind !== 'in-doubt') return;
    const asked = this.probe();
    const look = afterLook(this.claimed(), this.doubt, this.bills, asked, this.now, this.timing());
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

  /** A person corrects what Kingdee refused and pushes again, or presses 继续. */
  person(): void {
    if (this.kind !== 'failed' && this.kind !== 'ready') return;
    if (this.reached === 'none') {
      if (this.kind === 'failed') this.go('ready');
      this.go('approved');
    }
    this.go('pushing');
  }

  /** 金蝶里没有，重新推送. */
  resend(): void {
    if (!this.undecided) return;
    this.cleared = this.attempts;
    this.go('pushing');
  }

  /** No more faults: looks come when they are due, and calls are answered. */
  recover(): void {
    for (let i = 0; i < 60 && !['booked', 'failed', 'ready'].includes(this.kind); i++) this.goOn();
  }

  protected goOn(): void {
    if (this.kind === 'in-doubt') {
      this.waitForLook();
      this.look();
    } else this.send({ kind: 'answered' });
  }

  protected waitForLook(): void {
    this.pass(this.nextLook === null ? GAP : Math.max(0, this.nextLook - this.now));
  }

  protected go(to: BillStateKind): void {
    checkTransition({ kind: this.kind, reached: this.reached }, to);
    this.kind = to;
  }

  protected probe(): NegativeProbe {
    this.probes += 1;
    return { id: `p${this.probes}`, at: this.now };
  }

  protected claimed(): Claimed {
    return {
      thirdBillNo: 'P1',
      keyFields: ['FTHIRDBILLNO'],
      orgNumber: '101',
      currency: 'PRE001',
      total: '1.00',
      payee: {},
      rows: [],
      outcome: OUTCOME,
    };
  }

  /** Passes the time until the answer, or until the lease of a dead process has run out with the intent open. */
  protected waitOut(answer: Answer): void {
    this.pass(answer.kind === 'timeout' ? TIMEOUT : 100);
    if (answer.kind === 'crash') this.pass(TIMEOUT + LEASE_MARGIN);
  }

  protected outcomeOf(step: CallStep, id: string, answer: Answer): StepOutcome {
    if (answer.kind === 'answered') return this.commit(step, id);
    if (answer.kind === 'single') return this.single(step, id, answer);
    if (answer.kind === 'refused') return refused('data');
    if (answer.kind === 'busy') return refused('lock');
    if (answer.kind === 'lost' || (answer.kind === 'crash' && answer.executed)) this.commit(step, id);
    if (answer.kind === 'timeout' || answer.kind === 'reset') {
      this.late.push({ step, id, at: this.now + answer.commitsAfter });
      this.outlived ||= answer.commitsAfter >= TIMEOUT;
    }
    return { kind: 'unknown', cause: '没有回答' };
  }

  protected fallInDoubt(step: CallStep, sentAt: number): void {
    const guard = this.numbering === 'ours' ? 'kept' : null;
    this.lookNow({ step, attempt: this.attempts, sentAt, cleared: false, guard, seen: false, asked: 0, negatives: [] });
    this.quietFrom = sentAt + TIMEOUT;
    this.nextLook = nextLookAt(this.doubt, this.now, this.timing());
  }

  /** The state is unknown: there is a look, at once unless a schedule says otherwise. */
  protected lookNow(doubt: Doubt): void {
    this.go('in-doubt');
    this.trouble = 'in-doubt';
    this.since = this.now;
    this.doubt = doubt;
    this.nextLook = this.now;
  }

  /** Does in Kingdee what a call asked. @returns the outcome that an answer would give. */
  private commit(step: CallStep, id: string): StepOutcome {
    if (step === 'save') {
      if (this.bills[0] && this.unique) return refused('exists');
      this.kingdeeIds += 1;
      this.bills.push(storedBill(String(this.kingdeeIds)));
      return done(String(this.kingdeeIds));
    }
    const bill = this.bills.find((each) => each.id === id);
    if (!bill) return refused('data', '编码值["1"]不存在');
    if (this.inWorkflow && bill.status === 'B' && step !== 'submit') return refused('workflow');
    // "已经提交", "已经审核" count as done (kingdee.md §10.5).
    if ((step === 'submit' && 'BC'.includes(bill.status)) || (step === 'audit' && bill.status === 'C')) return done(id);
    if (!STARTS_FROM[step].includes(bill.status)) return refused('data');
    if (step === 'delete') this.bills = this.bills.filter((each) => each !== bill);
    else bill.status = STATUS[step];
    return done(id);
  }

  private single(step: CallStep, id: string, answer: SingleCall): StepOutcome {
    if (step !== 'save' || this.attempts > 1) return this.commit(step, id);
    if (answer.leaves !== 'none') {
      this.commit('save', id);
      for (const bill of this.bills) bill.status = answer.leaves;
    }
    const told =
      answer.says === 'done'
        ? done('1')
        : answer.says === 'aborted'
          ? { kind: 'unknown' as const, cause: '事务已中止' }
          : refused('data');
    const found = answer.looked ? new Map(this.bills.length === 0 ? [] : [['DD1', this.bills]]) : null;
    return afterSingleCall([{ billNo: 'DD1' }], [told], found)[0] ?? told;
  }

  private timing(): Timing {
    return { since: this.since, timeoutMs: TIMEOUT, gapMs: GAP, delays: DELAYS };
  }
}
