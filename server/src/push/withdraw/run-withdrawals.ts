import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { BillClaims, formOfBill, type PushBill } from '../../bill/ledger/bill-claims.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { callLeaseMs } from '../../connectors/call-times.js';
import { askEach, causesOf } from '../../connectors/kingdee/ask-each.js';
import { KingdeeHealth } from '../../connectors/kingdee/transport/kingdee-health.js';
import {
  type HeldBill,
  KingdeeClient,
  KingdeeUnavailableError,
  PLAIN_WAY,
  type StepResult,
} from '../../connectors/target.js';
import { clock } from '../../database/clock.js';
import { Database } from '../../database/database.js';
import { keepTrying } from '../../database/keep-trying.js';
import { ownKey } from '../../database/lease-token.js';
import { LedgerHolds } from '../../hold/ledger-holds.js';
import { MapBills } from '../../mapping/run/map-bills.js';
import { Wakes } from '../../queue/wakes.js';
import { askedKey } from '../call/after-look.js';
import { SettleWithdrawal } from './settle-withdrawal.js';
import type { InverseCall, LookedAt } from './withdrawal-moves.js';

/** Number of bills in one query to Kingdee. */
const PER_QUESTION = 50;

/**
 * Takes bills out of Kingdee again (product.md §3). Every step begins with a look: the present state in Kingdee decides which one call
 * is sent, and only a look ends the withdrawal. An intent that a dead process left open also leads to a look, never to a call.
 */
@Injectable()
export class RunWithdrawals implements OnApplicationBootstrap {
  private readonly log = new Logger('withdraw');

  constructor(
    private readonly db: Database,
    private readonly claims: BillClaims,
    private readonly settle: SettleWithdrawal,
    private readonly mapping: MapBills,
    private readonly kingdee: KingdeeClient,
    private readonly health: KingdeeHealth,
    private readonly wakes: Wakes,
    private readonly holds: LedgerHolds,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    this.wakes.on('withdraw', () => this.run());
    this.wakes.whenDue('withdraw', { withinMs: this.settings.DUE_SWEEP_MS, nextDue: () => this.nextDue() });
    this.wakes.wake('withdraw');
  }

  /** Works until nothing is due. */
  async run(): Promise<void> {
    for (;;) {
      // During an outage nothing is claimed: the bills keep their place.
      if (this.wakes.stopping || this.health.outage !== null || !(await this.isDue())) return;
      const { token, claimed, looks } = await this.claim();
      if (claimed === 0) return;
      if (looks.length > 0) await this.lookAndSend(looks, token);
    }
  }

  private async isDue(): Promise<boolean> {
    const due = await this.nextDue();
    return due !== null && due <= clock.now();
  }

  private async nextDue(): Promise<number | null> {
    const pushing = await this.claims.nextDue('pushing', { withdrawing: true });
    const inDoubt = await this.claims.nextDue('in-doubt', { withdrawing: true });
    if (pushing === null) return inDoubt;
    return inDoubt === null ? pushing : Math.min(pushing, inDoubt);
  }

  /** Leases due bills. A bill with an open intent is put in doubt here: its process died, or its lease ran out. */
  private claim(): Promise<{ token: string; claimed: number; looks: LookedAt[] }> {
    const now = clock.now();
    const token = ownKey();
    const until = now + callLeaseMs(this.settings);
    return this.db.inTransaction(async (tx) => {
      if (await this.holds.blocks(tx)) return { token, claimed: 0, looks: [] };
      const bills: PushBill[] = [];
      for (const kind of ['pushing', 'in-doubt'] as const)
        bills.push(
          ...(await this.claims.claimDue(tx, { kind, token, until, limit: PER_QUESTION, now, withdrawing: true })),
        );
      return { token, claimed: bills.length, looks: await this.settle.setAsideInterrupted(tx, bills, now) };
    });
  }

  private async lookAndSend(looks: readonly LookedAt[], token: string): Promise<void> {
    const ready = looks.filter((look) => this.settle.isTime(look, clock.now()));
    const answers = await askEach(
      this.kingdee,
      ready.map(({ bill }) => bill),
      (bill) => askedKey(bill),
    );
    for (const cause of causesOf(answers)) this.log.warn(`look: ${cause}`);
    const { calls, returned } = await this.settle.looked(looks, answers, token);
    // All calls are sent at the same time, because each must leave while its lease is valid.
    await Promise.all(calls.map((call) => this.send(call)));
    // Tables may have changed while the bill was frozen.
    if (returned.length > 0) await this.mapping.refresh(returned, '撤回期间映射有改动');
  }

  private async send(call: InverseCall): Promise<void> {
    const refs = call.bills.map((bill) => ({
      form: formOfBill(bill),
      id: bill.kingdeeId ?? '',
      billNo: bill.kingdeeNo ?? bill.billNo,
    }));
    let result: StepResult;
    try {
      result = await this.call(call, refs);
    } catch (error) {
      // Only KingdeeUnavailableError promises that nothing was sent; any other error is a bug, and its intent stays open for a look.
      if (!(error instanceof KingdeeUnavailableError)) throw error;
      this.log.warn(`${call.step}: ${error.sentence}`);
      await keepTrying(this.log, `call ${call.id}`, () => this.settle.notSent(call, error));
      return;
    }
    await keepTrying(this.log, `call ${call.id}`, () => this.settle.answered(call, result));
  }

  private call({ step, until }: InverseCall, refs: readonly HeldBill[]): Promise<StepResult> {
    const way = { ...PLAIN_WAY, until };
    if (step === 'unaudit') return this.kingdee.unaudit(refs, way);
    return step === 'unsubmit' ? this.kingdee.unsubmit(refs, way) : this.kingdee.remove(refs, way);
  }
}
