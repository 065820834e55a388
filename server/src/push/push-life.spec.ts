import type { BillStateKind, Outcome, Reached } from '@dingdee/shared/bill-state';
import type { NumberingMode } from '@dingdee/shared/scheme';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkTransition } from '../bill/bill-state.js';
import type { StepOutcome, StoredBill } from '../kingdee/kingdee.client.js';
import { afterLook, type Claimed, nextLookAt, type Timing } from './after-look.js';
import { afterSingleCall } from './call-way.js';
import { type Doubt, NO_DOUBT } from './doubt.js';
import { judge, type NegativeProbe, nextStep, type PushStep } from './push-step.js';

/**
 * A bill's way through push, as arbitrary sequences of answers, crashes, looks and people would have it. Kingdee is a list
 * of bills and of calls that may still commit, long after we gave up on them. The driver does what the workers do; every
 * decision is the production code's.
 */
const TIMEOUT = 120_000;
const GAP = 60_000;
const DELAYS = [5_000, 30_000, 120_000, 600_000];
const OUTCOME: Outcome = 'save+submit+audit';
const STATUS: Readonly<Record<PushStep, StoredBill['status']>> = { save: 'A', submit: 'B', audit: 'C' };

interface Late {
  step: PushStep;
  at: number;
}

class World {
  now = 1_000_000;
  kind: BillStateKind = 'pushing';
  reached: Reached = 'none';
  doubt: Doubt = NO_DOUBT;
  since = 0;
  attempts = 0;
  cleared = 0;
  busy = 0;
  nextLook: number | null = null;
  /** Every question was answered "not there", and only a person may go on. */
  undecided = false;
  saves: number[] = [];
  bills: StoredBill[] = [];
  late: Late[] = [];
  /** A call of this bill committed after the time that we allow it. */
  outlived = false;
  private probes = 0;

  /**
   * @param unique whether Kingdee refuses a number it has already (it does; the model also runs without).
   * @param numbering `kingdee`: no number of ours is sent, so that it refuses nothing.
   */
  constructor(
    private readonly unique: boolean,
    private readonly numbering: NumberingMode = 'ours',
  ) {}

  private timing(): Timing {
    return { since: this.since, timeoutMs: TIMEOUT, gapMs: GAP, delays: DELAYS };
  }

  go(to: BillStateKind): void {
    checkTransition({ kind: this.kind, reached: this.reached }, to);
    this.kind = to;
  }

  /** Kingdee does what a call asked. @returns what an answer would say. */
  commit(step: PushStep): StepOutcome {
    const [bill] = this.bills;
    const done: StepOutcome = { kind: 'done', id: '1', billNo: 'DD1', warning: null };
    if (step === 'save') {
      if (bill && this.unique)
        return { kind: 'refused', refusal: { class: 'exists', messages: [], fields: [], retryable: false } };
      this.bills.push({
        id: '1',
        billNo: 'DD1',
        thirdBillNo: 'P1',
        status: 'A',
        orgNumber: '101',
        currency: 'PRE001',
        total: '1.00',
        header: {},
        rows: [],
      } as unknown as StoredBill);
      return done;
    }
    if (!bill) return { kind: 'refused', refusal: { class: 'data', messages: [], fields: [], retryable: false } };
    const order = 'ABC';
    if (order.indexOf(bill.status) < order.indexOf(STATUS[step])) bill.status = STATUS[step];
    return done;
  }

  pass(ms: number): void {
    this.now += ms;
    for (const call of this.late.filter(({ at }) => at <= this.now)) this.commit(call.step);
    this.late = this.late.filter(({ at }) => at > this.now);
  }

