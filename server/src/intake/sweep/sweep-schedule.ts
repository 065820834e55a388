import type { IntakeRun } from '@dingdee/shared/intake';
import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { DingTalkHealth } from '../../connectors/dingtalk/call/dingtalk-health.js';
import { SYSTEM } from '../../domain/actor.js';
import { monthOf } from '../../domain/beijing-time.js';
import { LedgerHolds } from '../../hold/ledger-holds.js';
import { Wakes } from '../../queue/wakes.js';
import { headDueAt, morningOf, SLACK } from '../plan/call-plan.js';
import { lookBackDueAt } from '../plan/month-end.js';
import { PlanCalls, type SweepPlan } from '../plan/plan-calls.js';
import { SweepTakenError } from '../run/intake.errors.js';
import { IntakeRuns } from '../run/intake-runs.js';
import { hearingPause } from '../scope/hearing.js';
import { KeptCalls } from '../scope/kept-calls.js';
import { OpenApprovals } from '../scope/open-approvals.js';
import type { SchemeToPull } from '../scope/scheme-to-pull.js';
import { SchemesToPull } from '../scope/schemes-to-pull.js';
import { DAY_MS, isBehind } from '../scope/sweep-window.js';
import { PullApprovals } from './pull-approvals.js';

/** Shortest time in ms between two look-backs that prove unstable events complete. */
const PROOF_GAP_MS = 6 * 3_600_000;

/** Starts sweeps when they are due: head sweeps often, look-backs seldom, as far as the month's calls go; open approvals by age (product.md §6). */
@Injectable()
export class SweepSchedule implements OnApplicationBootstrap {
  private readonly log = new Logger('intake');

  constructor(
    private readonly wakes: Wakes,
    private readonly runs: IntakeRuns,
    private readonly pull: PullApprovals,
    private readonly schemes: SchemesToPull,
    private readonly open: OpenApprovals,
    private readonly health: DingTalkHealth,
    private readonly holds: LedgerHolds,
    private readonly plan: PlanCalls,
    private readonly kept: KeptCalls,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.endInterrupted();
    this.wakes.on('sweep', () => this.sweepDue());
    for (const ms of [this.settings.SWEEP_INTERVAL_MS, this.settings.LOOK_BACK_INTERVAL_MS])
      if (ms > 0) this.wakes.every('sweep', ms);
    if (this.settings.SWEEP_INTERVAL_MS > 0) this.wakes.wake('sweep');
  }

  /** Sweeps one scheme after the other, because all share one limit per API. A spent quota stops sweeps until the next month. */
  private async sweepDue(): Promise<void> {
    await this.endInterrupted();
    await this.plan.noteUsedUp(Date.now());
    // 现在采集 still works during a hold, because a person asks for it.
    if ((await this.holds.open()).length > 0) return;
    while (await this.sweepEach());
    // Schemes that are off come last: approvals that an enabled scheme of the same form has read cost nothing here.
    for (const scheme of await this.schemes.listening()) {
      if (await this.isSpent()) return;
      const last = await this.runs.lastStarts(scheme.id);
      if (await this.listenIsDue(scheme, last.get('amendments') ?? 0))
        await this.sweep(scheme, 'amendments', Math.max(0, ...last.values()));
    }
  }

  /**
   * Sweeps each enabled scheme once. If the calls do not last, schemes catch up in turns, the one furthest behind first.
   * @returns whether a scheme advanced and another round may bring it further.
   */
  private async sweepEach(): Promise<boolean> {
    let goesOn = false;
    for (const { scheme, behind } of await this.furthestBehindFirst()) {
      if (await this.isSpent()) return false;
      const last = await this.runs.lastStarts(scheme.id);
      const kind = await this.dueKind(scheme, last, await this.plan.run(), { now: Date.now(), behind });
      if (kind === null) continue;
      await this.sweep(scheme, kind, Math.max(0, ...last.values()));
      goesOn ||= behind && (await this.cameFurther(scheme, last));
    }
    return goesOn;
  }

  /**
   * Returns whether a sweep has listed more since, or a look-back came through. One that failed is tried again with the next check: DingTalk may be
   * away for hours, and a run without a call is in no count of tries.
   */
  private async cameFurther(before: SchemeToPull, last: ReadonlyMap<IntakeRun['kind'], number>): Promise<boolean> {
    const after = await this.schemes.get(before.id);
    if (after === null) return false;
    if (listedTo(after) > listedTo(before)) return true;
    return ((await this.runs.lastStarts(before.id)).get('look-back') ?? 0) > (last.get('look-back') ?? 0);
  }

