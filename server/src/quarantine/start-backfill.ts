import type { StartBackfill as Start } from '@dingdee/shared/backfill';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../domain/actor.js';
import { BackfillNotFoundError } from '../intake/backfill/backfill.errors.js';
import { Backfills } from '../intake/backfill/backfills.js';
import { EstimateBackfill } from '../intake/backfill/estimate-backfill.js';
import { QuarantineDecisions } from '../intake/quarantine/quarantine-decisions.js';
import { Wakes } from '../queue/wakes.js';

/** Records requests for back-fills（开始补采, 停, 接着取, 再查金蝶）; the workers carry them out. */
@Injectable()
export class StartBackfill {
  constructor(
    private readonly backfills: Backfills,
    private readonly estimates: EstimateBackfill,
    private readonly decisions: QuarantineDecisions,
    private readonly wakes: Wakes,
  ) {}

  /** @returns the id of the batch. @throws BackfillRangeError, NothingToBackfillError, NoCallsLeftError, BackfillRunningError */
  async start({ schemeId, ...range }: Start, by: Actor): Promise<string> {
    const parts = await this.estimates.of(range, schemeId);
    await this.estimates.mustAfford(parts.reduce((sum, { lists, details }) => sum + lists + details, 0));
    const batchId = await this.backfills.start(
      range,
      parts.map(({ scheme, sliceDays, lists, details }) => ({
        id: scheme.id,
        formName: scheme.content.formName,
        sliceDays,
        calls: lists + details,
      })),
      by,
    );
    this.wakes.wake('back-fill');
    return batchId;
  }

  /** @throws BackfillNotFoundError */
  async stop(batchId: string, by: Actor): Promise<void> {
    await this.backfills.stop(batchId, by);
    this.wakes.wake('quarantine');
  }

  /** @throws BackfillNotFoundError, BackfillRunningError, NoCallsLeftError if not even the next list call is affordable */
  async resume(batchId: string, by: Actor): Promise<void> {
    await this.estimates.mustAfford(1);
    await this.backfills.resume(batchId, by);
    this.wakes.wake('back-fill');
  }

  /** @throws BackfillNotFoundError */
  async lookAgain(batchId: string): Promise<void> {
    if (!(await this.decisions.lookAgain(batchId))) throw new BackfillNotFoundError(batchId);
    this.wakes.wake('quarantine');
  }
}
