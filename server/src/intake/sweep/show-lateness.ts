import type { FormLateness } from '@dingdee/shared/intake';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { DingTalkHealth } from '../../connectors/dingtalk/call/dingtalk-health.js';
import { LedgerHolds } from '../../hold/ledger-holds.js';
import { SchemeStore } from '../../scheme/version/scheme-store.js';
import { EventTrust } from '../channel/event-trust.js';
import { latenessOf } from '../plan/lateness.js';
import { PlanCalls } from '../plan/plan-calls.js';
import { KeptCalls } from '../scope/kept-calls.js';

/** Shows how late a finished approval of each collected form may be seen, with the present events and plan. */
@Injectable()
export class ShowLateness {
  constructor(
    private readonly schemes: SchemeStore,
    private readonly plan: PlanCalls,
    private readonly trust: EventTrust,
    private readonly health: DingTalkHealth,
    private readonly holds: LedgerHolds,
    private readonly kept: KeptCalls,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async run(now: number): Promise<FormLateness[]> {
    const on = (await this.schemes.list()).filter(({ enabled }) => enabled);
    if (on.length === 0) return [];
    const [plan, loads, untold, stopped, heard] = await Promise.all([
      this.plan.run(),
      this.plan.formLoads(),
      this.trust.silentForms(now),
      this.stopped(now),
      Promise.all(on.map(({ processCode }) => this.trust.tellsOf(processCode, now))),
    ]);
    const { SWEEP_INTERVAL_MS: headMs, LOOK_BACK_INTERVAL_MS: wholeMs, LOOK_BACK_DAYS: lookBackDays } = this.settings;
    const switched = { headMs, lookBack: wholeMs > 0, lookBackDays };
    return on.map(({ id, formName, processCode }, at) => {
      const load = loads.find(({ schemeId }) => schemeId === id) ?? { perDay: 0 };
      const swept = latenessOf(plan, load, switched, now);
      const told = stopped === null && untold !== null && heard[at] === true && !untold.has(processCode);
      // Events bring approvals even if no sweep looks for missed ones.
      const off = swept.newWithinMs === null && !told ? 'off' : null;
      return { schemeId: id, formName, told, stopped: stopped ?? off, ...swept };
    });
  }

  /** Returns why nothing is collected automatically, for any form; null if it is. */
  private async stopped(now: number): Promise<FormLateness['stopped']> {
    if ((await this.holds.open()).length > 0) return 'hold';
    return this.health.isQuotaSpent(now) || (await this.kept.until()) !== null ? 'quota' : null;
  }
}
