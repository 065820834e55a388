import type { SweepGap } from '@dingdee/shared/intake';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { CallMeter } from '../../connectors/dingtalk/call/call-meter.js';
import { SchemeStore } from '../../scheme/version/scheme-store.js';
import { PlanCalls } from '../plan/plan-calls.js';
import { SchemesToPull } from '../scope/schemes-to-pull.js';
import { allowanceOf } from '../scope/sweep-budget.js';
import { DAY_MS } from '../scope/sweep-window.js';

/** Shows schemes with gaps: no look-back completed for a while, or older launches are owed. */
@Injectable()
export class SweepGaps {
  constructor(
    private readonly schemes: SchemesToPull,
    private readonly store: SchemeStore,
    private readonly meter: CallMeter,
    private readonly plan: PlanCalls,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async show(): Promise<SweepGap[]> {
    const { total: used } = await this.meter.current();
    const nextMonth = allowanceOf(this.settings.DINGTALK_MONTHLY_CALLS, used, 0) === 'next-month';
    const { lookBackEveryMs: every } = await this.plan.run();
    const late = Date.now() - Math.max(DAY_MS, Math.min(3 * every, every + 2 * DAY_MS));
    const names = new Map((await this.store.list()).map(({ id, name }) => [id, name]));
    return (await this.schemes.enabled()).flatMap(({ id, coverage: { lookBackUntil, owed } }) => {
      const behind = lookBackUntil !== null && lookBackUntil < late;
      if (!behind && owed === null) return [];
      return [{ schemeId: id, schemeName: names.get(id) ?? '', lookBackUntil, owed, nextMonth }];
    });
  }
}
