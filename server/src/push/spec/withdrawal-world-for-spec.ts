import type { Reached } from '@dingdee/shared/bill-state';
import { expect } from 'vitest';
import { canHandOver, canWithdraw, type HaltedStanding } from '../../bill/action/halted-rules.js';
import type { Withdrawal } from '../../domain/bill/bill-notes.js';
import type { InverseStep } from '../../domain/bill/push-steps.js';
import { type NegativeProbe, nextStep, REACHED_IN_KINGDEE } from '../call/push-step.js';
import { afterWithdrawalLook, judgeInverse } from '../withdraw/withdrawal.js';
import type { Answer } from './push-answers-for-spec.js';
import { DELAYS, GAP, OUTCOME, TIMEOUT, World } from './push-world-for-spec.js';

/** The same model with the withdrawal from Kingdee, while people and workflows there act as they like. */
export class WithdrawalWorld extends World {
  withdrawal: Withdrawal | null = null;
  private handedOver = false;
  private asked = 0;
  private negatives: readonly NegativeProbe[] = [];

  override send(answer: Answer): void {
    if (!this.withdrawal) super.send(answer);
  }

  override look(): void {
    if (!this.withdrawal) super.look();
  }

  /** Also pushes a bill that came back from a withdrawal, and lets a look book a bill for which Kingdee has done every step. */
  override person(): void {
    if (this.kind !== 'failed' && this.kind !== 'ready') return;
    if (nextStep(this.reached, OUTCOME) === null) {
      const { doubt, quietFrom } = this;
      this.lookNow({ ...doubt, step: 'audit', sentAt: quietFrom - TIMEOUT, asked: 0, negatives: [] });
      return;
    }
    this.handedOver = false;
    super.person();
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

  /** The worker of withdrawals: one look, and the one call that follows from it. */
  withdrawStep(answer: Answer): void {
    const { withdrawal } = this;
    if (!withdrawal) return;
    if (this.kind === 'pushing') Object.assign(this, { since: this.now, asked: 0 });
    const asked = this.probe();
    const looked = { quietFrom: this.quietFrom, asked: this.asked, negatives: this.negatives };
    const timing = { since: this.since, gapMs: GAP, delays: DELAYS };
    const after = afterWithdrawalLook(this.claimed(), withdrawal, looked, this.bills, asked, this.now, timing);
    this.asked += 1;
    this.negatives = this.bills.length > 0 ? [] : [...this.negatives, asked];
    switch (after.kind) {
      case 'send':
        this.heldId = after.stored.id;
        this.reached = REACHED_IN_KINGDEE[after.stored.status];
        this.withdrawal = { ...withdrawal, deleted: undefined, refused: undefined, sent: withdrawal.sent + 1 };
        if (this.kind === 'in-doubt') this.go('pushing');
        this.sendInverse(after.step, answer);
        break;
      case 'gone':
        expect(this.bills, 'withdrawn while Kingdee holds it').toEqual([]);
        this.returned();
        break;
      case 'refused':
        this.endWithdrawal(REACHED_IN_KINGDEE[after.stored.status], after.refusal.class);
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

  /** Actions of people and workflows inside Kingdee. */
  inKingdee(what: 'delete' | 'audit' | 'unaudit' | 'hold'): void {
    const [bill] = this.bills;
    if (what === 'hold') this.inWorkflow = true;
    else if (bill && what === 'audit') [bill.status, this.inWorkflow] = ['C', false];
    else if (bill && what === 'unaudit' && bill.status === 'C') bill.status = 'D';
    else if (what === 'delete' && bill?.status !== 'C') this.bills = [];
  }

  protected override goOn(): void {
    if (!this.withdrawal) {
      super.goOn();
      return;
    }
    if (this.kind === 'in-doubt') this.waitForLook();
    this.withdrawStep({ kind: 'answered' });
  }

  private get standing(): HaltedStanding {
    const { kind, reached, trouble, handedOver } = this;
    return { kind, reached, trouble, handedOver, amended: false };
  }

  private sendInverse(step: InverseStep, answer: Answer): void {
    const sentAt = this.now;
    if (answer.kind === 'not-sent') return;
    const outcome = this.outcomeOf(step, this.heldId, answer);
    this.waitOut(answer);
    const lost = answer.kind === 'crash';
    const verdict = lost ? { kind: 'in-doubt' as const, cause: '' } : judgeInverse(outcome, this.withdrawal?.sent ?? 0);
    this.quietFrom = verdict.kind === 'in-doubt' ? sentAt + TIMEOUT : this.now;
    this.busy = verdict.kind === 'again' ? this.busy + 1 : 0;
    if (verdict.kind === 'done' && step === 'delete' && this.withdrawal)
      this.withdrawal = { ...this.withdrawal, deleted: { receipt: 'r', at: this.now } };
    if (verdict.kind === 'repeat-refused' && this.withdrawal)
      this.withdrawal = { ...this.withdrawal, refused: { step, refusal: verdict.refusal } };
    if (verdict.kind === 'refused') this.endWithdrawal(this.reached, verdict.refusal.class);
    if (verdict.kind !== 'in-doubt') return;
    this.lookNow(this.doubt);
    this.asked = 0;
  }

  private endWithdrawal(reached: Reached, trouble: string): void {
    this.withdrawal = null;
    this.reached = reached;
    this.trouble = trouble;
    this.go('failed');
  }

  /** The bill is deleted: the proof clears the last save, and the bill may be changed again. */
  private returned(): void {
    this.endWithdrawal('none', '');
    this.cleared = this.attempts;
    this.go('ready');
  }
}
