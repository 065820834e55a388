import type { CheckLine, CheckUp, ConsentProbe } from '@dingdee/shared/check-up';
import type { Status } from '@dingdee/shared/status';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { CallMeter } from '../connectors/dingtalk/call/call-meter.js';
import { DingTalkClient } from '../connectors/source.js';
import { SourceSurvey, TargetSurvey } from '../connectors/survey.js';
import { KingdeeClient } from '../connectors/target.js';
import { Database } from '../database/database.js';
import { type Actor, SYSTEM } from '../domain/actor.js';
import { whenInWords } from '../domain/beijing-time.js';
import { LedgerHolds } from '../hold/ledger-holds.js';
import { PlanCalls } from '../intake/plan/plan-calls.js';
import { CardStanding } from '../notice/card-standing.js';
import { Wakes } from '../queue/wakes.js';
import { CheckUpRunningError, NoCheckLineError } from './check-up.errors.js';
import { ConsentProbes } from './consent/consent-probes.js';
import { loadFacts } from './facts/load-facts.js';
import { unknown } from './probe/finding.js';
import { NO_SUBJECT, type World } from './probe/probe.js';
import { countsOf } from './result-file.js';
import { PROBES } from './run/catalog.js';
import { LoginTries } from './run/login-tries.js';
import { askOne, type Found, runProbes } from './run/run-probes.js';
import { worldOf } from './run/world.js';
import { CheckUpStore, type RunState } from './store/check-up-store.js';
import { CONSENT_PROBES, type LineFound, wordsOf } from './words/line-words.js';
import { causeOnce } from './words/one-cause.js';
import { ownSecrets } from './words/own-secrets.js';

const HOUR_MS = 3_600_000;
/** Shortest time between two writes of the progress, in ms. */
const TELL_MS = 300;
/** Approximate number of lines, for the progress bar: organisations and forms are known only during the run. */
const EXPECTED = PROBES.length + 12;
const POSITION = new Map(
  [...PROBES.map(({ code }) => code), ...Object.keys(CONSENT_PROBES)].map((code, i) => [code, i]),
);

