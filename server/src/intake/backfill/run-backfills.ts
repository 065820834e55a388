import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { DingTalkClient, DingTalkError } from '../../connectors/source.js';
import { isDatabaseAway } from '../../database/database-away.js';
import { Wakes } from '../../queue/wakes.js';
import { SchemeNotFoundError } from '../../scheme/version/scheme.errors.js';
import { PlanCalls } from '../plan/plan-calls.js';
import { PullPipeline } from '../pull/pull-pipeline.js';
import { StoppingError } from '../run/intake.errors.js';
import type { RunTally } from '../run/run-tally.js';
import { SchemesToPull } from '../scope/schemes-to-pull.js';
import { listWindow, MOST_REPEATED } from '../sweep/list-window.js';
import { PullApprovals, type RunWork } from '../sweep/pull-approvals.js';
import { BackfillStoppedError, NothingToBackfillError } from './backfill.errors.js';
import { Backfills, type RunningBackfill } from './backfills.js';
import { nextDays, windowOf } from './launch-days.js';

/** Length of a turn in ms; after the piece in progress, other sweeps of the form get their turn. */
const TURN_MS = 60_000;
/** Most tries for a piece in which single approvals could not be read; after them the next pieces get their turn. */
const MOST_TRIES = 3;
const RESERVED =
  '补采停下了：再取下去，本月剩下的额度就不够平时的采集和回写了。取到的都在隔离区；下个月额度恢复后，按“接着取”从断的地方继续。';
const UNKNOWN_END = '补采意外中断，取到的都在隔离区。按“接着取”再试，仍不行请管理员查看日志。';

/** Runs back-fills piece by piece into quarantine. Each mark is committed, so that an interrupted back-fill continues where it stopped. */
@Injectable()
export class RunBackfills implements OnApplicationBootstrap {
  private readonly log = new Logger('backfill');

  constructor(
    private readonly backfills: Backfills,
    private readonly pull: PullApprovals,
    private readonly pipeline: PullPipeline,
    private readonly schemes: SchemesToPull,
    private readonly plan: PlanCalls,
    private readonly dingtalk: DingTalkClient,
    private readonly wakes: Wakes,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'DUE_SWEEP_MS'>,
  ) {}

  onApplicationBootstrap(): void {
    this.wakes.on('back-fill', () => this.work());
    this.wakes.whenDue('back-fill', {
      withinMs: this.settings.DUE_SWEEP_MS,
      nextDue: async () => ((await this.backfills.anyRunning()) ? 0 : null),
    });
    this.wakes.wake('back-fill');
  }

  /** Runs one back-fill after the other, because all share one limit of calls. */
  async work(): Promise<void> {
    if (!(await this.backfills.anyRunning())) return;
    for (let next = await this.backfills.claim(); next; next = await this.backfills.claim()) {
      if (!(await this.run(next))) return;
      this.wakes.wake('quarantine');
    }
  }

  /** @returns false if the program stops or nothing can be stored; the back-fill is then taken up again later. */
  private async run(backfill: RunningBackfill): Promise<boolean> {
    const at = { ...backfill, tries: 0 };
    for (;;) {
      const ended: { cause?: unknown; whole?: true } = {};
      try {
        const scheme = await this.schemes.get(backfill.schemeId);
        if (!scheme || scheme.amendmentsOnly) throw new NothingToBackfillError();
        await this.pull.takeTurn(scheme, async (base) => {
          try {
            if (await this.turn(at, base)) ended.whole = true;
          } catch (cause) {
            ended.cause = cause;
            // A run that was stopped on purpose is not recorded as failed.
            if (!(cause instanceof BackfillStoppedError)) throw cause;
          }
        });
      } catch (cause) {
        ended.cause ??= cause;
      }
      if (ended.whole) {
        await this.backfills.end(at.id, 'done', null);
        return true;
      }
      if (ended.cause === undefined) continue;
      if (ended.cause instanceof StoppingError || isDatabaseAway(ended.cause)) return false;
      await this.broke(at.id, ended.cause);
      return true;
    }
  }

  /** @returns whether every day is listed. @throws the error that ends the back-fill for now. */
  private async turn(at: RunningBackfill & { tries: number }, base: Parameters<RunWork>[0]): Promise<boolean> {
    const until = Date.now() + TURN_MS;
    const { id: backfillId, batchId, schemeId } = at;
    for (;;) {
      const days = nextDays(at.range, at.listedUntil, at.sliceDays);
      if (days === null) return true;
      if (Date.now() >= until) return false;
      const { tally } = base;
      const before = { calls: tally.calls, known: tally.known, left: leftOut(tally), unread: tally.unread };
      const began = Date.now();
      const done = () => ({
        calls: tally.calls - before.calls,
        ms: Date.now() - began,
        known: tally.known - before.known,
        leftOut: leftOut(tally) - before.left,
        unread: tally.unread - before.unread,
      });
      const { processCode } = base.scheme.content;
      // These days are not listed again: an approval that a page skips because others are deleted meanwhile would be lost for good.
      // A piece with more pages than are repeated is halved, so that each of its parts is.
      const listing = {
        processCode,
        window: windowOf(days),
        finishedOnly: true,
        thorough: true,
        mostPages: MOST_REPEATED,
      };
      const pages = this.guarded(at.id, listWindow(this.dingtalk, listing));
      try {
        await this.pipeline.run({ ...base, pages, quarantine: { backfillId, batchId, schemeId } });
      } catch (cause) {
        await this.backfills.spent(at.id, { ...done(), known: 0, leftOut: 0, unread: 0 });
        throw cause;
      }
      const whole = tally.unread === before.unread;
      at.tries = whole ? 0 : at.tries + 1;
      if (!whole && at.tries < MOST_TRIES) {
        await this.backfills.spent(at.id, { ...done(), known: 0, leftOut: 0, unread: 0 });
        continue;
      }
      at.tries = 0;
      at.listedUntil = days.to;
      await this.backfills.advance(at.id, days.to, done());
    }
  }

  /** Yields the pages. Before each page it checks whether the back-fill shall go on, and whether the month's calls allow it. */
  private async *guarded(id: string, pages: AsyncIterable<readonly string[]>): AsyncGenerator<readonly string[]> {
    const look = async (): Promise<void> => {
      if (!(await this.backfills.goesOn(id))) throw new BackfillStoppedError(null);
      if (!(await this.plan.bearsMore())) throw new BackfillStoppedError(RESERVED);
    };
    await look();
    for await (const page of pages) {
      yield page;
      await look();
    }
  }

  private async broke(id: string, cause: unknown): Promise<void> {
    if (cause instanceof BackfillStoppedError) return this.backfills.end(id, 'stopped', cause.sentence);
    if (cause instanceof DingTalkError)
      return this.backfills.end(id, cause.errorClass === 'quota' ? 'stopped' : 'failed', cause.sentence);
    if (cause instanceof NothingToBackfillError || cause instanceof SchemeNotFoundError)
      return this.backfills.end(id, 'failed', '方案已停用或删除，补采停下了。启用后按“接着取”继续。');
    this.log.error(`${id}: ${String(cause)}`, cause instanceof Error ? cause.stack : undefined);
    return this.backfills.end(id, 'failed', UNKNOWN_END);
  }
}

/** Returns how many approvals the scheme does not collect, without those in quarantine, which are counted apart. */
const leftOut = ({ skipped, quarantined }: RunTally): number =>
  skipped.reduce((sum, { count }) => sum + count, 0) - quarantined;
