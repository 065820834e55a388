import type { IntakeRun } from '@dingdee/shared/intake';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import type { Actor } from '../../domain/actor.js';
import { AskedEnoughError, SchemeNotPulledError } from '../run/intake.errors.js';
import { IntakeRuns } from '../run/intake-runs.js';
import { SchemesToPull } from '../scope/schemes-to-pull.js';
import { DAY_MS } from '../scope/sweep-window.js';
import { PullApprovals } from './pull-approvals.js';

/** Share of the month's calls that manual runs may use in vain within a day, and the least number of calls. */
const IN_VAIN = { share: 0.05, least: 50 };

/** Starts manual runs（立即采集）. */
@Injectable()
export class StartRuns {
  constructor(
    private readonly schemes: SchemesToPull,
    private readonly pull: PullApprovals,
    private readonly runs: IntakeRuns,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /**
   * Starts a run for one scheme, or for each scheme that is enabled or listened to while it is off, and does not wait for its end.
   * @returns the runs as they are now; a run in progress is returned instead of a second one.
   * @throws AskedEnoughError if a person who is no administrator asks after too many runs in vain, SchemeNotPulledError for a scheme that
   * is off and has no unfinished bill, SchemeNotFoundError for an unknown one.
   */
  async start(schemeId: string | null, by: Actor): Promise<IntakeRun[]> {
    if (!by.roles.includes('admin')) await this.mustNotBeEnough();
    const one = schemeId === null ? null : await this.schemes.get(schemeId);
    if (schemeId !== null && one === null) throw new SchemeNotPulledError(schemeId);
    const schemes = one === null ? [...(await this.schemes.enabled()), ...(await this.schemes.listening())] : [one];
    const started = await Promise.all(
      schemes.map((scheme) => this.pull.start(scheme, scheme.amendmentsOnly ? 'amendments' : 'manual', by)),
    );
    return this.runs.byIds(started.map(({ runId }) => runId));
  }

  /** Repeated manual runs would use up everybody's calls of the month, so only an administrator may go on. @throws AskedEnoughError */
  private async mustNotBeEnough(): Promise<void> {
    const { calls, first } = await this.runs.askedInVain(Date.now() - DAY_MS);
    const most = Math.max(IN_VAIN.least, this.settings.DINGTALK_MONTHLY_CALLS * IN_VAIN.share);
    if (first !== null && calls >= most) throw new AskedEnoughError(calls, first + DAY_MS);
  }
}