  /** A worker takes the bill: the next call, or a look if an intent stands open. */
  send(answer: Answer): void {
    if (this.kind !== 'pushing') return;
    const step = nextStep(this.reached, OUTCOME);
    if (step === null) return;
    // Where Kingdee numbers the bills it is asked before every save.
    if (step === 'save' && this.numbering === 'kingdee' && this.bills.length > 0) {
      this.go('in-doubt');
      [this.since, this.doubt, this.nextLook] = [this.now, NO_DOUBT, this.now];
      return;
    }
    if (step === 'save') {
      // The database refuses this intent without a clearance of the one before.
      expect(this.cleared, 'a save was sent that nobody vouched for').toBe(this.attempts);
      this.attempts += 1;
      this.saves.push(this.now);
    }
    const sentAt = this.now;
    if (answer.kind === 'not-sent') {
      if (step === 'save') this.cleared = this.attempts;
      return;
    }
    const outcome = this.outcomeOf(step, answer);
    this.pass(answer.kind === 'timeout' ? TIMEOUT : 100);
    if (answer.kind === 'crash') {
      // The lease runs out with the intent open.
      this.pass(TIMEOUT + 60_000);
      this.fallInDoubt(step, sentAt);
      return;
    }
    const verdict = judge(step, outcome, OUTCOME, this.busy);
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
      this.go('failed');
    } else this.fallInDoubt(step, sentAt);
  }

  private outcomeOf(step: PushStep, answer: Answer): StepOutcome {
    if (answer.kind === 'answered') return this.commit(step);
    if (answer.kind === 'single') return this.single(step, answer);
    if (answer.kind === 'refused')
      return { kind: 'refused', refusal: { class: 'data', messages: [], fields: [], retryable: false } };
    if (answer.kind === 'busy')
      return { kind: 'refused', refusal: { class: 'lock', messages: [], fields: [], retryable: true } };
    if (answer.kind === 'lost' || (answer.kind === 'crash' && answer.executed)) this.commit(step);
    if (answer.kind === 'timeout') {
      this.late.push({ step, at: this.now + answer.commitsAfter });
      this.outlived ||= answer.commitsAfter >= TIMEOUT;
    }
    return { kind: 'unknown', cause: '没有回答' };
  }

  /** One call for all three steps, at the first attempt only; what it leaves and what it says need not agree. */
  private single(step: PushStep, answer: Single): StepOutcome {
    if (step !== 'save' || this.attempts > 1) return this.commit(step);
    const [made] = answer.leaves === 'none' ? [] : [this.commit('save')];
    const [bill] = this.bills;
    if (made && bill && answer.leaves !== 'none') bill.status = answer.leaves;
    const told: StepOutcome =
      answer.says === 'done'
        ? { kind: 'done', id: '1', billNo: 'DD1', warning: null }
        : answer.says === 'aborted'
          ? { kind: 'unknown', cause: '事务已中止' }
          : { kind: 'refused', refusal: { class: 'data', messages: [], fields: [], retryable: false } };
    const found = answer.looked ? new Map(this.bills.length === 0 ? [] : [['DD1', this.bills]]) : null;
    return afterSingleCall([{ billNo: 'DD1' }], [told], found)[0] ?? told;
  }

  private fallInDoubt(step: PushStep, sentAt: number): void {
    this.go('in-doubt');
    this.since = this.now;
    this.doubt = { step, attempt: this.attempts, sentAt, cleared: false, asked: 0, negatives: [] };
    this.nextLook = nextLookAt(this.doubt, this.now, this.timing());
  }

  look(): void {
    if (this.kind !== 'in-doubt') return;
    const asked: NegativeProbe = { id: `p${++this.probes}`, at: this.now };
    const claimed: Claimed = {
      thirdBillNo: 'P1',
      numbering: this.numbering,
      keyField: 'FTHIRDBILLNO',
      orgNumber: '101',
      currency: 'PRE001',
      total: '1.00',
      outcome: OUTCOME,
    };
    this.undecided = false;
    const look = afterLook(claimed, this.doubt, this.bills, asked, this.now, this.timing());
    if (look.kind === 'adopt') {
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
      this.undecided = look.kind === 'person-decides';
    }
  }

  /** A person fixes what Kingdee refused and pushes again, or presses 继续. */
  person(): void {
    if (this.kind !== 'failed') return;
    if (this.reached === 'none') {
      this.go('ready');
      this.go('approved');
    }
    this.go('pushing');
  }

  /** 金蝶里没有，重新推送. */
  resend(): void {
    if (!this.undecided) return;
    this.undecided = false;
    this.cleared = this.attempts;
    this.go('pushing');
  }

  /** No more faults: looks come when they are due, calls are answered. */
  recover(): void {
    for (let i = 0; i < 60 && !['booked', 'failed'].includes(this.kind); i++) {
      if (this.kind === 'in-doubt') {
        this.pass(this.nextLook === null ? GAP : Math.max(0, this.nextLook - this.now));
        this.look();
      } else this.send({ kind: 'answered' });
    }
  }
}

