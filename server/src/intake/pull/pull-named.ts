import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { KnownApprovals } from '../approval/known-approvals.js';
import { IntakeRuns } from '../run/intake-runs.js';
import { RecordRun } from '../run/record-run.js';
import { SchemesToPull } from '../scope/schemes-to-pull.js';
import { type PullEnd, PullPipeline } from './pull-pipeline.js';

/** Reads and stores approvals at once that, according to another approval, change or cancel it; they are recorded like events. */
@Injectable()
export class PullNamed {
  constructor(
    private readonly db: Database,
    private readonly known: KnownApprovals,
    private readonly runs: IntakeRuns,
    private readonly record: RecordRun,
    private readonly pipeline: PullPipeline,
    private readonly schemes: SchemesToPull,
  ) {}

  /**
   * Reads each approval that is not in the ledger, with one call each.
   * @returns how each ended; an approval that was not reached is missing. Its effect on the original's bills is committed with it.
   */
  async run(schemeId: string, ids: readonly string[]): Promise<ReadonlyMap<string, PullEnd>> {
    const ends = new Map<string, PullEnd>();
    const { settled, undecided } = await this.known.among(ids);
    for (const id of settled) ends.set(id, 'known');
    for (const { raw, unnoted } of undecided) if (!unnoted) ends.set(raw.processInstanceId, 'known');
    const wanted = ids.filter((id) => !ends.has(id));
    const scheme = wanted.length === 0 ? null : await this.schemes.get(schemeId);
    if (scheme === null) return ends;
    const { id: runId, tally } = await this.db.inTransaction((tx) => this.runs.openEvents(tx, schemeId));
    const work = () =>
      this.pipeline.run({
        scheme,
        runId,
        tally,
        pages: [wanted],
        impatient: true,
        changesOnly: true,
        checkStop: () => undefined,
        purpose: 'event',
        writeWithinMs: 50,
        ended: (id, end) => ends.set(id, end),
      });
    await this.record.run(runId, tally, work, { isStopping: () => false });
    return ends;
  }
}
