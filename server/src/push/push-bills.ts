import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { BillClaims, type PushBill } from '../bill/bill-claims.js';
import { SETTINGS, type Settings } from '../config/settings.js';
import { KingdeeClient, KingdeeUnavailableError, type StepResult } from '../kingdee/kingdee.client.js';
import { KingdeeHealth } from '../kingdee/kingdee-health.js';
import { Wakes } from '../queue/wakes.js';
import { type ClaimedCall, ClaimPush } from './claim-push.js';
import { CompareStored } from './compare-stored.js';
import { keepTrying } from './keep-trying.js';
import { PushOrders } from './push-orders.js';
import { SettlePush } from './settle-push.js';

/** The push worker: claim and commit the intent, act outside any transaction, commit what was learned, bill by bill. */
@Injectable()
export class PushBills implements OnApplicationBootstrap {
  private readonly log = new Logger('push');

  constructor(
    private readonly claim: ClaimPush,
    private readonly settle: SettlePush,
    private readonly compare: CompareStored,
    private readonly claims: BillClaims,
    private readonly orders: PushOrders,
    private readonly kingdee: KingdeeClient,
    private readonly health: KingdeeHealth,
    private readonly wakes: Wakes,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    this.wakes.on('push', () => this.run());
    this.wakes.every('push', this.settings.DUE_SWEEP_MS);
    this.wakes.wake('push');
  }

  /** Works until nothing is due, KINGDEE_CONCURRENCY chunks at a time. */
  async run(): Promise<void> {
    await Promise.all(Array.from({ length: this.settings.KINGDEE_CONCURRENCY }, () => this.drain()));
    await this.orders.closeFinished();
  }

  private async drain(): Promise<void> {
    for (;;) {
      // Nobody claims what could not be sent: the bills keep their place.
      if (this.health.outage !== null) return;
      const due = await this.claims.nextDue('pushing');
      if (due === null || due > Date.now()) return;
      const { calls, busy } = await this.claim.run(this.settings.KINGDEE_BATCH);
      if (!busy) return;
      for (const call of calls) await this.carryThrough(call);
    }
  }

  /** One chunk through its remaining steps; each bill leaves it where it fails, falls in doubt or is booked. */
  private async carryThrough(first: ClaimedCall): Promise<void> {
    const booked: PushBill[] = [];
    let call: ClaimedCall | null = first;
    while (call !== null) {
      const result: StepResult | null = await this.send(call);
      if (result === null) break;
      const answered: ClaimedCall = call;
      const settled = await this.keepTrying(answered.id, () => this.settle.answered(answered, result));
      booked.push(...settled.booked);
      call = settled.next;
    }
    await this.orders.closeFinished();
    if (booked.length === 0) return;
    this.wakes.wake('writeback');
    await this.compare.run(booked);
  }

  private keepTrying<T>(callId: string, commit: () => Promise<T>): Promise<T> {
    return keepTrying(this.log, callId, commit);
  }

  private async send(call: ClaimedCall): Promise<StepResult | null> {
    try {
      if (call.step === 'save') return await this.kingdee.save(call.bills.map((bill) => draftOf(call, bill)));
      const refs = call.bills.map((bill) => ({ id: bill.kingdeeId ?? '', billNo: bill.kingdeeNo ?? bill.billNo }));
      return call.step === 'submit' ? await this.kingdee.submit(refs) : await this.kingdee.audit(refs);
    } catch (error) {
      // Only this error promises that nothing was sent; anything else is a bug, and its intent stays open for the look-up.
      if (!(error instanceof KingdeeUnavailableError)) throw error;
      this.log.warn(`${call.step}: ${error.sentence}`);
      await this.keepTrying(call.id, () => this.settle.notSent(call, error.sentence, error.transient));
      return null;
    }
  }
}

function draftOf(call: ClaimedCall, bill: PushBill) {
  const draft = call.drafts.get(bill.id);
  if (!draft) throw new Error(`bill ${bill.id} has no payload`);
  return draft;
}
