import type { RefusedValue } from '@dingdee/shared/push-cause';
import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { BaseDataCatalog } from '../../base-data/base-data-catalog.js';
import { RefusedBaseData } from '../../base-data/refused/refused-base-data.js';
import { BillClaims, formOfBill, keyOf, type PushBill } from '../../bill/ledger/bill-claims.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { KingdeeHealth } from '../../connectors/kingdee/transport/kingdee-health.js';
import { KingdeeClient, KingdeeUnavailableError, type StepResult, type StoredBill } from '../../connectors/target.js';
import { keepTrying } from '../../database/keep-trying.js';
import { Metrics } from '../../metrics/metrics.js';
import { Wakes } from '../../queue/wakes.js';
import { afterSingleCall } from '../call/call-way.js';
import { refusedIn } from '../cause/refused-in.js';
import { PushOrders } from '../order/push-orders.js';
import { PushPauses } from '../order/push-pauses.js';
import { CallCost, shareOf } from './call-cost.js';
import { ChunkSize } from './chunk-size.js';
import { ClaimPush } from './claim-push.js';
import type { ClaimedCall } from './claimed-call.js';
import { CompareStored } from './compare-stored.js';
import { ConfirmAlready } from './confirm-already.js';
import { FirstBills } from './first-bills.js';
import { LookBeforeSend } from './look-before-send.js';
import { LookBeforeSubmit } from './look-before-submit.js';
import { RecheckSource } from './recheck-source.js';
import { SettlePush } from './settle-push.js';
import { ShowNumbers } from './show-numbers.js';
import { whilePlacesFree } from './while-places-free.js';

/** Booked bills that are compared together, and how long one waits for others, in ms: each comparison takes a place at Kingdee. */
const COMPARED = { together: 200, withinMs: 2_000 };

/** The push worker. It claims bills and commits the intent, sends outside any transaction, and commits the result of each bill. */
@Injectable()
export class PushBills implements OnApplicationBootstrap {
  private readonly log = new Logger('push');
  private readonly chunk: ChunkSize;
  private readonly cost = new CallCost();
  private readonly underWay = new Set<Chunk>();
  private readonly booked: { bill: PushBill; since: number }[] = [];

