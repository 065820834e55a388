import type { TargetName } from '@dingdee/shared/scheme';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { BillClaims, type PushBill } from '../../bill/ledger/bill-claims.js';
import type { SendBy } from '../../connectors/call-times.js';
import { type CallWay, PLAIN_WAY } from '../../connectors/target.js';
import type { PushStep } from '../../domain/bill/push-steps.js';
import { contentHash, type Numbering, type PaymentBillDraft, targetOf } from '../../domain/draft/payment-bill.js';
import { LedgerHolds } from '../../hold/ledger-holds.js';
import { RestoredBills } from '../../hold/restored-bills.js';
import { Wakes } from '../../queue/wakes.js';
import { SchemeStore } from '../../scheme/version/scheme-store.js';
import type { SentAs } from '../call/after-look.js';
import { byWay } from '../call/call-way.js';
import { PushCalls } from '../call/push-calls.js';
import { nextStep } from '../call/push-step.js';
import type { ClaimedCall } from './claimed-call.js';

/**
 * Writes the intent of a call before it is sent, in the caller's transaction. The intent of the first step is written with the claim,
 * the intent of each next step with the answer.
 */
@Injectable()
export class IntendPush {
  constructor(
    private readonly claims: BillClaims,
    private readonly calls: PushCalls,
    private readonly schemes: SchemeStore,
    private readonly holds: LedgerHolds,
    private readonly restored: RestoredBills,
    private readonly wakes: Wakes,
  ) {}

  /** Tells whether no intent may be written: a ledger hold is open, or this process is about to end. */
  async standStill(tx: EntityManager): Promise<boolean> {
    return this.wakes.stopping || this.holds.blocks(tx);
  }

  /**
   * Returns the bills whose next step must not be intended now: all of them during a ledger hold or while this process is about to
   * end; otherwise the bills that a released hold gives back to a person.
   */
  async heldBack(tx: EntityManager, bills: readonly PushBill[]): Promise<Set<string>> {
    const ids = bills.map(({ id }) => id);
    return (await this.standStill(tx)) ? new Set(ids) : this.restored.among(tx, ids);
  }

  /**
   * Returns the intended call for the next step of the first bill, with all bills that fit into it; null if no bill has a next step.
   * The other bills are claimed again later.
   */
  async first(
    tx: EntityManager,
    bills: readonly PushBill[],
    drafts: Drafts,
    token: string,
    now: number,
    sendBy: SendBy,
  ): Promise<ClaimedCall | null> {
    const stepOf = (bill: PushBill) => nextStep(bill.reached, bill.outcome);
    const step = bills.map(stepOf).find((each) => each !== null);
    if (!step) return null;
    const first = await this.firstOfOneWay(
      tx,
      step,
      bills.filter((bill) => stepOf(bill) === step),
    );
    return first && this.intend(tx, step, first.bills, token, now, sendBy, first.way, drafts);
  }

  private async firstOfOneWay(
    tx: EntityManager,
    step: PushStep,
    bills: readonly PushBill[],
  ): Promise<{ bills: readonly PushBill[]; way: CallWay } | null> {
    const ways = await this.schemes.pushWays(tx, [...new Set(bills.map((bill) => bill.schemeId))]);
    const single = bills.filter((bill) => step === 'save' && ways.get(bill.schemeId)?.callMode === 'single');
    const tried = await this.calls.lastAttempts(
      tx,
      'save',
      single.map((bill) => bill.id),
    );
    return byWay(step, bills, ways, tried)[0] ?? null;
  }

  /**
   * Writes the intent of the next step in the caller's transaction: the settling of one step and the intent of the next are one
   * commit.
   * @param sendBy `sendUntil()` at the time `now`, when the lease began.
   * @param kept drafts to be saved, if this transaction has read them.
   */
  async intend(
    tx: EntityManager,
    step: PushStep,
    bills: readonly PushBill[],
    token: string,
    now: number,
    sendBy: SendBy,
    way: CallWay = PLAIN_WAY,
    kept?: Drafts,
  ): Promise<ClaimedCall> {
    const drafts = step === 'save' ? (kept ?? (await this.claims.drafts(tx, bills.map(idOf)))) : NO_DRAFTS;
    const { numbered, sentBefore } = step === 'save' ? await this.number(tx, bills) : asSent(bills);
    const other = step === 'save' ? await this.calls.sentUnderOther(tx, bills) : new Map<string, TargetName>();
    const hashes = new Map<string, string>();
    for (const bill of bills) {
      const draft = drafts.get(bill.id);
      const hash = draft ? contentHash(draft) : (bill.approvedHash ?? '');
      // The claim has set such a bill aside already: only approved content is ever sent.
      if (step === 'save' && hash !== bill.approvedHash)
        throw new Error(`payload of bill ${bill.id} is not what was approved`);
      if (draft && targetOf(draft) !== bill.targetForm)
        throw new Error(`payload of bill ${bill.id} is not of the form that the bill is kept as`);
      if (sentBefore.get(bill.id)?.length && other.has(bill.id))
        throw new Error(`a save of bill ${bill.id} under another form was never answered`);
      hashes.set(bill.id, hash);
    }
    const call = await this.calls.intend(tx, { step, bills: numbered, hashes, leaseToken: token, now });
    return { ...call, drafts, way: { ...way, until: this.calls.leaving(sendBy, call) }, sentBefore };
  }

  /** Stores with the intent how each save is sent. The save is settled by that, whatever happens to the scheme meanwhile. */
  private async number(tx: EntityManager, bills: readonly PushBill[]) {
    const wanted = await this.schemes.numberings(tx, [...new Set(bills.map((bill) => bill.schemeId))]);
    const numbered = bills.map((bill) => ({
      ...bill,
      ...(wanted.get(bill.schemeId) ?? {}),
      sentForm: bill.targetForm,
    }));
    const changed = numbered.filter((bill, i) => !sameSending(bills[i] ?? bill, bill));
    await this.claims.noteSending(tx, changed);
    const sentBefore = await this.calls.sentAs(
      tx,
      bills.map(({ id }) => id),
    );
    return { numbered, sentBefore };
  }
}

type Drafts = ReadonlyMap<string, PaymentBillDraft>;
const NO_DRAFTS: Drafts = new Map();
const idOf = ({ id }: Pick<PushBill, 'id'>): string => id;

type Sending = Numbering & Pick<PushBill, 'sentForm'>;
const sameSending = (a: Sending, b: Sending): boolean =>
  a.numbering === b.numbering && a.keyField === b.keyField && a.sentForm === b.sentForm;
const asSent = (bills: readonly PushBill[]) => ({
  numbered: bills,
  sentBefore: new Map<string, readonly SentAs[]>(),
});
