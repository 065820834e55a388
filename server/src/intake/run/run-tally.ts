import type { IntakeRun } from '@dingdee/shared/intake';

/** Most failures that are listed one by one; the others are only counted. */
const MOST_FAILURES = 500;

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
  private readonly reasons = new Map<string, number>();
  private readonly failures: { processInstanceId: string; reason: string }[] = [];
  private failedMore = 0;

  /** Returns the counts of a run that is continued. */
  static from(run: Pick<IntakeRun, 'seen' | 'created' | 'known' | 'calls' | 'skipped' | 'failed'>): RunTally {
    const tally = new RunTally();
    Object.assign(tally, { seen: run.seen, created: run.created, known: run.known, calls: run.calls });
    for (const { reason, count } of run.skipped) tally.skip(reason, count);
    for (const { processInstanceId, reason } of run.failed)
      if (processInstanceId !== '') tally.fail(processInstanceId, reason);
    return tally;
  }

  skip(reason: string, count = 1): void {
    if (count > 0) this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + count);
  }

  fail(processInstanceId: string, reason: string): void {
    if (this.failures.length < MOST_FAILURES) this.failures.push({ processInstanceId, reason });
    else this.failedMore += 1;
  }

  get skipped(): IntakeRun['skipped'] {
    return [...this.reasons].map(([reason, count]) => ({ reason, count }));
  }

  get failed(): IntakeRun['failed'] {
    if (this.failedMore === 0) return this.failures;
    return [...this.failures, { processInstanceId: '', reason: `另有 ${this.failedMore} 张未能读取` }];
  }
}
