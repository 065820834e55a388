import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { DingTalkHealth } from '../../connectors/dingtalk/call/dingtalk-health.js';
import { DingTalkClient } from '../../connectors/source.js';
import { clock } from '../../database/clock.js';
import { Database } from '../../database/database.js';
import { ownKey } from '../../database/lease-token.js';
import { LedgerHolds } from '../../hold/ledger-holds.js';
import { Wakes } from '../../queue/wakes.js';
import { SchemeNotFoundError } from '../../scheme/version/scheme.errors.js';
import { type PullEnd, PullPipeline } from '../pull/pull-pipeline.js';
import { StoppingError } from '../run/intake.errors.js';
import { IntakeRuns } from '../run/intake-runs.js';
import { RecordRun } from '../run/record-run.js';
import type { Allowance } from '../scope/allowance.js';
import { KeptCalls } from '../scope/kept-calls.js';
import type { SchemeToPull } from '../scope/scheme-to-pull.js';
import { SchemesToPull } from '../scope/schemes-to-pull.js';
import { endOf } from './event-end.js';
import { type EventEnd, type WaitingEvent, WaitingEvents } from './waiting-events.js';

/** Most events under way at a time; they are asked for again if the process dies. */
const MOST_UNDER_WAY = 50;
/** Time in ms after which a chunk is written. A person waits for each approval, so one slow detail must not hold back the others. */
const WRITE_WITHIN_MS = 50;
/** Time in ms after which a batch counts as slow; events that come meanwhile are worked on beside it. */
const PATIENCE_MS = 50;
const MOST_BATCHES = 4;
/** Interval in ms at which new events are looked for beside a slow batch. */
const LOOK_MS = 50;

/** A batch of events under way. */
interface Batch {
  ids: ReadonlySet<string>;
  /** Ids whose work has not ended. */
  left: Set<string>;
  work: Promise<unknown>;
}

/**
 * Processes events about finished approvals in the same way as approvals listed by a sweep, each with one detail call (decision 55). An
 * event is only a hint: its content is not believed, and losing one loses nothing.
 */
