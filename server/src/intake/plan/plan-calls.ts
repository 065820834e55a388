import type { CallBudget } from '@dingdee/shared/intake';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { CallMeter } from '../../connectors/dingtalk/call/call-meter.js';
import { DingTalkHealth } from '../../connectors/dingtalk/call/dingtalk-health.js';
import { readInt } from '../../database/columns.js';
import { Database } from '../../database/database.js';
import { monthStart } from '../../domain/beijing-time.js';
import { SchemeStore } from '../../scheme/version/scheme-store.js';
import { DAY_MS } from '../scope/sweep-window.js';
import { type CallPlan, type FormLoad, headReachMs, type MonthSoFar, planCalls } from './call-plan.js';

/** How often what comes of each form is counted again: it changes by the day. */
const COUNT_AGAIN_MS = 600_000;
const COUNTED_DAYS = 30;
/** What an approval itself costs is in its form's load. */
const OF_APPROVALS: readonly string[] = ['list', 'detail', 'comment'];

/** How the month's calls are spread over the sweeps, from what was used and what comes of each form. */
@Injectable()
export class PlanCalls {
  private counted: { at: number; loads: readonly FormLoad[] } | null = null;

  constructor(
    private readonly db: Database,
    private readonly store: SchemeStore,
    private readonly meter: CallMeter,
    private readonly health: DingTalkHealth,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** As of now. */
  async run(): Promise<CallPlan> {
    const { month } = await this.month();
    return this.planOf(month, await this.loads());
  }

  /** How far back a head sweep of a form lists. @param last when the newest launches were last listed. */
  async reachOf(schemeId: string, last: number | null): Promise<number> {
    const load = (await this.loads()).find((each) => each.schemeId === schemeId);
    return load ? headReachMs(load.perDay, this.settings.LOOK_BACK_DAYS * DAY_MS, Date.now(), last) : 0;
  }

  /** For people: used, planned, and what the end of the month will show. */
  async show(): Promise<CallBudget> {
    const { month, name, byPurpose } = await this.month();
    const plan = this.planOf(month, await this.loads());
    const { SWEEP_INTERVAL_MS: head, LOOK_BACK_INTERVAL_MS: lookBack } = this.settings;
    return {
      month: name,
      limit: month.limit,
      used: month.used,
      byPurpose: Object.entries(byPurpose)
        .map(([purpose, used]) => ({ purpose, used }))
        .sort((one, other) => other.used - one.used),
      resetsAt: month.monthEnd,
      spent: this.health.isQuotaSpent(month.now),
      forecast: plan.forecast,
      level: plan.level,
      short: plan.short,
      headEveryMs: head === 0 ? null : plan.headEveryMs,
      lookBackEveryMs: lookBack === 0 ? null : plan.lookBackEveryMs,
    };
  }

  private planOf(month: MonthSoFar, loads: readonly FormLoad[]): CallPlan {
    const { SWEEP_INTERVAL_MS: headMs, LOOK_BACK_INTERVAL_MS: lookBackMs } = this.settings;
    return planCalls(month, loads, { headMs, lookBackMs });
  }

  private async month(): Promise<{
    month: MonthSoFar;
    name: string;
    byPurpose: Readonly<Record<string, number>>;
  }> {
    const now = Date.now();
    const { month: name, used, byPurpose } = await this.meter.current();
    const other = Object.entries(byPurpose).reduce((sum, [key, n]) => sum + (OF_APPROVALS.includes(key) ? 0 : n), 0);
    const days = Math.max(1, (now - monthStart(name)) / DAY_MS);
    const limit = this.settings.DINGTALK_MONTHLY_CALLS;
    return {
      month: { now, monthEnd: monthStart(name, 1), limit, used, otherPerDay: other / days },
      name,
      byPurpose,
    };
  }

  private async loads(): Promise<readonly FormLoad[]> {
    const now = Date.now();
    const { counted } = this;
    if (counted !== null && Math.abs(now - counted.at) < COUNT_AGAIN_MS) return counted.loads;
    const loads = await this.count(now);
    // Of a form that nothing has come of nothing is known: the first sweep is about to tell.
    this.counted = loads.some(({ inLookBack }) => inLookBack === 0) ? null : { at: now, loads };
    return loads;
  }

  private async count(now: number): Promise<readonly FormLoad[]> {
    const { LOOK_BACK_DAYS } = this.settings;
    const on = (await this.store.list()).filter(({ enabled }) => enabled);
    return Promise.all(
      on.map(async ({ id }) => {
        // What has finished before a look-back begins was launched before it as well.
        const [row] = await this.db.query<{ late: unknown; listed: unknown }>(
          `SELECT SUM(CASE WHEN finished_at >= ? THEN 1 ELSE 0 END) AS late, SUM(CASE WHEN started_at >= ? THEN 1 ELSE 0 END) AS listed
           FROM approval WHERE scheme_id = ? AND finished_at >= ?`,
          [
            now - COUNTED_DAYS * DAY_MS,
            now - LOOK_BACK_DAYS * DAY_MS,
            id,
            now - Math.max(COUNTED_DAYS, LOOK_BACK_DAYS) * DAY_MS,
          ],
        );
        return {
          schemeId: id,
          perDay: readInt(row?.late ?? 0) / COUNTED_DAYS,
          inLookBack: readInt(row?.listed ?? 0),
        };
      }),
    );
  }
}
