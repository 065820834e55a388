import type { RuleUses, Simulations as Shown, Simulation, StartSimulation } from '@dingdee/shared/simulation';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import { formNamed } from '../connectors/forms/payment-form.js';
import { Database } from '../database/database.js';
import type { Actor } from '../domain/actor.js';
import { dayStart, isDay } from '../domain/beijing-time.js';
import { SchemeContentError } from '../scheme/version/scheme.errors.js';
import { SchemeStore, type SchemeVersionContent } from '../scheme/version/scheme-store.js';
import { readDraft } from '../trial/draft-content.js';
import { draftVersion } from '../trial/run-trial.js';
import { PeriodSums } from './period-sums.js';
import { RunSimulation, type Wanted } from './run-simulation.js';
import { ShowSimulation } from './show-simulation.js';
import { SimulationNothingError, SimulationRangeError } from './simulate.errors.js';
import { SimulatedBills } from './simulated-bills.js';
import { type Held, SimulationStore } from './simulation-store.js';

const DAY_MS = 86_400_000;
const MOST_DAYS = 731;
const LEAVE_MS = 2000;

/** 推演: starts a run, shows its progress, and stops it. It runs in the process that got the request. */
@Injectable()
export class Simulations implements BeforeApplicationShutdown {
  private readonly log = new Logger('simulation');
  private readonly leaving = new AbortController();
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly db: Database,
    private readonly schemes: SchemeStore,
    private readonly bills: SimulatedBills,
    private readonly store: SimulationStore,
    private readonly runner: RunSimulation,
    private readonly showing: ShowSimulation,
    private readonly audit: AuditLog,
  ) {}

  async beforeApplicationShutdown(): Promise<void> {
    this.leaving.abort();
    const patience = new Promise((resolve) => setTimeout(resolve, LEAVE_MS).unref());
    await Promise.race([Promise.all(this.running), patience]);
  }

  /**
   * Starts a run and returns as soon as it has begun.
   * @throws SchemeNotFoundError, SchemeContentError, SimulationRangeError, SimulationNothingError, SimulationRunningError
   */
  async start(schemeId: string, asked: StartSimulation, by: Actor): Promise<Simulation> {
    const { name, currentVersion } = await this.schemes.get(schemeId);
    const [from, until] = [dayStart(asked.from), dayStart(asked.to) + DAY_MS];
    if (!isDay(asked.from) || !isDay(asked.to) || until <= from || until - from > MOST_DAYS * DAY_MS)
      throw new SimulationRangeError();
    const version = await this.version(schemeId, currentVersion, asked, by);
    const draft = version.number > currentVersion;
    const period = { processCode: version.content.processCode, from, until };
    const { mapped, unmapped } = await this.bills.count(period);
    if (mapped === 0) throw new SimulationNothingError();
    const { tables, to } = asked;
    const run = {
      schemeId,
      version: version.number,
      draft,
      tables,
      from: asked.from,
      to,
      total: mapped,
      by: by.userId,
      sums: new PeriodSums(unmapped).told,
    };
    const held = await this.db.inTransaction(async (tx) => {
      const begun = await this.store.begin(tx, run);
      const detail = { name, version: version.number, draft, tables, from: asked.from, to, bills: mapped };
      await this.audit.append(tx, by, [
        { action: 'simulate-scheme', subjectKind: 'scheme', subjectId: schemeId, detail },
      ]);
      return begun;
    });
    this.go(held, { version, draft, tables, period, unmapped });
    return this.showing.one(held.id);
  }

  /** @throws SimulationNotFoundError */
  async stop(id: string): Promise<Simulation> {
    await this.store.stop(id);
    return this.showing.one(id);
  }

  /** @throws SchemeNotFoundError */
  async latest(schemeId: string): Promise<Shown> {
    await this.schemes.get(schemeId);
    return this.showing.latest(schemeId);
  }

  /** @throws SchemeNotFoundError */
  async ruleUses(schemeId: string): Promise<RuleUses> {
    await this.schemes.get(schemeId);
    return this.showing.ruleUses(schemeId);
  }

  private go(held: Held, wanted: Wanted): void {
    const run = this.runner
      .run(held, wanted, this.leaving.signal)
      .catch(async (error: unknown) => {
        this.log.error(
          `a simulation ended half-way: ${error instanceof Error ? (error.stack ?? error.message) : error}`,
        );
        await this.store.giveUp(held, 'failed').catch(() => undefined);
      })
      .finally(() => this.running.delete(run));
    this.running.add(run);
  }

  private async version(
    schemeId: string,
    current: number,
    { version, content }: StartSimulation,
    by: Actor,
  ): Promise<SchemeVersionContent> {
    const written = await this.schemes.version(schemeId, version ?? current);
    if (content === undefined) return written;
    const used = await this.schemes.version(schemeId, current);
    const draft = readDraft(content, () => formNamed(used.content.target), used.content);
    if (draft.content === null)
      throw new SchemeContentError(`没有开始：${draft.troubles[0]?.sentence ?? ''}改好了再推演。`);
    return draftVersion(used, draft.content, by);
  }
}