interface Single {
  kind: 'single';
  leaves: 'none' | 'A' | 'B' | 'C';
  says: 'done' | 'refused' | 'aborted';
  looked: boolean;
}
type Answer =
  | Single
  | { kind: 'answered' | 'refused' | 'busy' | 'lost' | 'not-sent' }
  | { kind: 'crash'; executed: boolean }
  | { kind: 'timeout'; commitsAfter: number };

const answer: fc.Arbitrary<Answer> = fc.oneof(
  fc.constantFrom<Answer>(
    { kind: 'answered' },
    { kind: 'refused' },
    { kind: 'busy' },
    { kind: 'lost' },
    { kind: 'not-sent' },
  ),
  fc.record({
    kind: fc.constant('single' as const),
    leaves: fc.constantFrom('none' as const, 'A' as const, 'B' as const, 'C' as const),
    says: fc.constantFrom('done' as const, 'refused' as const, 'aborted' as const),
    looked: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('crash' as const), executed: fc.boolean() }),
  fc.record({ kind: fc.constant('timeout' as const), commitsAfter: fc.integer({ min: 0, max: 3_000_000 }) }),
);
const action = fc.oneof(
  { weight: 5, arbitrary: answer.map((a) => (world: World) => world.send(a)) },
  { weight: 3, arbitrary: fc.constant((world: World) => world.look()) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 400_000 }).map((ms) => (world: World) => world.pass(ms)) },
  { weight: 1, arbitrary: fc.constant((world: World) => world.person()) },
);
const actions = fc.array(action, { maxLength: 40 });

describe('the way of a bill through any sequence of answers, crashes, looks and people', () => {
  it('never has two bills in Kingdee, even when a call commits long after we gave it up', () => {
    fc.assert(
      fc.property(actions, (sequence) => {
        const world = new World(true);
        for (const act of sequence) {
          act(world);
          expect(world.bills.length).toBeLessThanOrEqual(1);
        }
        world.pass(10_000_000);
        world.recover();
        expect(world.bills.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 2_000 },
    );
  });

  it('comes to rest: booked with an audited bill, or refused where Kingdee holds what we believe, or will be found by the next push', () => {
    fc.assert(
      fc.property(actions, (sequence) => {
        const world = new World(true);
        for (const act of sequence) act(world);
        world.pass(10_000_000);
        world.recover();
        expect(['booked', 'failed']).toContain(world.kind);
        if (world.kind === 'booked') expect(world.bills.map(({ status }) => status)).toEqual(['C']);
        else if (world.reached !== 'none') expect(world.bills).toHaveLength(1);
        // A call that outlived its limit and both looks: we believe there is nothing, and the next push finds it.
        else if (world.bills.length > 0) {
          expect(world.outlived).toBe(true);
          world.person();
          world.recover();
          expect([world.kind, world.bills.length]).toEqual(['booked', 1]);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('without Kingdee guarding the number, one bill still holds as long as no call outlives its time limit', () => {
    const bounded = fc.oneof(
      answer.filter((a) => a.kind !== 'timeout'),
      fc.record({ kind: fc.constant('timeout' as const), commitsAfter: fc.integer({ min: 0, max: TIMEOUT - 1 }) }),
    );
    const act = fc.oneof(
      bounded.map((a) => (world: World) => world.send(a)),
      fc.constant((world: World) => world.look()),
      fc.integer({ min: 1, max: 400_000 }).map((ms) => (world: World) => world.pass(ms)),
      fc.constant((world: World) => world.person()),
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (sequence) => {
        const world = new World(false);
        for (const each of sequence) each(world);
        world.recover();
        expect(world.bills.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 2_000 },
    );
  });

  it('where Kingdee numbers the bills no save in doubt is sent again by itself: one bill, however late a call commits', () => {
    fc.assert(
      fc.property(actions, (sequence) => {
        const world = new World(false, 'kingdee');
        for (const act of sequence) act(world);
        world.recover();
        world.pass(10_000_000);
        world.recover();
        expect(world.bills.length).toBeLessThanOrEqual(1);
        if (world.kind === 'in-doubt') {
          expect([world.undecided, world.bills]).toEqual([true, []]);
          world.resend();
          world.recover();
        }
        expect(['booked', 'failed']).toContain(world.kind);
        if (world.kind === 'booked') expect(world.bills.map(({ status }) => status)).toEqual(['C']);
      }),
      { numRuns: 2_000 },
    );
  });
});
