import { setTimeout as sleep } from 'node:timers/promises';
import type { IntakeRun } from '@dingdee/shared/intake';
import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditLog } from '../../audit/audit-log.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { CallMeter } from '../../connectors/dingtalk/call/call-meter.js';
import { DingTalkClient, DingTalkError } from '../../connectors/source.js';
import { Database } from '../../database/database.js';
import { databaseTroubleOf, isDatabaseAway } from '../../database/database-away.js';
import { DATABASE_WORDS } from '../../database/database-problem.js';
import { type Actor, SYSTEM } from '../../domain/actor.js';
import { dayStart } from '../../domain/beijing-time.js';
import { PlanCalls } from '../plan/plan-calls.js';
import { PullPipeline } from '../pull/pull-pipeline.js';
import { StoppingError, SweepTakenError } from '../run/intake.errors.js';
import { IntakeRuns } from '../run/intake-runs.js';
import { RunTally } from '../run/run-tally.js';
import { OpenApprovals } from '../scope/open-approvals.js';
import type { SchemeToPull } from '../scope/scheme-to-pull.js';
import { SchemesToPull } from '../scope/schemes-to-pull.js';
import { allowanceOf } from '../scope/sweep-budget.js';
import { headWindow, nextPiece, planLookBack, type SweepRules, type SweepWindow } from '../scope/sweep-window.js';
import { listWindow } from './list-window.js';

type RunKind = IntakeRun['kind'];

/** A run that has begun. `ended` always resolves: how it ended is in the record. */
export interface StartedRun {
  runId: string;
  ended: Promise<void>;
}

const OPEN_PAGE = 20;
const CLOSE_AGAIN_MS = 1_000;
const UNKNOWN_END = '采集意外中断，已读到的审批都已保存。请再试一次，仍不行请联系管理员查看日志。';

/** Pulls the approvals of a scheme from DingTalk into the ledger: one run per scheme at a time, each recorded. */
@Injectable()
export class PullApprovals implements OnModuleDestroy {
  private readonly log = new Logger('intake');
  private readonly active = new Map<string, { kind: RunKind; started: Promise<StartedRun> }>();
  /** Whoever pressed 现在采集 while a head sweep was going: it reads only the newest launches, so the whole follows it. */
  private readonly asked = new Map<string, { scheme: SchemeToPull; by: Actor }>();
  /** Schemes whose run has listed and read everything and is only being recorded. */
  private readonly closing = new Set<string>();
  private stopping = false;

  constructor(
    private readonly db: Database,
    private readonly dingtalk: DingTalkClient,
    private readonly meter: CallMeter,
    private readonly runs: IntakeRuns,
    private readonly pipeline: PullPipeline,
    private readonly open: OpenApprovals,
    private readonly schemes: SchemesToPull,
    private readonly audit: AuditLog,
    private readonly plan: PlanCalls,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Runs notice and end early; what they read is saved. */
  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await Promise.allSettled([...this.active.values()].map(async ({ started }) => (await started).ended));
  }

  /**
   * Starts a run, or answers the one that is going on for this scheme; a person's run that meets a head sweep follows it.
   * @param latest the start of the newest run when this one was found due. @throws SweepTakenError where another has begun since.
   */
  start(scheme: SchemeToPull, kind: RunKind, by: Actor, latest?: number): Promise<StartedRun> {
    const going = this.active.get(scheme.id);
    if (going) {
      // It began while the scheme was off, and collects nothing.
      if (kind === 'manual' && going.kind === 'amendments') this.asked.set(scheme.id, { scheme, by });
      // It cannot see what has come since: whoever asks now wants a run that can.
      if (kind === 'manual' && this.closing.has(scheme.id)) return this.startAfter(going.started, scheme, by);
      if (kind === 'manual' && going.kind === 'head') this.asked.set(scheme.id, { scheme, by });
      return going.started.catch((error: unknown) => {
        if (kind === 'manual' && error instanceof SweepTakenError) return this.start(scheme, kind, by);
        throw error;
      });
    }
    const started = this.begin(scheme, kind, by, latest);
    this.active.set(scheme.id, { kind, started });
    const leave = () => {
      this.active.delete(scheme.id);
      this.closing.delete(scheme.id);
      const next = this.asked.get(scheme.id);
      this.asked.delete(scheme.id);
      if (!next || this.stopping) return;
      this.start(next.scheme, 'manual', next.by).catch((error: unknown) => this.log.error(String(error)));
    };
    started.then(({ ended }) => ended.then(leave), leave);
    return started;
  }

  private async startAfter(going: Promise<StartedRun>, scheme: SchemeToPull, by: Actor): Promise<StartedRun> {
    await (await going).ended;
    if (this.stopping) return going;
    return this.start(scheme, 'manual', by);
  }

  private async begin(scheme: SchemeToPull, kind: RunKind, by: Actor, latest?: number): Promise<StartedRun> {
    const runId = await this.db.inTransaction(async (tx) => {
      if (latest !== undefined && (await this.runs.startedSince(tx, scheme.id, latest))) throw new SweepTakenError();
      const id = await this.runs.open(tx, scheme.id, kind);
      if (by.userId !== SYSTEM.userId)
        await this.audit.append(tx, by, [
          { action: 'start', subjectKind: 'run', subjectId: id, detail: { schemeId: scheme.id } },
        ]);
      return id;
    });
    return { runId, ended: this.run(scheme, kind, runId, by.userId !== SYSTEM.userId) };
  }

