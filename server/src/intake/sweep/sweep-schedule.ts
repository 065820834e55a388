import type { IntakeRun } from '@dingdee/shared/intake';
import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { DingTalkHealth } from '../../connectors/dingtalk/call/dingtalk-health.js';
import { SYSTEM } from '../../domain/actor.js';
import { LedgerHolds } from '../../hold/ledger-holds.js';
import { Wakes } from '../../queue/wakes.js';
import type { CallPlan } from '../plan/call-plan.js';
import { PlanCalls } from '../plan/plan-calls.js';
import { SweepTakenError } from '../run/intake.errors.js';
import { IntakeRuns } from '../run/intake-runs.js';
import { hearingPause } from '../scope/hearing.js';
import { OpenApprovals } from '../scope/open-approvals.js';
import type { SchemeToPull } from '../scope/scheme-to-pull.js';
import { SchemesToPull } from '../scope/schemes-to-pull.js';
import { PullApprovals } from './pull-approvals.js';

/** A timer that fires a little early still counts. */
const SLACK = 0.9;

/** Which sweep is due when: head sweeps often, look-backs seldom, as far as the month's calls go; open approvals by age (product.md §6). */
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
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.endInterrupted();
    this.wakes.on('sweep', () => this.sweepDue());
    for (const ms of [this.settings.SWEEP_INTERVAL_MS, this.settings.LOOK_BACK_INTERVAL_MS])
      if (ms > 0) this.wakes.every('sweep', ms);
    if (this.settings.SWEEP_INTERVAL_MS > 0) this.wakes.wake('sweep');
  }

  /** One scheme after the other: all share one limit per API. A spent quota stops sweeps until the next month. */
  private async sweepDue(): Promise<void> {
    await this.endInterrupted();
    // 现在采集 works all the same: a person asks for it.
    if ((await this.holds.open()).length > 0) return;
    for (const scheme of await this.schemes.enabled()) {
      if (this.health.isQuotaSpent(Date.now())) return;
      const last = await this.runs.lastStarts(scheme.id);
      const kind = this.dueKind(scheme, last, await this.plan.run(), Date.now());
      if (kind !== null) await this.sweep(scheme, kind, Math.max(0, ...last.values()));
    }
    // After those that are on: what one of them reads of the same form costs nothing here.
    for (const scheme of await this.schemes.listening()) {
      if (this.health.isQuotaSpent(Date.now())) return;
      const last = await this.runs.lastStarts(scheme.id);
      if (await this.listenIsDue(scheme, last.get('amendments') ?? 0))
        await this.sweep(scheme, 'amendments', Math.max(0, ...last.values()));
    }
  }

  /** Of several processes that find a sweep due at once one does it. */
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
    const pause = half ? lookBack : hearingPause(await this.runs.lastCost(id, 'amendments'), monthly, lookBack);
    return Date.now() - Math.max(listened, coverage.lookBackUntil ?? 0) >= pause * SLACK;
  }

  private dueKind(
    scheme: SchemeToPull,
    last: ReadonlyMap<IntakeRun['kind'], number>,
    { headEveryMs, lookBackEveryMs }: CallPlan,
    now: number,
  ): IntakeRun['kind'] | null {
    const since = (...kinds: IntakeRun['kind'][]) =>
      now - Math.max(...kinds.map((kind) => last.get(kind) ?? Number.NEGATIVE_INFINITY));
    const { SWEEP_INTERVAL_MS: head, LOOK_BACK_INTERVAL_MS: lookBack } = this.settings;
    if (lookBack > 0 && since('look-back', 'manual') >= lookBackEveryMs * SLACK) return 'look-back';
    if (head > 0 && since('head', 'look-back', 'manual') >= headEveryMs * SLACK) return 'head';
    return this.open.due(scheme.id, now).length > 0 ? 'open' : null;
  }
}