/** Runs the check-up（体检） on request and once a week, and stores the result. One run at a time, over all processes. */
@Injectable()
export class CheckUps implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('check-up');
  private running: Promise<void> = Promise.resolve();
  private readonly hide: (text: string) => string;
  /** Lines that this process is asking. */
  private readonly asked = new Map<string, Promise<CheckLine>>();

  constructor(
    private readonly store: CheckUpStore,
    private readonly db: Database,
    private readonly kingdee: KingdeeClient,
    private readonly target: TargetSurvey,
    private readonly dingtalk: DingTalkClient,
    private readonly source: SourceSurvey,
    private readonly consented: ConsentProbes,
    private readonly holds: LedgerHolds,
    private readonly wakes: Wakes,
    private readonly meter: CallMeter,
    private readonly tries: LoginTries,
    private readonly calls: PlanCalls,
    private readonly cards: CardStanding,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {
    this.hide = ownSecrets(settings);
  }

  onApplicationBootstrap(): void {
    const every = this.settings.CHECK_UP_INTERVAL_MS;
    if (every === 0) return;
    this.wakes.on('check-up', () => this.runWhenDue());
    this.wakes.every('check-up', Math.min(HOUR_MS, every));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.race([this.running, new Promise((resolve) => setTimeout(resolve, 2_000).unref())]);
  }

  /** Starts a run unless one is running; returns at once. @throws CheckUpRunningError while a single line is being asked. */
  async start(by: Actor): Promise<CheckUp> {
    const token = await this.store.claim(by.userId, EXPECTED);
    if (token !== null) this.running = this.run(token);
    const shown = await this.show();
    // No run is running either: a single line is being asked at this moment.
    if (token === null && shown.running === null) throw new CheckUpRunningError();
    return shown;
  }

  async show(): Promise<CheckUp> {
    const { lines, ...run } = await this.last();
    const shown = lines.map((line) => wordsOf(line, this.hide));
    return { ...run, failed: failureOf(run.failed), counts: countsOf(shown), lines: shown };
  }

  /** Returns the stored result in the order of the page, each cause shown once; no lines if it never ran. */
  async last(): Promise<RunState & { lines: LineFound[] }> {
    const [run, stored] = await Promise.all([this.store.run(), this.store.lines()]);
    const lines = stored.length === 0 ? [] : [...stored, ...this.notAsked(stored)];
    lines.sort((a, b) => (POSITION.get(a.probe) ?? 0) - (POSITION.get(b.probe) ?? 0) || (a.line < b.line ? -1 : 1));
    return { ...run, lines: causeOnce(lines) };
  }

  /** Returns the red findings of the last run, with the first of them in words; null if there are none. */
  async worst(): Promise<Status['checkUp']> {
    const red = (await this.last()).lines.filter(({ finding }) => finding.state === 'red');
    const [first] = red;
    if (!first) return null;
    const { title, came } = wordsOf(first, this.hide);
    return { at: Math.max(...red.map(({ at }) => at ?? 0)), red: red.length, sentence: `${title}：${came}` };
  }

  /**
   * Asks one line again; concurrent requests for the same line share one answer.
   * @param knowing the person was told that one more wrong password may lock the user.
   * @throws NoCheckLineError, CheckUpRunningError while anything else is asked, and the errors of LoginTries.mayAsk
   */
  again(line: string, knowing: boolean, by: Actor): Promise<CheckLine> {
    const key = `${line}${knowing ? ' knowing' : ''}`;
    const asked = this.asked.get(key) ?? this.askAgain(line, knowing, by).finally(() => this.asked.delete(key));
    this.asked.set(key, asked);
    return asked;
  }

  private async askAgain(line: string, knowing: boolean, by: Actor): Promise<CheckLine> {
    const known = await this.store.line(line);
    const probe = PROBES.find(({ code }) => code === (known?.probe ?? line));
    if (!probe) throw new NoCheckLineError(line);
    return this.alone(by, async (token) => {
      await this.tries.mayAsk(line, knowing, by, token);
      const found = await askOne(probe, known?.subject ?? NO_SUBJECT, await this.world());
      // Writes the call count before the next check reads it.
      await this.meter.flush();
      await this.store.finishLine(token, found);
      this.cardsAgain([found]);
      // Reads the other lines too: an earlier line may already show the same cause.
      const { lines } = await this.last();
      return wordsOf(lines.find((each) => each.line === found.line) ?? found, this.hide);
    });
  }

  /** Runs a probe that may write. @throws CheckUpRunningError, and the errors of ConsentProbes.run */
  withConsent(probe: ConsentProbe, by: Actor): Promise<CheckLine> {
    return this.alone(by, async (token) => {
      const { facts } = await this.world();
      const found = await this.consented.run(probe, facts.billTypes, by, token);
      this.cardsAgain([found]);
      return wordsOf(found, this.hide);
    });
  }

  private async alone<T>(by: Actor, work: (token: string) => Promise<T>): Promise<T> {
    const token = await this.store.claim(by.userId, 0);
    if (token === null) throw new CheckUpRunningError();
    try {
      return await work(token);
    } finally {
      // Already released if the line was written; if this fails, the lease expires.
      await this.store.release(token).catch(() => undefined);
    }
  }

  private async runWhenDue(): Promise<void> {
    if ((await this.holds.open()).length > 0) return;
    const { startedAt, failed } = await this.store.run();
    const last = Math.max(startedAt ?? 0, failed?.startedAt ?? 0);
    if (last > 0 && Math.abs(Date.now() - last) < this.settings.CHECK_UP_INTERVAL_MS * 0.9) return;
    const token = await this.store.claim(SYSTEM.userId, EXPECTED);
    if (token === null) return;
    this.running = this.run(token);
    await this.running;
  }

  private async run(token: string): Promise<void> {
    try {
      let done = 0;
      let toldAt = 0;
      let telling: Promise<unknown> = Promise.resolve();
      const told = (_: Found) => {
        done += 1;
        if (Date.now() - toldAt < TELL_MS) return;
        toldAt = Date.now();
        telling = this.store.progress(token, done, Math.max(done, EXPECTED)).catch(() => undefined);
      };
      const found = await runProbes(PROBES, await this.world(), { told });
      await telling;
      await this.meter.flush();
      await this.store.finish(token, found);
      this.cardsAgain(found);
    } catch (error) {
      await this.store.fail(token).catch(() => undefined);
      this.log.error(`the check-up ended half-way: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
    }
  }

  /** Returns lines that wait for a person's consent; the line for cards only if a template is set. */
  private notAsked(lines: readonly LineFound[]): LineFound[] {
    const { DINGTALK_CARD_TEMPLATE: template } = this.settings;
    return Object.keys(CONSENT_PROBES)
      .filter((probe) => !lines.some((line) => line.probe === probe))
      .filter((probe) => probe !== 'dingtalk/try-card' || template !== '')
      .map((probe) => ({
        line: probe,
        probe,
        subject: NO_SUBJECT,
        finding: unknown('not-yet'),
        at: null,
        ms: 0,
      }));
  }

  /** Lets this process try cards again as soon as the check-up finds nothing against them. */
  private cardsAgain(found: readonly Pick<LineFound, 'probe' | 'finding'>[]): void {
    const about = found.filter(({ probe }) => probe === 'dingtalk/cards' || probe === 'dingtalk/try-card');
    if (about.some(({ finding }) => finding.state === 'green' || finding.code === 'untried')) this.cards.again();
  }

  private async world(): Promise<World> {
    const { kingdee, target, dingtalk, source } = this;
    await this.meter.flush();
    const facts = await loadFacts(this.db, await this.calls.show(), this.settings);
    return worldOf({ kingdee, target, dingtalk, source }, facts);
  }
}

const UNDONE = {
  broken: {
    cause: '钉蝶自己出了错，当时的错误在服务器的日志里（check-up）',
    next: '再查一遍；还是这样，请部署钉蝶的管理员看日志。',
  },
  died: { cause: '钉蝶中途停了或重启了', next: '再查一遍。' },
} as const;

function failureOf(failed: RunState['failed']): CheckUp['failed'] {
  if (failed === null) return null;
  const { cause, next } = UNDONE[failed.why];
  const when = whenInWords(failed.startedAt);
  return {
    startedAt: failed.startedAt,
    sentence: `${when} 开始的体检没有查完：${cause}。这里还是在那之前查到的。${next}`,
  };
}
