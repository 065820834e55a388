import type { StartStatement, StatementRun } from '@dingdee/shared/statement';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { KingdeeHealth } from '../connectors/kingdee/transport/kingdee-health.js';
import { clock } from '../database/clock.js';
import { Database } from '../database/database.js';
import type { Actor } from '../domain/actor.js';
import { beijingDate, beijingMonth, DAY_MS, dayStart, isDay, monthStart } from '../domain/beijing-time.js';
import { Wakes } from '../queue/wakes.js';
import { isDue } from './due-days.js';
import { RunStatement } from './run-statement.js';
import { ShowStatement } from './show-statement.js';
import { StatementDayError, StatementRunningError } from './statement.errors.js';
import { type HeldRun, StatementStore } from './statement-store.js';

/** Days before yesterday are run only within this time after STATEMENT_HOUR. */
const NIGHT_MS = 6 * 3_600_000;
const HOUR_MS = 3_600_000;
const LEAVE_MS = 2000;
/** Closing or auditing the books also needs the year before the last one. */
const OLDEST_MONTHS = 24;
/** The nightly runs go back one year at most. */
const OLDEST_DAYS = 366;
/** Entries that never get an answer are not asked about for a whole year. */
const UNSURE_DAYS = 31;

/** 对账: runs once a night, and on request. It runs in the process that got the request. */
@Injectable()
export class Statements implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('statement');
  private readonly leaving = new AbortController();
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly db: Database,
    private readonly store: StatementStore,
    private readonly runner: RunStatement,
    private readonly showing: ShowStatement,
    private readonly health: KingdeeHealth,
    private readonly wakes: Wakes,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    if (this.settings.STATEMENT_DAYS === 0) return;
    this.wakes.on('statement', () => this.runDue());
    this.wakes.every('statement', this.settings.STATEMENT_LOOK_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.leaving.abort();
    const patience = new Promise((resolve) => setTimeout(resolve, LEAVE_MS).unref());
    await Promise.race([Promise.all(this.running), patience]);
  }

  /** Starts a run and returns as soon as it has begun. @throws StatementDayError, StatementRunningError */
  async start({ day }: StartStatement, by: Actor): Promise<StatementRun> {
    const now = clock.now();
    const from = dayStart(day);
    if (!isDay(day) || from > now || from < monthStart(beijingMonth(now), -OLDEST_MONTHS))
      throw new StatementDayError();
    const held = await this.store.begin(day, by);
    void this.go(held);
    return this.showing.run(held.id);
  }

  /**
   * Runs the last days each night (STATEMENT_DAYS), including missed days; then every older day with a bill that was under way and
   * has gone on since, however long that took.
   */
  private async runDue(): Promise<void> {
    const now = clock.now();
    const tonight = dayStart(beijingDate(now)) + this.settings.STATEMENT_HOUR * HOUR_MS;
    if (now < tonight || (await this.nothingYet())) return;
    const daysAgo = (back: number) => beijingDate(now - back * DAY_MS);
    const { STATEMENT_DAYS: days } = this.settings;
    for (let back = 1; back <= days; back += 1) {
      const day = daysAgo(back);
      const runs = await this.store.runsOf(day, tonight);
      const hadBills = runs !== null || (back > 1 && (await this.hadBills(day)));
      if (isDue(runs, back, tonight, hadBills) && !(await this.runOnce(day))) return;
      // If the program was down at night, only yesterday is made up for: by day Kingdee is for people.
      if (now > tonight + NIGHT_MS) return;
    }
    const older = { from: daysAgo(OLDEST_DAYS), unsureFrom: daysAgo(UNSURE_DAYS), before: daysAgo(days) };
    for (const day of await this.store.wentOn(older, tonight))
      if (((await this.store.runsOf(day, tonight))?.last ?? 0) < tonight && !(await this.runOnce(day))) return;
  }

  /** @returns false if no run is possible now. */
  private async runOnce(day: string): Promise<boolean> {
    if (this.leaving.signal.aborted || this.health.outage !== null) return false;
    try {
      await this.go(await this.store.begin(day, null));
    } catch (error) {
      // Another process, or a person, runs this day already.
      if (!(error instanceof StatementRunningError)) throw error;
    }
    return true;
  }

  private async nothingYet(): Promise<boolean> {
    const rows = await this.db.query('SELECT id FROM bill LIMIT 1');
    return rows.length === 0;
  }

  /** True if the ledger has an approval of that day or an earlier one. */
  private async hadBills(day: string): Promise<boolean> {
    const rows = await this.db.query('SELECT id FROM bill WHERE finished_at < ? LIMIT 1', [dayStart(day) + DAY_MS]);
    return rows.length > 0;
  }

  private go(held: HeldRun): Promise<void> {
    const run = this.runner
      .run(held, this.leaving.signal)
      .catch(async (error: unknown) => {
        this.log.error(
          `a statement ended half-way: ${error instanceof Error ? (error.stack ?? error.message) : error}`,
        );
        await this.store.giveUp(held).catch(() => undefined);
      })
      .finally(() => this.running.delete(run));
    this.running.add(run);
    return run;
  }
}
