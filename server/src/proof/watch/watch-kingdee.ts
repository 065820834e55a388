import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { BillClaims, type PushBill } from '../../bill/ledger/bill-claims.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { callLeaseMs } from '../../connectors/call-times.js';
import { askEach, causesOf } from '../../connectors/kingdee/ask-each.js';
import { KingdeeHealth } from '../../connectors/kingdee/transport/kingdee-health.js';
import { KingdeeClient } from '../../connectors/target.js';
import { clock } from '../../database/clock.js';
import { Database } from '../../database/database.js';
import { ownKey } from '../../database/lease-token.js';
import { askedKey } from '../../push/call/after-look.js';
import { Wakes } from '../../queue/wakes.js';
import { SettleWatch } from './settle-watch.js';
import { DAY_MS, nextWatchAt } from './watch-cadence.js';
import { WatchList, type WatchRow } from './watch-list.js';

/** Overlap in ms: bills that came into Kingdee shortly before the last enrolment may have been committed after it. */
const OVERLAP_MS = 600_000;

interface Due {
  row: WatchRow;
  bill: PushBill;
}

/**
 * Asks Kingdee, for WATCH_DAYS after booking, whether the booked bills are still valid: one query for up to WATCH_BATCH bills
 * (product.md §9). It sends only queries, one at a time in each process.
 */
@Injectable()
export class WatchKingdee implements OnApplicationBootstrap {
  private readonly log = new Logger('watch');
  /** Time when this process last looked for new bills; null after a start, when the whole time is gone through once. */
  private enrolledAt: number | null = null;
  private stopping = false;

  constructor(
    private readonly db: Database,
    private readonly list: WatchList,
    private readonly claims: BillClaims,
    private readonly settle: SettleWatch,
    private readonly kingdee: KingdeeClient,
    private readonly health: KingdeeHealth,
    private readonly wakes: Wakes,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    this.wakes.on('watch', () => this.run());
    this.wakes.whenDue('watch', { withinMs: this.settings.DUE_SWEEP_MS, nextDue: () => this.nextDue() });
  }

  beforeApplicationShutdown(): void {
    this.stopping = true;
  }

  async run(): Promise<void> {
    await this.enrol();
    while (!this.stopping) {
      if (this.health.outage !== null) return;
      const due = await this.list.nextDue();
      if (due === null || due > clock.now()) return;
      if (!(await this.lookAtSome())) return;
    }
  }

  private async nextDue(): Promise<number> {
    const due = await this.list.nextDue();
    const enrolment = (this.enrolledAt ?? clock.now()) + this.betweenEnrolments;
    return due === null ? enrolment : Math.min(due, enrolment);
  }

  private get betweenEnrolments(): number {
    return Math.min(this.settings.WATCH_INTERVAL_MS, 60_000);
  }

  private async enrol(): Promise<void> {
    const { WATCH_DAYS: days, WATCH_INTERVAL_MS: intervalMs } = this.settings;
    const now = clock.now();
    const ago = this.enrolledAt === null ? null : now - this.enrolledAt;
    if (ago !== null && ago >= 0 && ago < this.betweenEnrolments) return;
    const since =
      this.enrolledAt === null || this.enrolledAt > now ? now - days * DAY_MS : this.enrolledAt - OVERLAP_MS;
    if (this.enrolledAt === null)
      await this.list.revive(since, nextWatchAt('failed', since, now, { intervalMs, days }) ?? now);
    await this.list.enrol(since, (from) => nextWatchAt('failed', from, now, { intervalMs, days }) ?? now);
    this.enrolledAt = now;
  }

  /** @returns false if nothing was left to claim, or Kingdee gave no answer. */
  private async lookAtSome(): Promise<boolean> {
    const { WATCH_BATCH: limit } = this.settings;
    const now = clock.now();
    const token = ownKey();
    const until = now + callLeaseMs(this.settings);
    const claimed = await this.db.inTransaction(async (tx) => {
      const rows = await this.list.claim(tx, { token, until, limit, now });
      const { bills, spoilt } = await this.claims.loadSound(
        tx,
        rows.map(({ billId }) => billId),
      );
      return { rows, bills: new Map(bills.map((bill) => [bill.id, bill])), spoilt };
    });
    if (claimed.rows.length === 0) return false;
    const due = claimed.rows.flatMap((row): Due[] => {
      const bill = claimed.bills.get(row.billId);
      return bill && this.settle.concerns(row, bill) ? [{ row, bill }] : [];
    });
    // A bill whose row cannot be read is not gone: it is watched on once the row is repaired.
    const unread = claimed.rows.flatMap((row): Due[] => {
      const bill = claimed.spoilt.find(({ id }) => id === row.billId);
      return bill ? [{ row, bill }] : [];
    });
    const gone = claimed.rows.filter(({ billId }) => ![...due, ...unread].some(({ row }) => row.billId === billId));
    const answers = await askEach(
      this.kingdee,
      due.map(({ bill }) => bill),
      (bill) => askedKey(bill),
    );
    for (const cause of causesOf(answers)) this.log.warn(`watch: ${cause}`);
    await this.settle.answered({
      token,
      gone: gone.map(({ billId }) => billId),
      looks: [
        ...due.map(({ row, bill }) => ({ row, bill, answer: answers.answered.get(bill.id) ?? null })),
        ...unread.map(({ row, bill }) => ({ row, bill, answer: null })),
      ],
    });
    return due.length === 0 || answers.answered.size > 0;
  }
}
