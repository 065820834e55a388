import type { IntakeRun } from '@dingdee/shared/intake';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../domain/actor.js';
import { SchemeNotPulledError } from '../run/intake.errors.js';
import { IntakeRuns } from '../run/intake-runs.js';
import { SchemesToPull } from '../scope/schemes-to-pull.js';
import { PullApprovals } from './pull-approvals.js';

/** 立即采集. */
@Injectable()
export class StartRuns {
  constructor(
    private readonly schemes: SchemesToPull,
    private readonly pull: PullApprovals,
    private readonly runs: IntakeRuns,
  ) {}

  /**
   * Starts a run for one scheme, or for each that is switched on or listened to while it is off, and does not wait for its end.
   * @returns the runs as they stand now; one that was going already is answered instead of a second.
   * @throws SchemeNotPulledError for a scheme that is off and has no unfinished bill, SchemeNotFoundError for an unknown one.
   */
  async start(schemeId: string | null, by: Actor): Promise<IntakeRun[]> {
    const one = schemeId === null ? null : await this.schemes.get(schemeId);
    if (schemeId !== null && one === null) throw new SchemeNotPulledError(schemeId);
    const schemes = one === null ? [...(await this.schemes.enabled()), ...(await this.schemes.listening())] : [one];
    const started = await Promise.all(
      schemes.map((scheme) => this.pull.start(scheme, scheme.amendmentsOnly ? 'amendments' : 'manual', by)),
    );
    return this.runs.byIds(started.map(({ runId }) => runId));
  }
}