  private async run(scheme: SchemeToPull, kind: RunKind, runId: string, asked: boolean): Promise<void> {
    const tally = new RunTally();
    let error: string | null = null;
    let headUntil: number | null = null;
    try {
      await this.dingtalk.lookAtScope(asked);
      headUntil = await this.meter.within(tally, () => this.sweep(scheme, kind, runId, tally, asked));
    } catch (cause) {
      error = this.told(runId, cause);
    }
    this.closing.add(scheme.id);
    await this.close(runId, async (tx) => {
      if (headUntil !== null) await this.schemes.setHeadUntil(tx, scheme.id, headUntil);
      await this.runs.close(tx, runId, tally, error);
    });
  }

  /** While nothing can be stored the run stays open, and no other of its scheme spends calls on what could not be kept. */
  private async close(runId: string, write: (tx: EntityManager) => Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await this.db.inTransaction(write);
      } catch (cause) {
        this.log.error(`run ${runId} could not be closed: ${String(cause)}`);
        if (!isDatabaseAway(cause) || this.stopping) return;
        await sleep(CLOSE_AGAIN_MS, undefined, { ref: false });
      }
    }
  }

  /** What ended a run early, as a sentence. */
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

  /**
   * @param asked whether a person asked for it.
   * @returns up to when launches have been seen now, null where that is noted already or none were listed.
   */
  private async sweep(
    scheme: SchemeToPull,
    kind: RunKind,
    runId: string,
    tally: RunTally,
    asked: boolean,
  ): Promise<number | null> {
    // What counts as heard was read: a cancellation that was still running an hour ago may have passed.
    const impatient = kind === 'manual' || scheme.amendmentsOnly;
    const base = { scheme, runId, tally, impatient, checkStop: () => this.checkStop() };
    const now = Date.now();
    if (kind === 'open') {
      await this.pipeline.run({ ...base, pages: pagesOf(this.open.due(scheme.id, now)) });
      return null;
    }
    // Where DingTalk can tell finished ones apart, an open approval costs no call (product.md §6).
    const list = (window: SweepWindow) =>
      this.pipeline.run({ ...base, pages: listWindow(this.dingtalk, scheme.content.processCode, window, true) });
    if (scheme.amendmentsOnly) {
      await this.listen(scheme.id, tally, list, asked);
      return null;
    }
    if (kind === 'head') {
      const headReachMs = await this.plan.reachOf(scheme.id, scheme.coverage.headUntil);
      const window = headWindow(scheme.coverage.headUntil, now, { ...this.rules, headReachMs });
      await list(window);
      return window.to;
    }
    const { cutOverDate } = scheme.content;
    const since = cutOverDate === null ? null : dayStart(cutOverDate);
    const rules = { ...this.rules, since };
    await list(planLookBack(now, scheme.coverage, rules).window);
    await this.db.inTransaction((tx) => this.schemes.covered(tx, scheme.id, now, rules));
    await this.payOwed(scheme.id, tally, list);
    return null;
  }

  /** Lists older launches that are owed, piece by piece, as far as the month's calls allow; what is left is for the next look-back. */
  private async payOwed(
    schemeId: string,
    tally: RunTally,
    list: (window: SweepWindow) => Promise<void>,
  ): Promise<void> {
    const began = tally.calls;
    for (;;) {
      const owed = await this.schemes.owed(schemeId);
      if (owed === null) return;
      const { used } = await this.meter.current();
      if (allowanceOf(this.settings.DINGTALK_MONTHLY_CALLS, used, tally.calls - began) !== 'go') return;
      const { piece, left } = nextPiece(owed, Date.now());
      const unread = tally.unread;
      await list(piece);
      const whole = tally.unread === unread;
      if (!(await this.db.inTransaction((tx) => this.schemes.paid(tx, schemeId, owed, left, whole)))) return;
    }
  }

  /**
   * Looks piece by piece for approvals that cancel or change one of a scheme that is off, within what a look-back may spend on what is
   * owed: what is left is for the next time, and until then the scheme has not heard. Who asks for it is not told to wait for the next
   * month: nothing of the scheme can be pushed before.
   */
  private async listen(
    schemeId: string,
    tally: RunTally,
    list: (window: SweepWindow) => Promise<void>,
    asked: boolean,
  ): Promise<void> {
    const [began, since] = [tally.calls, Date.now()];
    for (;;) {
      const used = asked ? 0 : (await this.meter.current()).used;
      if (allowanceOf(this.settings.DINGTALK_MONTHLY_CALLS, used, tally.calls - began) !== 'go') return;
      const now = Date.now();
      const looked = await this.db.inTransaction((tx) => this.schemes.hearing(tx, schemeId, now, this.rules));
      const { piece, left } = nextPiece(looked, now);
      const unread = tally.unread;
      await list(piece);
      const whole = tally.unread === unread;
      const goesOn = await this.db.inTransaction((tx) => this.schemes.heard(tx, schemeId, looked, left, whole));
      // What an earlier look had left says nothing of the time since.
      const late = whole && left === null && looked.to < since;
      if (!goesOn && !late) return;
    }
  }

  private get rules(): SweepRules {
    const { HEAD_OVERLAP_MS, LOOK_BACK_DAYS, LONG_LOOK_BACK_DAYS } = this.settings;
    return { overlapMs: HEAD_OVERLAP_MS, lookBackDays: LOOK_BACK_DAYS, longLookBackDays: LONG_LOOK_BACK_DAYS };
  }

  private checkStop(): void {
    if (this.stopping) throw new StoppingError();
  }
}

function pagesOf(ids: readonly string[]): (readonly string[])[] {
  const pages: (readonly string[])[] = [];
  for (let start = 0; start < ids.length; start += OPEN_PAGE) pages.push(ids.slice(start, start + OPEN_PAGE));
  return pages;
}
