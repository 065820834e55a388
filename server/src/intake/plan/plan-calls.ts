import type { CallBudget } from '@dingdee/shared/intake';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { CallMeter, type OthersCalls } from '../../connectors/dingtalk/call/call-meter.js';
import { DingTalkHealth } from '../../connectors/dingtalk/call/dingtalk-health.js';
import { QuotaRefusals } from '../../connectors/dingtalk/call/quota-refusals.js';
import { readInt } from '../../database/columns.js';
import { Database } from '../../database/database.js';
import { monthStart } from '../../domain/beijing-time.js';
import { SchemeStore } from '../../scheme/version/scheme-store.js';
import { EventTrust } from '../channel/event-trust.js';
import { EventMeter } from '../event/event-meter.js';
import { KeptCalls } from '../scope/kept-calls.js';
import { mostOf } from '../scope/sweep-budget.js';
import { DAY_MS } from '../scope/sweep-window.js';
import {
  asProof,
  type CallPlan,
  type FormLoad,
  headReachMs,
  headWithinMs,
  looksEvery,
  type MonthSoFar,
  ONCE_A_DAY_MS,
  planCalls,
  stepsOf,
  turnMs,
} from './call-plan.js';
import { DaysOfGrace } from './days-of-grace.js';
import { unreadOf } from './month-end.js';
import { otherPerDay, othersPerDay } from './other-calls.js';

/** Time after which the approvals of each form are counted again, in ms; the counts change by the hour. */
const COUNT_AGAIN_MS = 600_000;
const MINUTE_MS = 60_000;
/** Whole weeks, so that each count holds as many working days. */
const COUNTED_DAYS = 28;
const ASKED_DAYS = 7;
/** An approval that takes longer than the reach of a morning's head sweep is late: only a look-back finds it. */
const LATE_MS = ONCE_A_DAY_MS;

interface Counted {
  loads: readonly FormLoad[];
  /** Comments that are still to be written. */
  owed: number;
}

/** How far events can be relied upon. */
type Trusted = Pick<SweepPlan, 'eventsSince' | 'reliesOnEvents'>;

/** The current plan. */
export interface SweepPlan extends CallPlan {
  /** Whether sweeps are only a rare check beside the events. */
  reliesOnEvents: boolean;
  /** Time since which events can be relied upon, in Unix ms; null if they cannot. A look-back has to find approvals that finished earlier. */
  eventsSince: number | null;
  /** The plan that applies without events. */
  withoutEvents: CallPlan;
}

/** The month with calls beside the ordinary work, see `withExtra`. */
export interface MonthWithExtra {
  used: number;
  limit: number;
  reserve: number;
  forecast: number;
  saved: number;
  left: number;
  /** When the next month begins, in Unix ms. */
  resetsAt: number;
}

/** Spreads the month's calls over the sweeps, from the calls used and the approvals that come of each form. */
@Injectable()
export class PlanCalls {
  private counted: (Counted & { at: number }) | null = null;
  /** The count in progress, shared by all callers; null if none is in progress. */
  private counting: Promise<Counted> | null = null;
  private planned: { loads: readonly FormLoad[]; key: string; plan: SweepPlan } | null = null;

