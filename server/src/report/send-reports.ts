import { REPORT_LATE_MS } from '@dingdee/shared/report';
import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { DingTalkHealth } from '../connectors/dingtalk/call/dingtalk-health.js';
import { ROBOT_TOO_OFTEN } from '../connectors/dingtalk/robots.js';
import { DingTalkClient, DingTalkError, type WriteOutcome } from '../connectors/source.js';
import { clock } from '../database/clock.js';
import { Database } from '../database/database.js';
import { keepTrying } from '../database/keep-trying.js';
import { ownKey } from '../database/lease-token.js';
import { LedgerHolds } from '../hold/ledger-holds.js';
import { Wakes } from '../queue/wakes.js';
import { PrepareReport } from './prepare-report.js';
import { type HeldSending, type Outcome, ReportSendings } from './report-sendings.js';
import { leaseMs, ROBOT_REST_MS } from './report-times.js';
import { RobotSeal } from './robot-seal.js';
import { isTime, nextDue } from './schedule.js';
import type { StoredReport } from './stored-report.js';

const AT_ONCE = 5;
/** Most sends of one message with an unknown result: a repeat does no harm, more of them are noise (decision 108). */
const MOST_SENDS = 3;
/** Most pauses after a refusal for too frequent messages. */
const MOST_RESTS = 6;

/** Stores due reports and sends stored ones, apart from everything that moves bills. */
@Injectable()
export class SendReports implements OnApplicationBootstrap {
  private readonly log = new Logger('report');

  constructor(
    private readonly db: Database,
    private readonly sendings: ReportSendings,
    private readonly prepare: PrepareReport,
    private readonly seal: RobotSeal,
    private readonly dingtalk: DingTalkClient,
    private readonly health: DingTalkHealth,
    private readonly holds: LedgerHolds,
    private readonly wakes: Wakes,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    this.wakes.on('report', () => this.run());
    this.wakes.whenDue('report', {
      withinMs: this.settings.DUE_SWEEP_MS,
      nextDue: () => this.sendings.nextDue(),
    });
    this.wakes.wake('report');
  }

  private async run(): Promise<void> {
    for (const report of await this.sendings.due())
      await this.put(report).catch((error: unknown) =>
        this.log.error(`report ${report.id} could not be made: ${String(error)}`),
      );
    const due = await this.sendings.nextSending();
    if (due === null || due > clock.now()) return;
    await this.db.inTransaction((tx) => this.sendings.giveUp(tx));
    await this.drain();
  }

  /** Sends a report that fell due while the program was down if its figures are still meaningful, else marks it as missed. */
  private async put(report: StoredReport): Promise<void> {
    const [now, dueAt] = [clock.now(), report.nextAt ?? 0];
    const next = nextDue(report, now);
    const reason = isTime(report, dueAt) && now - dueAt > REPORT_LATE_MS ? 'late' : null;
    const ready = isTime(report, dueAt) && reason === null ? await this.prepare.at(report, dueAt) : null;
    await this.db.inTransaction(async (tx) => {
      if (await this.holds.blocks(tx)) return;
      await this.sendings.put(tx, report, next, ready, reason);
    });
  }

  private async drain(): Promise<void> {
    for (;;) {
      const token = ownKey();
      const held = await this.db.inTransaction(async (tx) => {
        // A database that is behind its marker sends nothing until a person has checked it.
        if (this.health.outage !== null || (await this.holds.blocks(tx))) return [];
        const until = clock.now() + leaseMs(this.settings);
        return this.sendings.claim(tx, { token, until, limit: AT_ONCE });
      });
      if (held.length === 0) return;
      await Promise.all(held.map((one) => this.treat(one, token)));
    }
  }

  private async treat(one: HeldSending, token: string): Promise<void> {
    const outcome = await this.outcome(one, token);
    if (outcome.state !== 'sent') this.log.warn(`${one.id}: ${outcome.state} ${outcome.reason ?? ''}`);
    await keepTrying(this.log, `report ${one.id}`, () =>
      this.db.inTransaction((tx) => this.sendings.record(tx, token, one.id, outcome)),
    );
  }

  private async outcome(one: HeldSending, token: string): Promise<Outcome> {
    if (one.attempt >= MOST_SENDS + MOST_RESTS) return ended('unknown', 'no-answer');
    try {
      return this.afterSending(one, await this.send(one, token));
    } catch (error) {
      if (!(error instanceof DingTalkError)) throw error;
      // Nothing was sent yet.
      return this.later('dingtalk', error.sentence, 12 * this.settings.RETRY_WAIT_MS);
    }
  }

  private async send(one: HeldSending, token: string): Promise<WriteOutcome | Outcome> {
    const { reportId, target, targetId, title, text, robot } = one;
    const leaving = () => this.leaves(token, one);
    if (target === 'person') {
      const holds = await this.db.query('SELECT user_id FROM role WHERE user_id = ? LIMIT 1', [targetId]);
      if (holds.length === 0) return ended('refused', 'person');
      return this.dingtalk.notify({ userId: targetId, title, text }, leaving);
    }
    const opened = robot === null ? null : this.seal.open(reportId, robot);
    if (opened === null) return ended('refused', 'sealed');
    return this.dingtalk.postToGroup(opened, { title, text }, leaving);
  }

  private leaves(token: string, one: HeldSending): Promise<boolean> {
    return this.db.inTransaction(async (tx) =>
      (await this.holds.blocks(tx)) ? false : this.sendings.leaves(tx, token, one),
    );
  }

  private afterSending({ attempt }: HeldSending, outcome: WriteOutcome | Outcome): Outcome {
    if ('state' in outcome) return outcome;
    if (outcome.kind === 'done') return ended('sent', null);
    if (outcome.kind === 'refused') {
      if (!ROBOT_TOO_OFTEN.has(outcome.code)) return ended('refused', 'dingtalk', outcome.sentence);
      if (attempt >= MOST_RESTS) return ended('refused', 'too-often', outcome.sentence);
      return this.later('too-often', outcome.sentence, ROBOT_REST_MS);
    }
    if (attempt + 1 >= MOST_SENDS) return ended('unknown', 'no-answer', outcome.cause);
    return this.later('no-answer', outcome.cause, this.settings.RETRY_WAIT_MS);
  }

  private later(reason: Outcome['reason'], answer: string, wait: number): Outcome {
    return { state: 'due', reason, answer, nextAt: clock.now() + wait };
  }
}

const ended = (state: Outcome['state'], reason: Outcome['reason'], answer: string | null = null): Outcome => ({
  state,
  reason,
  answer,
  nextAt: null,
});
