import type { IntakeRun } from '@dingdee/shared/intake';
import { type LeftOutApproval, ReasonTally, readLeftOut, writeLeftOut } from './left-out.js';

/** Most failures that are listed one by one; the others are only counted. */
const MOST_FAILURES = 500;
/** A condition with many values makes a long reason; the list of a reason is asked for by it. */
const LONGEST_REASON = 300;

/** Counts of a run so far; once it has ended, seen = created + known + Σ skipped + failed. */
export class RunTally {
  seen = 0;
  created = 0;
  /** Approvals that were in the ledger already. */
  known = 0;
  calls = 0;
  /** Failures that another read may cure. */
  unread = 0;
  /** Skipped approvals that went into quarantine. */
  quarantined = 0;
  private readonly reasons = new Map<string, ReasonTally>();
  private readonly failures: { processInstanceId: string; reason: string }[] = [];
  private failedMore = 0;

  /** Returns the counts of a run that is continued. @param leftOut its column `left_out` */
  static from(
    run: Pick<IntakeRun, 'seen' | 'created' | 'known' | 'calls' | 'skipped' | 'failed'>,
    leftOut: string | null,
  ): RunTally {
    const tally = new RunTally();
    Object.assign(tally, { seen: run.seen, created: run.created, known: run.known, calls: run.calls });
    const listed = readLeftOut(leftOut);
    for (const sum of run.skipped) tally.reasons.set(sum.reason, ReasonTally.from(sum, listed.get(sum.reason) ?? []));
    for (const { processInstanceId, reason } of run.failed)
      if (processInstanceId !== '') tally.fail(processInstanceId, reason);
    return tally;
  }

  skip(said: string, approval: LeftOutApproval): void {
    const reason = said.slice(0, LONGEST_REASON);
    const of = this.reasons.get(reason) ?? new ReasonTally(reason);
    of.add(approval);
    this.reasons.set(reason, of);
  }

  fail(processInstanceId: string, reason: string): void {
    if (this.failures.length < MOST_FAILURES) this.failures.push({ processInstanceId, reason });
    else this.failedMore += 1;
  }

  get skipped(): IntakeRun['skipped'] {
    return [...this.reasons.values()].map(({ sum }) => sum);
  }

  /** Column `left_out` of the run. */
  get leftOut(): string {
    return writeLeftOut([...this.reasons.values()]);
  }

  get failed(): IntakeRun['failed'] {
    if (this.failedMore === 0) return this.failures;
    return [...this.failures, { processInstanceId: '', reason: `另有 ${this.failedMore} 张未能读取` }];
  }
}
