import type { CallBudget } from '@dingdee/shared/intake';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { CallMeter } from '../../connectors/dingtalk/call/call-meter.js';
import { Database } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import { DAY_MS, monthStart } from '../../domain/beijing-time.js';
import { QuotaMonth } from './quota-month.entity.js';

/** Tells until when DingTalk still answers after the month's calls are used up, as far as known: it grants some days of grace (dingtalk.md §9). */
@Injectable()
export class DaysOfGrace {
  constructor(
    private readonly db: Database,
    private readonly meter: CallMeter,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'DINGTALK_MONTHLY_CALLS' | 'DINGTALK_GRACE_DAYS'>,
  ) {}

  /** Notes the time when the calls of this month were first seen used up. */
  async note(now: number): Promise<void> {
    const { month, used } = await this.meter.current();
    if (used < this.settings.DINGTALK_MONTHLY_CALLS || (await this.since(month)) !== null) return;
    await this.db.inTransaction(async (tx) => {
      const rows: unknown[] = await tx.query('SELECT month FROM quota_month WHERE month = ?', [month]);
      if (rows.length === 0) await insertRows(tx, QuotaMonth, [{ month, used_up_at: now }]);
    });
  }

  /** @returns null while the month has calls left. */
  async show(month: string, used: number): Promise<CallBudget['grace']> {
    const { DINGTALK_MONTHLY_CALLS: limit, DINGTALK_GRACE_DAYS: days } = this.settings;
    if (used < limit) return null;
    const since = await this.since(month);
    if (since === null || days === 0) return { days, until: null };
    return { days, until: Math.min(since + days * DAY_MS, monthStart(month, 1)) };
  }

  private async since(month: string): Promise<number | null> {
    const [row] = await this.db.query<{ used_up_at: unknown }>('SELECT used_up_at FROM quota_month WHERE month = ?', [
      month,
    ]);
    return row ? Number(row.used_up_at) : null;
  }
}