  constructor(
    private readonly db: Database,
    private readonly store: SchemeStore,
    private readonly meter: CallMeter,
    private readonly health: DingTalkHealth,
    private readonly events: EventMeter,
    private readonly trust: EventTrust,
    private readonly kept: KeptCalls,
    private readonly grace: DaysOfGrace,
    private readonly refusals: QuotaRefusals,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Returns the current plan. */
  async run(): Promise<SweepPlan> {
    const { month } = await this.month();
    return this.planOf(month, await this.loads());
  }

  /** Notes when the month's calls were used up, for what is shown about DingTalk's days of grace, and learns of refusals of other processes. */
  async noteUsedUp(now: number): Promise<void> {
    await this.grace.note(now);
    await this.refusals.read(now);
  }

  /** Drops the counts: a look-back has read what they call unread. */
  countAgain(): void {
    this.counted = null;
  }

  /** Returns the load of each form whose scheme is on. */
  formLoads(): Promise<readonly FormLoad[]> {
    return this.loads();
  }

  /** Returns how far back a head sweep of a form lists, in ms. @param last when the newest launches were last listed, in Unix ms. */
  async reachOf(schemeId: string, last: number | null): Promise<number> {
    const load = (await this.loads()).find((each) => each.schemeId === schemeId);
    if (!load) return 0;
    const { tight, lastPages } = await this.run();
    return headReachMs(load.perDay, this.settings.LOOK_BACK_DAYS * DAY_MS, Date.now(), last, tight, lastPages);
  }

  /**
   * Returns the span of launches that one catching-up sweep lists, in ms: about one page, a day at least. Null means all launches: the
   * calls last, or the load of the form is unknown.
   */
  async turnMs(schemeId: string): Promise<number | null> {
    if ((await this.run()).level !== 'scarce') return null;
    const load = (await this.loads()).find((each) => each.schemeId === schemeId);
    return load ? turnMs(load, this.settings.LOOK_BACK_DAYS) : null;
  }

  /** Returns whether the month still has calls for requests beside the ordinary work. */
  async bearsMore(): Promise<boolean> {
    const { month } = await this.month();
    if (this.health.isQuotaSpent(month.now)) return false;
    return (await this.planOf(month, await this.loads())).forecast <= mostOf(month);
  }

  /**
   * Returns what calls beside the ordinary work would do to the month. @param extra number of calls, made at once.
   * @returns `left`: the most calls that still leave what write-backs need; `forecast`: calls used by the end of the month including `extra`;
   * `saved`: calls of sweeps that are left out because of `extra`.
   */
  async withExtra(extra: number): Promise<MonthWithExtra> {
    const { month } = await this.month();
    const [loads, plan] = [await this.loads(), this.planner(await this.trusted(month.now))];
    const forecast = (more: number): number => plan({ ...month, used: month.used + more }, loads).forecast;
    const most = mostOf(month);
    let left = 0;
    for (let step = most; step >= 1; step = Math.floor(step / 2))
      while (left + step <= most && forecast(left + step) <= most) left += step;
    if (this.health.isQuotaSpent(month.now)) left = 0;
    const { used, limit, reserve, monthEnd: resetsAt } = month;
    const atEnd = forecast(extra);
    return { used, limit, reserve, forecast: atEnd, saved: Math.max(0, forecast(0) + extra - atEnd), left, resetsAt };
  }

  /** Returns the budget as it is shown to people: used, planned, and the forecast for the end of the month. */
  async show(): Promise<CallBudget> {
    const { month, name, own, others, byPurpose } = await this.month();
    const [plan, connected] = [await this.planOf(month, await this.loads()), await this.trust.connected()];
    const { SWEEP_INTERVAL_MS: head, LOOK_BACK_INTERVAL_MS: lookBack } = this.settings;
    return {
      month: name,
      limit: month.limit,
      reserve: month.reserve,
      used: month.used,
      others,
      byPurpose: Object.entries(byPurpose)
        .map(([purpose, used]) => ({ purpose, used }))
        .sort((one, other) => other.used - one.used),
      byApi: [...(await this.meter.byApi())],
      resetsAt: month.monthEnd,
      spent: this.health.isQuotaSpent(month.now),
      grace: this.health.isQuotaSpent(month.now) ? null : await this.grace.show(name, own),
      kept: (await this.kept.until()) !== null,
      forecast: plan.forecast,
      level: plan.level,
      short: plan.short,
      recheck: this.settings.SOURCE_RECHECK === 'off' ? 'off' : plan.recheck ? 'on' : 'short',
      headEveryMs: head === 0 ? null : plan.headEveryMs,
      lookBackEveryMs: lookBack === 0 ? null : plan.lookBackEveryMs,
      events: await this.events.current(),
      steps: stepsOf(month, { headMs: head, lookBackMs: lookBack }),
      byEvents: connected === null ? 'none' : plan.reliesOnEvents ? 'relied-upon' : connected ? 'live' : 'down',
      headWithoutEventsMs: head === 0 ? null : plan.withoutEvents.headEveryMs,
      seenWithinMs: head === 0 ? null : headWithinMs(plan, head),
      seenWithoutEventsMs: head === 0 ? null : headWithinMs(plan.withoutEvents, head),
    };
  }

  /** Returns the plan of this month. A plan is a month forecast day by day, so one is kept for the forms that are looked at within its minute. */
  private async planOf(month: MonthSoFar, loads: readonly FormLoad[]): Promise<SweepPlan> {
    const trusted = await this.trusted(month.now);
    const minute = Math.floor(month.now / MINUTE_MS);
    const key = JSON.stringify([{ ...month, now: minute }, trusted]);
    if (this.planned?.loads !== loads || this.planned.key !== key)
      this.planned = { loads, key, plan: this.planner(trusted)(month, loads) };
    return this.planned.plan;
  }

  private async trusted(now: number): Promise<Trusted> {
    const eventsSince = await this.trust.since(now);
    return { eventsSince, reliesOnEvents: eventsSince !== null && (await this.trust.isProved(eventsSince)) };
  }

  /** Returns a function that plans a month with this trust in events. */
  private planner({
    eventsSince,
    reliesOnEvents,
  }: Trusted): (month: MonthSoFar, loads: readonly FormLoad[]) => SweepPlan {
    const { SWEEP_INTERVAL_MS: headMs, LOOK_BACK_INTERVAL_MS: lookBackMs } = this.settings;
    const floors = { headMs, lookBackMs };
    const wanted = this.settings.SOURCE_RECHECK;
    return (month, loads) => {
      const withoutEvents = planCalls(month, loads, floors, wanted);
      const proof = reliesOnEvents ? asProof(floors) : floors;
      const plan = planCalls({ ...month, eventsSince }, loads, proof, wanted, looksEvery(floors));
      return { ...plan, reliesOnEvents, eventsSince, withoutEvents };
    };
  }

  private async month(): Promise<{
    month: MonthSoFar;
    name: string;
    own: number;
    others: OthersCalls | null;
    byPurpose: Readonly<Record<string, number>>;
  }> {
    const now = Date.now();
    const { month: name, used: own, total: used, others, byPurpose } = await this.meter.current();
    const [from, monthEnd] = [monthStart(name), monthStart(name, 1)];
    const limit = this.settings.DINGTALK_MONTHLY_CALLS;
    const other =
      otherPerDay({ now, from, to: monthEnd, limit, used, byPurpose }) +
      (others === null ? 0 : othersPerDay(others, from));
    const { loads, owed } = await this.counts();
    const unread = loads.reduce((sum, load) => sum + (load.unread ?? 0), 0);
    const lookedBackAt = Math.min(now, ...loads.map((load) => load.lookedBackAt ?? now));
    const read = (byPurpose.detail ?? 0) + (byPurpose.event ?? 0);
    // A few approvals of the first days say nothing about the month.
    const perDay = loads.reduce((sum, load) => sum + load.perDay, 0);
    const asked = Math.min(1, (byPurpose.recheck ?? 0) / Math.max(1, read, ASKED_DAYS * perDay));
    const reserve = this.settings.DINGTALK_RESERVE_PERCENT;
    return {
      month: {
        now,
        monthEnd,
        limit,
        used,
        otherPerDay: other,
        unread,
        owed,
        asked,
        eventsSince: null,
        lookedBackAt,
        reserve,
      },
      name,
      own,
      others,
      byPurpose,
    };
  }

  private async loads(): Promise<readonly FormLoad[]> {
    return (await this.counts()).loads;
  }

  private async counts(): Promise<Counted> {
    const now = Date.now();
    const { counted } = this;
    if (counted !== null && Math.abs(now - counted.at) < COUNT_AGAIN_MS) return counted;
    this.counting ??= Promise.all([this.count(now), this.kept.owed()])
      .then(([loads, owed]) => {
        // A form without approvals has an unknown load until its first sweep, so such a count is not kept.
        this.counted = loads.some(({ inLookBack }) => inLookBack === 0) ? null : { at: now, loads, owed };
        return { loads, owed };
      })
      .finally(() => {
        this.counting = null;
      });
    return this.counting;
  }

  private async count(now: number): Promise<readonly FormLoad[]> {
    const { LOOK_BACK_DAYS } = this.settings;
    const on = (await this.store.list()).filter(({ enabled }) => enabled);
    return Promise.all(
      on.map(async ({ id }) => {
        const [scheme] = await this.db.query<{ n: unknown; at: unknown }>(
          `SELECT look_back_until AS at, (SELECT COUNT(*) FROM listed_approval WHERE outcome = 'open' AND started_at IS NULL AND scheme_id = s.id) AS n
           FROM scheme s WHERE id = ?`,
          [id],
        );
        const lookedBackAt = scheme?.at == null ? null : Math.min(now, Number(scheme.at));
        const since = lookedBackAt ?? now;
        // An approval that finished before the look-back's range was launched before it as well.
        const [row] = await this.db.query<Record<'finished' | 'listed' | 'earlier' | 'late', unknown>>(
          `SELECT SUM(CASE WHEN finished_at >= ? THEN 1 ELSE 0 END) AS finished, SUM(CASE WHEN started_at >= ? THEN 1 ELSE 0 END) AS listed,
            SUM(CASE WHEN finished_at >= ? AND finished_at < ? AND finished_at - started_at > ? THEN 1 ELSE 0 END) AS earlier,
            SUM(CASE WHEN finished_at >= ? AND finished_at - started_at > ? THEN 1 ELSE 0 END) AS late
           FROM approval WHERE source_version = 1 AND scheme_id = ? AND finished_at >= ?`,
          [
            now - COUNTED_DAYS * DAY_MS,
            now - LOOK_BACK_DAYS * DAY_MS,
            since - COUNTED_DAYS * DAY_MS,
            since,
            LATE_MS,
            since,
            LATE_MS,
            id,
            Math.min(since, now - Math.max(0, LOOK_BACK_DAYS - COUNTED_DAYS) * DAY_MS) - COUNTED_DAYS * DAY_MS,
          ],
        );
        const late = { before: readInt(row?.earlier ?? 0), beforeDays: COUNTED_DAYS, read: readInt(row?.late ?? 0) };
        const unread = unreadOf(late, now - since);
        return {
          schemeId: id,
          perDay: (readInt(row?.finished ?? 0) + unread) / COUNTED_DAYS,
          inLookBack: readInt(row?.listed ?? 0),
          older: readInt(scheme?.n ?? 0),
          unread,
          lookedBackAt,
        };
      }),
    );
  }
}