  constructor(
    private readonly claim: ClaimPush,
    private readonly recheck: RecheckSource,
    private readonly look: LookBeforeSend,
    private readonly payee: LookBeforeSubmit,
    private readonly settle: SettlePush,
    private readonly compare: CompareStored,
    private readonly shown: ShowNumbers,
    private readonly firsts: FirstBills,
    private readonly already: ConfirmAlready,
    private readonly claims: BillClaims,
    private readonly orders: PushOrders,
    private readonly pauses: PushPauses,
    private readonly kingdee: KingdeeClient,
    private readonly health: KingdeeHealth,
    private readonly catalog: BaseDataCatalog,
    private readonly refused: RefusedBaseData,
    private readonly wakes: Wakes,
    private readonly metrics: Metrics,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {
    this.chunk = new ChunkSize(settings.KINGDEE_BATCH);
  }

  onApplicationBootstrap(): void {
    this.metrics.gauge('dingdee_kingdee_chunk', 'Bills per call to Kingdee: now, and at most', 'size', async () => [
      ['now', this.chunk.now],
      ['most', this.chunk.most],
    ]);
    this.wakes.on('push', () => this.run());
    this.wakes.whenDue('push', {
      withinMs: this.settings.DUE_SWEEP_MS,
      nextDue: () => this.claims.nextDue('pushing'),
    });
    this.wakes.wake('push');
  }

  /**
   * Works until nothing is due. A chunk holds a place at Kingdee only during each of its calls, so a few more chunks are under way
   * than there are places.
   */
  async run(): Promise<void> {
    if (this.health.outage !== null) await this.takeBackStopped();
    const places = this.settings.KINGDEE_CONCURRENCY;
    const chunks = places + Math.floor(places / 4);
    try {
      await whilePlacesFree(chunks, () => this.next(chunks));
    } finally {
      this.compareBooked();
    }
    await this.orders.closeFinished();
  }

  /** Takes back waiting bills of orders with 停止, even while nothing can be sent. */
  private async takeBackStopped(): Promise<void> {
    for (;;) {
      const stopped = await this.orders.waitingStopped(this.settings.KINGDEE_BATCH);
      if (stopped.length === 0) return;
      const { call, busy } = await this.claim.run(stopped.length, stopped);
      // 继续 was pressed in between: the call is refused before anything leaves, and the bills keep their place.
      if (call) await this.carryThrough(call, stopped.length);
      if (call || !busy) return;
    }
  }

  /** Returns the work on the next of at most `chunks` chunks, whose intent is committed; null if nothing is due. */
  private async next(chunks: number): Promise<(() => Promise<void>) | null> {
    for (;;) {
      const [first] = this.booked;
      const waited = first ? performance.now() - first.since : 0;
      if (this.booked.length >= COMPARED.together || waited > COMPARED.withinMs) this.compareBooked();
      // During an outage nothing is claimed: the bills keep their place.
      if (this.health.outage !== null) return null;
      const most = this.chunk.now;
      const due = await this.claims.countDue('pushing', most * chunks, { hold: await this.pauses.hold() });
      if (due === 0) return null;
      const { call, busy } = await this.claim.run(shareOf(due, this.waits(chunks), this.cost.worthwhile, most));
      if (!busy) return null;
      if (!call) continue;
      const chunk = partOf(call);
      this.underWay.add(chunk);
      return () => this.carryThrough(call, most, chunk).finally(() => this.underWay.delete(chunk));
    }
  }

  /** Returns how long each place beside the next one is still busy, in bills. */
  private waits(chunks: number): number[] {
    const busy = [...this.underWay].map(({ bills, calls }) => this.cost.leftOf(bills, calls));
    return [...busy, ...Array.from({ length: Math.max(0, chunks - 1 - busy.length) }, () => 0)];
  }

  /** Takes one chunk through its remaining steps. A bill leaves the chunk when it fails, falls in doubt or is booked. */
  private async carryThrough(first: ClaimedCall, limit: number, chunk?: Chunk): Promise<void> {
    const booked: PushBill[] = [];
    const same = await this.recheckFirst(first);
    let call: ClaimedCall | null = same && (await this.lookFirst(same));
    let shown: Promise<void> | null = null;
    while (call !== null) {
      call = await this.lookAtPayee(call);
      if (call === null) break;
      const result: StepResult | null = await this.send(call);
      if (result === null) break;
      this.learn(limit, call.bills.length, result);
      const answered: ClaimedCall = call;
      const entries = this.entriesOf(answered, result);
      const settled = await this.keepTrying(answered.id, () => this.settle.answered(answered, result, entries));
      this.refused.soon([...entries.values()].flat());
      booked.push(...settled.booked);
      if (answered.step === 'save') {
        shown = this.showFirst(first, savedBy(answered, result));
        // It is awaited when the chunk is through: until then its failure must not end the process.
        shown.catch(() => undefined);
      }
      call = settled.next;
      if (chunk && call) Object.assign(chunk, partOf(call));
    }
    await (shown ?? this.showFirst(first, []));
    await this.orders.closeFinished();
    if (booked.length === 0) return;
    this.wakes.wake('writeback');
    const since = performance.now();
    this.booked.push(...booked.map((bill) => ({ bill, since })));
  }

  /** Reads first bills back beside their next step, and calls the bills that wait for them. */
  private async showFirst({ bills, drafts }: ClaimedCall, saved: readonly PushBill[]): Promise<void> {
    await this.firsts.settled(bills, await this.shown.readBack(saved, drafts));
  }

  private compareBooked(): void {
    if (this.booked.length > 0) this.compare.soon(this.booked.splice(0).map(({ bill }) => bill));
  }

  /** Returns the base data that the refusals of a save name, by bill id. */
  private entriesOf(call: ClaimedCall, { outcomes }: StepResult): Map<string, RefusedValue[]> {
    const found = new Map<string, RefusedValue[]>();
    if (call.step !== 'save') return found;
    call.bills.forEach((bill, i) => {
      const outcome = outcomes[i];
      if (outcome?.kind !== 'refused') return;
      const entries = refusedIn(outcome.refusal, draftOf(call, bill), (...field) => this.catalog.ownKind(...field));
      if (entries.length > 0) found.set(bill.id, entries);
    });
    return found;
  }

  private keepTrying<T>(callId: string, commit: () => Promise<T>): Promise<T> {
    return keepTrying(this.log, `call ${callId}`, commit);
  }

  /**
   * Returns the call with the bills that are still as they were approved: the approvals of a save are read once more if the setting
   * says so and the month's calls allow it.
   */
  private async recheckFirst(call: ClaimedCall): Promise<ClaimedCall | null> {
    const found = await this.recheck.look(call);
    return found.size === 0 ? call : this.keepTrying(call.id, () => this.recheck.settle(call, found));
  }

  /** Returns the call with the bills that may be sent: there is a look before a save that Kingdee may have received already. */
  private async lookFirst(call: ClaimedCall): Promise<ClaimedCall | null> {
    const unsure = this.look.unsure(call);
    if (unsure.length === 0) return call;
    try {
      const look = await this.look.ask(call, unsure);
      return await this.keepTrying(call.id, () => this.look.settle(call, look));
    } catch (error) {
      return this.unavailable(call, error);
    }
  }

  /** Returns the call with the bills whose payee in Kingdee is the one that was sent, or one that a person has accepted. */
  private async lookAtPayee(call: ClaimedCall): Promise<ClaimedCall | null> {
    const look = await this.payee.ask(call);
    return look === null ? call : this.keepTrying(call.id, () => this.payee.settle(call, look));
  }

  private async send(call: ClaimedCall): Promise<StepResult | null> {
    try {
      if (call.step === 'save') {
        const drafts = call.bills.map((bill) => draftOf(call, bill));
        const result = await this.kingdee.save(drafts, call.way);
        return call.way.single ? await this.lookAfter(call, result) : result;
      }
      const refs = call.bills.map((bill) => ({
        form: formOfBill(bill),
        id: bill.kingdeeId ?? '',
        billNo: bill.kingdeeNo ?? bill.billNo,
      }));
      const result =
        call.step === 'submit' ? await this.kingdee.submit(refs, call.way) : await this.kingdee.audit(refs, call.way);
      return await this.already.confirm(call, result);
    } catch (error) {
      return this.unavailable(call, error);
    }
  }

  /**
   * Settles the call as not sent. Only KingdeeUnavailableError promises that nothing was sent; any other error is a bug, and its
   * intent stays open for a look.
   */
  private async unavailable(call: ClaimedCall, error: unknown): Promise<null> {
    if (!(error instanceof KingdeeUnavailableError)) throw error;
    this.log.warn(`${call.step}: ${error.sentence}`);
    await this.keepTrying(call.id, () => this.settle.notSent(call, error));
    return null;
  }

  /** Makes a look after a call that does all three steps: the step that a bill has reached is never taken from the answer (product.md §3). */
  private async lookAfter(call: ClaimedCall, result: StepResult): Promise<StepResult> {
    let found: ReadonlyMap<string, readonly StoredBill[]> | null = null;
    try {
      const told = result.outcomes.some(({ kind }) => kind !== 'unknown');
      if (told) found = await this.kingdee.find(call.bills.map(keyOf));
    } catch (error) {
      if (!(error instanceof KingdeeUnavailableError)) throw error;
      this.log.warn(`look after a single call: ${error.sentence}`);
    }
    return { ...result, outcomes: afterSingleCall(call.bills, result.outcomes, found) };
  }

  private learn(limit: number, bills: number, result: StepResult): void {
    if (result.tookMs !== undefined) this.cost.note(bills, result.tookMs);
    if (result.lost) {
      if (this.chunk.lost(limit)) this.log.warn(`金蝶没有回答 ${bills} 张的调用，以后每次最多 ${this.chunk.now} 张。`);
    } else if (this.chunk.answered(limit, bills)) this.log.log(`金蝶答得上来，以后每次最多 ${this.chunk.now} 张。`);
  }
}

/** A chunk under way: its bills, and the calls that they still need. */
interface Chunk {
  bills: number;
  calls: number;
}
const CALLS_LEFT = { save: 3, submit: 2, audit: 1 } as const;
const partOf = ({ bills, step }: ClaimedCall): Chunk => ({ bills: bills.length, calls: CALLS_LEFT[step] });

/** Returns the bills of a save that Kingdee answered with a number. */
const savedBy = (call: ClaimedCall, { outcomes }: StepResult): PushBill[] =>
  call.step !== 'save'
    ? []
    : call.bills.flatMap((bill, index) => {
        const outcome = outcomes[index];
        return outcome?.kind === 'done' ? [{ ...bill, kingdeeId: outcome.id, kingdeeNo: outcome.billNo }] : [];
      });

function draftOf(call: ClaimedCall, bill: PushBill) {
  const draft = call.drafts.get(bill.id);
  if (!draft) throw new Error(`bill ${bill.id} has no payload`);
  return { ...draft, send: { numbering: bill.numbering, keyField: bill.keyField } };
}
