import type { CallBudget } from '@dingdee/shared/intake';
import { type BeforeApplicationShutdown, Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { readInt } from '../../database/columns.js';
import { changedBy, Database } from '../../database/database.js';
import { LookTimer } from '../../database/look-timer.js';
import { insertRows } from '../../database/rows.js';
import { beijingMonth, monthStart } from '../../domain/beijing-time.js';
import { EventMeterRow } from './dingtalk-event.entity.js';

const FLUSH_MS = 1000;
const DAY_MS = 86_400_000;
const TELLING_DAYS = 3;
interface Counted {
  month: string;
  channel: string;
  delivered: number;
  repeated: number;
  lastAt: number;
}

/**
 * Counts the month's event deliveries, which DingTalk counts apart from the calls. They are written in batches: within the transaction of
 * each event all of them would wait for one row, and DingTalk waits only 2.5 seconds.
 */
@Injectable()
export class EventMeter implements OnModuleInit, BeforeApplicationShutdown {
  private readonly log = new Logger('event-meter');
  private pending = new Map<string, Counted>();
  private timer: LookTimer | null = null;
  private flushing: Promise<void> | null = null;
  private writes = 0;

  constructor(
    private readonly db: Database,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'DINGTALK_EVENTS' | 'DINGTALK_MONTHLY_EVENTS'>,
  ) {}

  onModuleInit(): void {
    this.timer = new LookTimer(() => this.flushSoon(), FLUSH_MS, null);
    if (this.pending.size > 0) this.timer.soon();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.timer?.stop();
    await this.flush();
  }

  /** Counts one stored delivery. @param again whether the event was stored before. */
  count(channel: string, again: boolean): void {
    const lastAt = Date.now();
    this.add({ month: beijingMonth(lastAt), channel, delivered: 1, repeated: again ? 1 : 0, lastAt });
    this.timer?.soon();
  }

  /** Returns the counts of this month so far, including those not yet written. */
  async current(): Promise<CallBudget['events']> {
    const now = Date.now();
    const month = beijingMonth(now);
    const [open] = await this.db.query<{ n: unknown }>(
      "SELECT COUNT(*) AS n FROM dingtalk_event WHERE state IN ('received', 'retry')",
    );
    const row = await this.written(month);
    const unwritten = [...this.pending.values()].filter((each) => each.month === month);
    const sum = (what: 'delivered' | 'repeated') => unwritten.reduce((total, each) => total + each[what], 0);
    const last = Math.max(readInt(row?.last), ...unwritten.map(({ lastAt }) => lastAt));
    const delivered = readInt(row?.delivered) + sum('delivered');
    const { DINGTALK_EVENTS: channel, DINGTALK_MONTHLY_EVENTS: limit } = this.settings;
    const forecast = atMonthEnd(delivered, now);
    const days = (now - monthStart(month)) / DAY_MS;
    return {
      channel,
      limit,
      delivered,
      forecast,
      outlook: channel === 'off' ? 'lasts' : outlookOf({ delivered, forecast, limit, days }),
      repeated: readInt(row?.repeated) + sum('repeated'),
      lastAt: last === 0 ? null : last,
      waiting: readInt(open?.n),
    };
  }

  /** Reads the rows at a moment without a write in progress, so that no count is both in a row and pending. */
  private async written(month: string): Promise<{ delivered: unknown; repeated: unknown; last: unknown } | undefined> {
    for (;;) {
      await this.flushing?.catch(() => undefined);
      const { writes } = this;
      const [row] = await this.db.query<{ delivered: unknown; repeated: unknown; last: unknown }>(
        'SELECT SUM(delivered) AS delivered, SUM(repeated) AS repeated, MAX(last_at) AS last FROM event_meter WHERE month = ?',
        [month],
      );
      if (writes === this.writes) return row;
    }
  }

  private async flushSoon(): Promise<void> {
    try {
      await this.flush();
    } catch (error) {
      this.log.error(String(error));
      this.timer?.soon();
    }
  }

  /** Writes the pending counts; counts that could not be written stay pending. */
  async flush(): Promise<void> {
    await this.flushing;
    if (this.pending.size === 0) return;
    this.flushing = this.write().finally(() => {
      this.flushing = null;
    });
    await this.flushing;
  }

  private async write(): Promise<void> {
    const batch = this.pending;
    this.pending = new Map();
    this.writes += 1;
    try {
      await this.db.inTransaction(async (tx) => {
        for (const { month, channel, delivered, repeated, lastAt } of batch.values()) {
          const add =
            'UPDATE event_meter SET delivered = delivered + ?, repeated = repeated + ?, last_at = ? WHERE month = ? AND channel = ?';
          if ((await changedBy(tx, add, [delivered, repeated, lastAt, month, channel])) > 0) continue;
          await insertRows(tx, EventMeterRow, [{ month, channel, delivered, repeated, last_at: lastAt }]);
        }
      }, 'records');
    } catch (error) {
      for (const counted of batch.values()) this.add(counted);
      throw error;
    }
  }

  private add(counted: Counted): void {
    const key = `${counted.month} ${counted.channel}`;
    const known = this.pending.get(key);
    this.pending.set(key, {
      ...counted,
      delivered: counted.delivered + (known?.delivered ?? 0),
      repeated: counted.repeated + (known?.repeated ?? 0),
      lastAt: Math.max(counted.lastAt, known?.lastAt ?? 0),
    });
  }
}

/** Returns whether the month's deliveries suffice. The first days say nothing about the month. @param days days of the month so far */
export function outlookOf(month: { delivered: number; forecast: number; limit: number; days: number }) {
  if (month.delivered >= month.limit) return 'used-up';
  return month.days >= TELLING_DAYS && month.forecast >= month.limit ? 'runs-out' : 'lasts';
}

/** Forecasts the deliveries at the end of the month from the days so far; less than a day counts as one day. */
function atMonthEnd(delivered: number, now: number): number {
  const [from, to] = [monthStart(beijingMonth(now)), monthStart(beijingMonth(now), 1)];
  return Math.round(delivered + (delivered / Math.max(DAY_MS, now - from)) * (to - now));
}