  private async furthestBehindFirst(): Promise<{ scheme: SchemeToPull; behind: boolean }[]> {
    const now = Date.now();
    const each = (await this.schemes.enabled()).map(async (scheme) => {
      const behind = isBehind(scheme.coverage.headUntil, now, await this.plan.turnMs(scheme.id));
      return { scheme, behind, since: behind ? listedTo(scheme) : now };
    });
    return (await Promise.all(each)).sort((one, other) => one.since - other.since);
  }

  /** Returns whether the month has no calls left, or only those that comments need. */
  private async isSpent(): Promise<boolean> {
    return this.health.isQuotaSpent(Date.now()) || (await this.kept.until()) !== null;
  }

  /** Runs a sweep. If several processes find it due at once, only one runs it. */
  private async sweep(scheme: SchemeToPull, kind: IntakeRun['kind'], latest: number): Promise<void> {
    try {
      await (await this.pull.start(scheme, kind, SYSTEM, latest)).ended;
    } catch (error) {
      if (!(error instanceof SweepTakenError)) throw error;
    }
  }

  private async endInterrupted(): Promise<void> {
    const interrupted = await this.runs.failInterrupted();
    if (interrupted > 0) this.log.warn(`${interrupted} runs of a process that has gone were interrupted`);
  }

  private async listenIsDue({ id, coverage }: SchemeToPull, listened: number): Promise<boolean> {
    const { LOOK_BACK_INTERVAL_MS: lookBack, DINGTALK_MONTHLY_CALLS: monthly } = this.settings;
    if (lookBack <= 0) return false;
    const half = await this.schemes.isHearing(id);
    const whole = hearingPause(await this.runs.lastCost(id, 'amendments'), monthly, lookBack);
    const heard = Math.max(listened, coverage.lookBackUntil ?? 0);
    if (Date.now() - heard < (half ? lookBack : whole) * SLACK) return false;
    return this.mayTry(id, 'amendments', listened, lookBack, Math.max(whole, DAY_MS));
  }

  /**
   * Returns whether a failed sweep may be tried again. The first retry comes at the next check; further ones back off until they are as
   * rare as planned sweeps, because no plan includes the calls of such tries. A new quota month begins without tries: what broke off on the
   * last day may have lacked calls only.
   * @param since start of the last completed sweep, in Unix ms. @param everyMs the planned interval.
   */
  private async mayTry(id: string, kind: IntakeRun['kind'], since: number, floorMs: number, everyMs: number) {
    const now = Date.now();
    const { times, at } = await this.runs.brokenOff(id, kind, Math.max(since, monthOf(now)));
    return times < 2 || now - at >= Math.min(everyMs, floorMs * 2 ** (times - 1)) * SLACK;
  }

  private async dueKind(
    scheme: SchemeToPull,
    last: ReadonlyMap<IntakeRun['kind'], number>,
    plan: SweepPlan,
    { now, behind }: { now: number; behind: boolean },
  ): Promise<IntakeRun['kind'] | null> {
    const { headEveryMs, lookBackEveryMs, level, eventsSince, lastPages, proofPays } = plan;
    const latest = (...kinds: IntakeRun['kind'][]) => Math.max(0, ...kinds.map((kind) => last.get(kind) ?? 0));
    const { SWEEP_INTERVAL_MS: head, LOOK_BACK_INTERVAL_MS: lookBack } = this.settings;
    const { id } = scheme;
    const whole = latest('look-back', 'manual');
    const newest = latest('head', 'look-back', 'manual');
    const early = lookBackEveryMs > DAY_MS ? 0 : lookBackEveryMs * (1 - SLACK);
    const due = lookBack > 0 && now >= lookBackDueAt(whole, lookBackEveryMs, lookBack) - early;
    if (due && lastPages === null)
      if (await this.mayTry(id, 'look-back', whole, lookBack, lookBackEveryMs)) return 'look-back';
    // This look-back finds approvals that finished while no events came. Afterwards sweeps are seldom, which saves more than it costs; where
    // they are seldom anyway, it has to pay by what is not asked about any more.
    const unproved = eventsSince !== null && (scheme.coverage.lookBackUntil ?? 0) < eventsSince;
    if (lookBack > 0 && unproved && (level !== 'scarce' || proofPays) && now - whole >= PROOF_GAP_MS)
      if (await this.mayTry(id, 'look-back', whole, lookBack, lookBackEveryMs)) return 'look-back';
    // A look-back for which the last day has no calls waits for the next month; a head sweep goes as deep as the calls do.
    const deep = due && lastPages !== null && newest < morningOf(now);
    if (head > 0 && (now >= headDueAt(newest, plan, head, SLACK) || behind || deep))
      if (await this.mayTry(id, 'head', newest, head, headEveryMs)) return 'head';
    if (this.open.due(id, now).length === 0) return null;
    return (await this.mayTry(id, 'open', latest('open'), head || lookBack, headEveryMs)) ? 'open' : null;
  }
}

const listedTo = ({ coverage }: SchemeToPull): number => coverage.headUntil ?? 0;
