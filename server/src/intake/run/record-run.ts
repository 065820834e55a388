import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CallMeter, type MeteredPurpose } from '../../connectors/dingtalk/call/call-meter.js';
import { DingTalkError } from '../../connectors/source.js';
import { Database } from '../../database/database.js';
import { databaseTroubleOf, isDatabaseAway } from '../../database/database-away.js';
import { DATABASE_WORDS } from '../../database/database-problem.js';
import { StoppingError } from './intake.errors.js';
import { IntakeRuns } from './intake-runs.js';
import type { RunTally } from './run-tally.js';

const CLOSE_AGAIN_MS = 1_000;
/** Most tries to close a run if the database is not away; an open run keeps its scheme from being collected. */
const MOST_TRIES = 10;
const UNKNOWN_END = '采集意外中断，已读到的审批都已保存。请再试一次，仍不行请联系管理员查看日志。';

/** Carries a run to its end, whatever the source of its approvals: counts its calls and records how it ended. */
@Injectable()
export class RecordRun {
  private readonly log = new Logger('intake');

  constructor(
    private readonly db: Database,
    private readonly meter: CallMeter,
    private readonly runs: IntakeRuns,
  ) {}

  /**
   * Runs `work` and closes the run; never throws what `work` throws. @param end.closing writes in the commit that closes the run.
   * @param end.countedAs one purpose for all its calls.
   */
  async run(
    runId: string,
    tally: RunTally,
    work: () => Promise<void>,
    end: {
      isStopping: () => boolean;
      closing?: (tx: EntityManager) => Promise<void>;
      countedAs?: MeteredPurpose;
    },
  ): Promise<void> {
    let error: string | null = null;
    try {
      await this.meter.within(tally, work, end.countedAs ?? null);
    } catch (cause) {
      error = this.told(runId, cause);
    }
    const close = async (tx: EntityManager): Promise<void> => {
      await end.closing?.(tx);
      await this.runs.close(tx, runId, tally, error);
    };
    await this.close(runId, close, end.isStopping);
  }

  /**
   * Closes the run. While the database is away the run stays open, so that no other run of its scheme spends calls on
   * approvals that could not be stored.
   */
  private async close(
    runId: string,
    write: (tx: EntityManager) => Promise<void>,
    isStopping: () => boolean,
  ): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.db.inTransaction(write);
      } catch (cause) {
        this.log.error(`run ${runId} could not be closed: ${String(cause)}`);
        if (isStopping() || (tries >= MOST_TRIES && !isDatabaseAway(cause))) return;
        await sleep(CLOSE_AGAIN_MS, undefined, { ref: false });
      }
    }
  }

  /** Returns what ended a run early, as a sentence. */
  private told(runId: string, cause: unknown): string {
    if (cause instanceof StoppingError) return cause.message;
    if (cause instanceof DingTalkError) {
      this.log.warn(`run ${runId}: ${cause.errorClass} ${cause.code}`);
      return cause.sentence;
    }
    const trouble = databaseTroubleOf(cause);
    if (trouble !== null) return `${DATABASE_WORDS[trouble].notice}。没有存下的审批，下一次采集会再取。`;
    this.log.error(`run ${runId}: ${String(cause)}`, cause instanceof Error ? cause.stack : undefined);
    return UNKNOWN_END;
  }
}
