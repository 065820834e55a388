import type { CallBudget } from '@dingdee/shared/intake';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { readInt } from '../../database/columns.js';
import { changedBy, Database } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import { WriteBehind } from '../../database/write-behind.js';
import { beijingMonth, monthStart } from '../../domain/beijing-time.js';
import { EventMeterRow } from './dingtalk-event.entity.js';

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
  private readonly unwritten = new WriteBehind<Counted>('event-meter', addedUp, (batch) => this.write(batch));

  constructor(
    private readonly db: Database,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'DINGTALK_EVENTS' | 'DINGTALK_MONTHLY_EVENTS'>,
  ) {}

  onModuleInit(): void {
    this.unwritten.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.unwritten.stop();
  }

  /** Counts one stored delivery. @param again whether the event was stored before. */
  count(channel: string, again: boolean): void {
    const lastAt = Date.now();
    const month = beijingMonth(lastAt);
    this.unwritten.add(`${month} ${channel}`, { month, channel, delivered: 1, repeated: again ? 1 : 0, lastAt });
  }

  /** Returns the counts of this month so far, including those not yet written. */
  async current(): Promise<CallBudget['events']> {
    const now = Date.now();
    const month = beijingMonth(now);
    const [open] = await this.db.query<{ n: unknown }>(
      "SELECT COUNT(*) AS n FROM dingtalk_event WHERE state IN ('received', 'retry')",
    );
    const stored = await this.unwritten.readWith(() =>
      this.db.query<{ delivered: unknown; repeated: unknown; last: unknown }>(
        'SELECT SUM(delivered) AS delivered, SUM(repeated) AS repeated, MAX(last_at) AS last FROM event_meter WHERE month = ?',
        [month],
      ),
    );
    const [row] = stored.rows;
    const unwritten = stored.unwritten.filter((each) => each.month === month);
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

  /** Writes the counts now; counts that could not be written stay for the next time. */
  flush(): Promise<void> {
    return this.unwritten.flush();
  }

  private async write(batch: ReadonlyMap<string, Counted>): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      for (const { month, channel, delivered, repeated, lastAt } of batch.values()) {
        const add =
          'UPDATE event_meter SET delivered = delivered + ?, repeated = repeated + ?, last_at = ? WHERE month = ? AND channel = ?';
        if ((await changedBy(tx, add, [delivered, repeated, lastAt, month, channel])) > 0) continue;
        await insertRows(tx, EventMeterRow, [{ month, channel, delivered, repeated, last_at: lastAt }]);
      }
    }, 'records');
  }
}

function addedUp(earlier: Counted, later: Counted): Counted {
  return {
    ...later,
    delivered: earlier.delivered + later.delivered,
    repeated: earlier.repeated + later.repeated,
    lastAt: Math.max(earlier.lastAt, later.lastAt),
  };
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
