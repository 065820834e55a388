import { setTimeout as sleep } from 'node:timers/promises';
import type { IntakeRun } from '@dingdee/shared/intake';
import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { AuditLog } from '../../audit/audit-log.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { CallMeter } from '../../connectors/dingtalk/call/call-meter.js';
import { DingTalkClient } from '../../connectors/source.js';
import { Database } from '../../database/database.js';
import { type Actor, SYSTEM } from '../../domain/actor.js';
import { dayStart } from '../../domain/beijing-time.js';
import { ListedApprovals } from '../listed/listed-approvals.js';
import { PlanCalls } from '../plan/plan-calls.js';
import { type Pull, PullPipeline } from '../pull/pull-pipeline.js';
import { StoppingError, SweepTakenError } from '../run/intake.errors.js';
import { IntakeRuns } from '../run/intake-runs.js';
import { RecordRun } from '../run/record-run.js';
import { RunTally } from '../run/run-tally.js';
import { KeptCalls } from '../scope/kept-calls.js';
import { OpenApprovals } from '../scope/open-approvals.js';
import type { SchemeToPull } from '../scope/scheme-to-pull.js';
import { SchemesToPull } from '../scope/schemes-to-pull.js';
import { allowanceOf } from '../scope/sweep-budget.js';
import {
  asOfTurn,
  headWindow,
  isBehind,
  nextPiece,
  planLookBack,
  type SweepRules,
  type SweepWindow,
} from '../scope/sweep-window.js';
import { listWindow } from './list-window.js';
import { LookOlder } from './look-older.js';

type RunKind = IntakeRun['kind'];

/** A run that has begun. `ended` always resolves; the record of the run says how it ended. */
export interface StartedRun {
  runId: string;
  ended: Promise<void>;
}

/** The work of a run that is not a sweep (a turn of a back-fill). */
export type RunWork = (base: Omit<Pull, 'pages'>) => Promise<void>;

const OPEN_PAGE = 20;
/** Runs that read only a part of what a manual run reads. */
const PARTIAL: readonly RunKind[] = ['head', 'open', 'back-fill'];