@Injectable()
export class ProcessEvents implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('events');
  private stopping = false;

  constructor(
    private readonly db: Database,
    private readonly events: WaitingEvents,
    private readonly schemes: SchemesToPull,
    private readonly pipeline: PullPipeline,
    private readonly runs: IntakeRuns,
    private readonly record: RecordRun,
    private readonly dingtalk: DingTalkClient,
    private readonly health: DingTalkHealth,
    private readonly holds: LedgerHolds,
    private readonly kept: KeptCalls,
    private readonly wakes: Wakes,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    this.wakes.on('event', () => this.run());
    this.wakes.whenDue('event', { withinMs: this.settings.DUE_SWEEP_MS, nextDue: () => this.events.nextDue() });
    this.wakes.wake('event');
  }

  onModuleDestroy(): void {
    this.stopping = true;
  }

  /** Processes due events until none is left: one batch after the other, and further batches beside a slow one. */
  async run(): Promise<void> {
    /** Batches under way, each with a promise that resolves once it has ended and left this map. */
    const batches = new Map<Batch, Promise<void>>();
    const failures: unknown[] = [];
    // Events that are held back are due again at once, so the loop ends and the next wake takes them.
    let goesOn = true;
    const follow = async (batch: Batch): Promise<void> => {
      const through = await batch.work.catch(noted(failures));
      if (!through) goesOn = false;
      batches.delete(batch);
    };
    for (;;) {
      const free = goesOn && failures.length === 0 && batches.size < MOST_BATCHES;
      const batch = free ? await this.begin([...batches.keys()]).catch(noted(failures)) : null;
      if (batch) batches.set(batch, follow(batch));
      if (batches.size === 0) break;
      await Promise.race([...batches.values(), sleep(batch ? PATIENCE_MS : LOOK_MS, undefined, { ref: false })]);
    }
    if (failures.length > 0) throw failures[0];
  }

  /**
   * Claims the next batch. @param others batches under way; a batch with the same approval goes first, so that it is
   * read once. @returns null if nothing may be done.
   */
  private async begin(others: readonly Batch[]): Promise<Batch | null> {
    const limit = MOST_UNDER_WAY - others.reduce((sum, { left }) => sum + left.size, 0);
    if (this.stopping || limit <= 0 || !(await this.events.isDue(clock.now()))) return null;
    const token = ownKey();
    const claimed = await this.claim(token, limit);
    if (claimed.length === 0) return null;
    const ids = new Set(claimed.map(({ processInstanceId }) => processInstanceId));
    const before = others.filter((other) => [...ids].some((id) => other.ids.has(id)));
    const left = new Set(ids);
    return { ids, left, work: this.work(token, claimed, left, before) };
  }

  /** @returns false if an event of the batch was not reached and still waits. */
  private async work(
    token: string,
    claimed: readonly WaitingEvent[],
    left: Set<string>,
    before: readonly Batch[],
  ): Promise<boolean> {
    await Promise.allSettled(before.map((other) => other.work));
    const ends = await this.treat(claimed, left);
    await this.db.inTransaction((tx) => this.events.settle(tx, token, ends, clock.now()));
    return ![...ends.values()].some(({ state }) => state === 'waiting');
  }

  private claim(token: string, limit: number): Promise<WaitingEvent[]> {
    return this.db.inTransaction(async (tx) => {
      // Attempts count missing answers for one event, not the time of an outage.
      if (this.health.outage !== null || (await this.holds.blocks(tx))) return [];
      const now = clock.now();
      return this.events.claim(tx, { token, until: this.leaseUntil(now), limit, now });
    });
  }

  private async treat(claimed: readonly WaitingEvent[], left: Set<string>): Promise<Map<string, EventEnd>> {
    const ends = new Map<string, EventEnd>();
    const byScheme = new Map<SchemeToPull, WaitingEvent[]>();
    const schemes = new Map((await this.schemes.enabled()).map((scheme) => [scheme.content.processCode, scheme]));
    const forms = await this.formsOf(claimed);
    for (const event of claimed) {
      const form = event.processCode || forms.get(event.processInstanceId) || '';
      const scheme = schemes.get(form);
      if (scheme) byScheme.set(scheme, [...(byScheme.get(scheme) ?? []), event]);
      else ends.set(event.key, { state: 'left-out', reason: form === '' ? 'no-code' : 'no-scheme' });
    }
    for (const [scheme, events] of byScheme)
      for (const [key, end] of await this.collect(scheme, events, left)) ends.set(key, end);
    return ends;
  }

  private formsOf(claimed: readonly WaitingEvent[]): Promise<ReadonlyMap<string, string>> {
    const ids = claimed.filter(({ processCode }) => processCode === '').map((event) => event.processInstanceId);
    return this.events.formsOf(ids, this.dingtalk.corpId);
  }

  private async collect(
    scheme: SchemeToPull,
    events: readonly WaitingEvent[],
    left: Set<string>,
  ): Promise<readonly (readonly [string, EventEnd])[]> {
    // Checking the ledger would still be free, but the sweeps of next month find these approvals anyway.
    const allowance = await this.kept.allowance();
    if (this.health.isQuotaSpent(Date.now()) || !allowance.isOpen)
      return events.map(({ key }) => [key, { state: 'left-out', reason: 'quota' }]);
    const told = new Map<string, PullEnd>();
    try {
      const ended = (id: string, end: PullEnd) => {
        told.set(id, end);
        left.delete(id);
      };
      const ids = [...new Set(events.map((event) => event.processInstanceId))];
      await this.pull(scheme, ids, ended, allowance);
    } catch (error) {
      if (!(error instanceof SchemeNotFoundError)) throw error;
      return events.map(({ key }) => [key, { state: 'left-out', reason: 'no-scheme' }]);
    }
    const pace = { now: clock.now(), waitMs: this.settings.RETRY_WAIT_MS };
    return events.map(({ key, processInstanceId, attempt }) => [
      key,
      endOf(told.get(processInstanceId), attempt, pace),
    ]);
  }

  private async pull(
    scheme: SchemeToPull,
    ids: readonly string[],
    ended: (id: string, end: PullEnd) => void,
    allowance: Allowance,
  ): Promise<void> {
    const { id: runId, tally } = await this.db.inTransaction((tx) => this.runs.openEvents(tx, scheme.id));
    const checkStop = () => {
      if (this.stopping) throw new StoppingError();
    };
    const pull = {
      scheme,
      runId,
      tally,
      pages: [ids],
      impatient: true,
      allowance,
      checkStop,
      purpose: 'event' as const,
      writeWithinMs: WRITE_WITHIN_MS,
    };
    const ends: PullEnd[] = [];
    const note = (id: string, end: PullEnd) => {
      ends.push(end);
      ended(id, end);
    };
    const work = () => this.pipeline.run({ ...pull, ended: note });
    await this.record.run(runId, tally, work, { isStopping: () => this.stopping });
    this.log.log(`${ids.length} approvals that DingTalk told of: ${inWords(ends)}`);
  }

  /** Returns the end of the lease, in Unix ms: long enough for the details of a batch if each is asked for again. */
  private leaseUntil(now: number): number {
    const { DINGTALK_TIMEOUT_MS, LEASE_MARGIN_MS } = this.settings;
    return now + 8 * DINGTALK_TIMEOUT_MS + 3 * LEASE_MARGIN_MS;
  }
}

/** Keeps an error until all batches under way have ended. */
const noted =
  (failures: unknown[]) =>
  (error: unknown): null => {
    failures.push(error);
    return null;
  };

/** Returns the counts of the ends, e.g. "3 stored, 1 open". */
function inWords(ends: readonly PullEnd[]): string {
  const counts = new Map<string, number>();
  for (const end of ends) {
    const word = typeof end === 'string' ? end : end.errorClass;
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].map(([word, n]) => `${n} ${word}`).join(', ') || 'none was read';
}