/** Pulls the approvals of a scheme from DingTalk into the ledger: one run per scheme at a time, and each run is recorded. */
@Injectable()
export class PullApprovals implements OnModuleDestroy {
  private readonly log = new Logger('intake');
  private readonly active = new Map<string, { kind: RunKind; started: Promise<StartedRun> }>();
  /** People who pressed 现在采集 during a run that reads only a part, such as a head sweep; a full run follows it. By scheme id. */
  private readonly asked = new Map<string, { scheme: SchemeToPull; by: Actor }>();
  /** Ids of schemes whose run has listed and read everything and is only being recorded. */
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
    private readonly kept: KeptCalls,
    private readonly record: RecordRun,
    private readonly listed: ListedApprovals,
    private readonly older: LookOlder,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Ends the runs early; everything that they have read is saved. */
  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await Promise.allSettled([...this.active.values()].map(async ({ started }) => (await started).ended));
  }

  /**
   * Starts a run, or returns the run of this scheme that is in progress. A manual run follows a head sweep in progress.
   * @param latest the start of the newest run, in Unix ms, when this run was found due. @throws
   * SweepTakenError if another run has begun since.
   */
  start(scheme: SchemeToPull, kind: RunKind, by: Actor, latest?: number): Promise<StartedRun> {
    const going = this.active.get(scheme.id);
    if (going) {
      // The run in progress began while the scheme was off, and collects nothing.
      if (kind === 'manual' && going.kind === 'amendments') this.asked.set(scheme.id, { scheme, by });
      if (going.kind === 'back-fill' && kind !== 'manual')
        return this.startBehind(going.started, scheme, kind, by, latest);
      // The run in progress cannot see newer approvals, so a person who asks now gets a new run.
      if (kind === 'manual' && this.closing.has(scheme.id)) return this.startAfter(going.started, scheme, by);
      if (kind === 'manual' && PARTIAL.includes(going.kind)) this.asked.set(scheme.id, { scheme, by });
      return going.started.catch((error: unknown) => {
        if (kind === 'manual' && error instanceof SweepTakenError) return this.start(scheme, kind, by);
        throw error;
      });
    }
    return this.launch(scheme, kind, this.begin(scheme, kind, by, latest));
  }

  /**
   * Runs one turn of a back-fill. Waits until no other run of the scheme is in progress; other runs that come due wait for this turn.
   * @returns once the turn has ended. @throws SchemeNotFoundError
   */
  async takeTurn(scheme: SchemeToPull, work: RunWork): Promise<void> {
    for (let going = this.active.get(scheme.id); going; going = this.active.get(scheme.id)) {
      await going.started.then(({ ended }) => ended).catch(() => undefined);
      await sleep(0);
    }
    this.checkStop();
    const begun = this.begin(scheme, 'back-fill', SYSTEM, undefined, work);
    await (await this.launch(scheme, 'back-fill', begun)).ended;
  }

  private launch(scheme: SchemeToPull, kind: RunKind, started: Promise<StartedRun>): Promise<StartedRun> {
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

  /** Starts a due sweep after the back-fill in progress; the sweep is not dropped, because a back-fill may last for hours. */
  private async startBehind(
    going: Promise<StartedRun>,
    scheme: SchemeToPull,
    kind: RunKind,
    by: Actor,
    latest?: number,
  ): Promise<StartedRun> {
    await (await going).ended;
    if (this.stopping) return going;
    return this.start(scheme, kind, by, latest);
  }

  private async begin(
    scheme: SchemeToPull,
    kind: RunKind,
    by: Actor,
    latest?: number,
    work?: RunWork,
  ): Promise<StartedRun> {
    const runId = await this.db.inTransaction(async (tx) => {
      if (latest !== undefined && (await this.runs.startedSince(tx, scheme.id, latest))) throw new SweepTakenError();
      const id = await this.runs.open(tx, scheme.id, kind);
      if (by.userId !== SYSTEM.userId)
        await this.audit.append(tx, by, [
          { action: 'start', subjectKind: 'run', subjectId: id, detail: { schemeId: scheme.id } },
        ]);
      return id;
    });
    return { runId, ended: this.run(scheme, kind, runId, by.userId !== SYSTEM.userId, work) };
  }

  private async run(scheme: SchemeToPull, kind: RunKind, runId: string, asked: boolean, turn?: RunWork): Promise<void> {
    const tally = new RunTally();
    let headUntil: number | null = null;
    const work = async () => {
      try {
        await this.dingtalk.lookAtScope(asked);
        if (turn) await turn({ scheme, runId, tally, impatient: false, checkStop: () => this.checkStop() });
        else headUntil = await this.sweep(scheme, kind, runId, tally, asked);
      } finally {
        this.closing.add(scheme.id);
      }
    };
    await this.record.run(runId, tally, work, {
      isStopping: () => this.stopping,
      ...(turn ? { countedAs: 'back-fill' as const } : {}),
      closing: async (tx) => {
        if (headUntil !== null) await this.schemes.setHeadUntil(tx, scheme.id, headUntil);
      },
    });
  }

  /**
   * @param asked whether a person asked for the run.
   * @returns the time up to which launches have now been listed, in Unix ms; null if it is already noted or nothing was listed.
   */
  private async sweep(
    scheme: SchemeToPull,
    kind: RunKind,
    runId: string,
    tally: RunTally,
    asked: boolean,
  ): Promise<number | null> {
    // A scheme that is off counts as heard only if its approvals were read: a cancellation that was open an hour ago may have passed since.
    const impatient = kind === 'manual' || scheme.amendmentsOnly;
    const allowance = asked ? undefined : await this.kept.allowance();
    const base = { scheme, runId, tally, impatient, allowance, checkStop: () => this.checkStop() };
    const all = () => this.listAll(scheme, kind, base, asked);
    // Older approvals come first: reading the approvals of the first look-back may take hours, in which an older one may pass.
    if (!scheme.amendmentsOnly && ['look-back', 'manual'].includes(kind))
      await this.meter.lookingBack(() => this.older.look(base, kind === 'manual'));
    const until = await (kind === 'head' ? all() : this.meter.lookingBack(all));
    // Approvals that an earlier sweep listed but did not read may lie outside the window of this sweep.
    await this.pipeline.run({
      ...base,
      pages: pagesOf(await this.listed.unread(scheme.content.processCode, Date.now())),
    });
    if (['look-back', 'manual'].includes(kind)) this.plan.countAgain();
    return until;
  }

  private async listAll(
    scheme: SchemeToPull,
    kind: RunKind,
    base: Omit<Pull, 'pages'>,
    asked: boolean,
  ): Promise<number | null> {
    const { tally } = base;
    const now = await this.asOf(scheme, kind);
    if (kind === 'open') {
      await this.pipeline.run({ ...base, pages: pagesOf(this.open.due(scheme.id, now)) });
      return null;
    }
    // If DingTalk can list finished approvals only, an open approval costs no call (product.md §6).
    let exact = true;
    const onDoubt = () => {
      exact = false;
    };
    const list = async (window: SweepWindow, thorough = true, unread = 0) => {
      const { processCode } = scheme.content;
      const launches = await this.listed.launches(processCode, window);
      const listing = { processCode, window, finishedOnly: true, launches, unread, thorough, onDoubt };
      await this.pipeline.run({ ...base, pages: listWindow(this.dingtalk, listing) });
    };
    if (scheme.amendmentsOnly) {
      await this.listen(scheme.id, tally, (window) => list(window, false), asked);
      return null;
    }
    if (kind === 'head') {
      const headReachMs = await this.plan.reachOf(scheme.id, scheme.coverage.headUntil);
      const window = headWindow(scheme.coverage.headUntil, now, { ...this.rules, headReachMs });
      await list(window, false);
      return window.to;
    }
    const { cutOverDate } = scheme.content;
    const since = cutOverDate === null ? null : dayStart(cutOverDate);
    const rules = { ...this.rules, since };
    // The first look-back has no counts to go by and may be long. Only the next one is cut into pages and proves completeness.
    const load = (await this.plan.formLoads()).find(({ schemeId }) => schemeId === scheme.id);
    const { window } = planLookBack(now, scheme.coverage, rules);
    await list(window, scheme.coverage.lookBackUntil !== null, load?.unread);
    await this.db.inTransaction((tx) => this.schemes.covered(tx, scheme.id, now, rules));
    await this.payOwed(scheme.id, tally, list);
    if (exact && (await this.schemes.owed(scheme.id)) === null)
      await this.db.inTransaction((tx) => this.schemes.proven(tx, scheme.id, now));
    return null;
  }

  /**
   * Returns the time up to which launches are listed, in Unix ms: now, or, if the calls do not last, as far as
   * the current turn goes (oldest launches first).
   */
  private async asOf({ id, coverage: { headUntil } }: SchemeToPull, kind: RunKind): Promise<number> {
    const now = Date.now();
    if (kind !== 'head' && kind !== 'look-back') return now;
    const turnMs = await this.plan.turnMs(id);
    return isBehind(headUntil, now, turnMs) && turnMs !== null ? asOfTurn(kind, headUntil, now, turnMs) : now;
  }

  /** Lists older owed launches piece by piece, as far as the month's calls allow; the rest is left for the next look-back. */
  private async payOwed(
    schemeId: string,
    tally: RunTally,
    list: (window: SweepWindow) => Promise<void>,
  ): Promise<void> {
    const began = tally.calls;
    for (;;) {
      const owed = await this.schemes.owed(schemeId);
      if (owed === null) return;
      const { total: used } = await this.meter.current();
      if (allowanceOf(this.settings.DINGTALK_MONTHLY_CALLS, used, tally.calls - began) !== 'go') return;
      const { piece, left } = nextPiece(owed, Date.now());
      const unread = tally.unread;
      await list(piece);
      const whole = tally.unread === unread;
      if (!(await this.db.inTransaction((tx) => this.schemes.paid(tx, schemeId, owed, left, whole)))) return;
    }
  }

  /**
   * Searches piece by piece for approvals that cancel or change an approval of a scheme that is off. It may spend as many calls as a
   * look-back may spend on owed launches. The rest is left for the next run, and until then the scheme does not count as heard. A person's
   * run has no such limit, because nothing of the scheme can be pushed before it has been heard.
   */
  private async listen(
    schemeId: string,
    tally: RunTally,
    list: (window: SweepWindow) => Promise<void>,
    asked: boolean,
  ): Promise<void> {
    const [began, since] = [tally.calls, Date.now()];
    for (;;) {
      const used = asked ? 0 : (await this.meter.current()).total;
      if (allowanceOf(this.settings.DINGTALK_MONTHLY_CALLS, used, tally.calls - began) !== 'go') return;
      const now = Date.now();
      const looked = await this.db.inTransaction((tx) => this.schemes.hearing(tx, schemeId, now, this.rules));
      const { piece, left } = nextPiece(looked, now);
      const unread = tally.unread;
      await list(piece);
      const whole = tally.unread === unread;
      const goesOn = await this.db.inTransaction((tx) => this.schemes.heard(tx, schemeId, looked, left, whole));
      // A piece left by an earlier run says nothing about the time since that run.
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
