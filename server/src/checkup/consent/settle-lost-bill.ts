import { USUAL_TARGET } from '@dingdee/shared/scheme';
import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { AuditLog } from '../../audit/audit-log.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { callLeaseMs } from '../../connectors/call-times.js';
import { TargetSurvey } from '../../connectors/survey.js';
import { KingdeeClient, KingdeeUnavailableError, type StoredBill } from '../../connectors/target.js';
import { Database } from '../../database/database.js';
import { SYSTEM } from '../../domain/actor.js';
import { Wakes } from '../../queue/wakes.js';
import { CheckUpRunningError, ProbeStandsError, ProbeUnsettledError } from '../check-up.errors.js';
import { type Finding, red } from '../probe/finding.js';
import { outsideWords } from '../probe/outside-words.js';
import { NO_SUBJECT } from '../probe/probe.js';
import { CheckUpStore } from '../store/check-up-store.js';
import type { LineFound } from '../words/line-words.js';
import { afterAbsent, afterUnheard, type LookTimes, lostBillOf, nextLookAt } from './lost-bill.js';

export const SAVE_LINE = 'kingdee/save-right';
/** A younger intent may still belong to a running process. */
const OPEN_MS = 180_000;

type Look =
  | { kind: 'there'; stored: StoredBill }
  | { kind: 'absent' }
  | { kind: 'unheard'; words: string; blind: boolean };

/**
 * Looks for the bill by consent whose answer was lost, as for a bill in doubt; until it is settled no other is sent. Kingdee may book it long after
 * the first "not there", and a user without the right to see bills gets "not there" for every bill.
 */
@Injectable()
export class SettleLostBill implements OnApplicationBootstrap {
  private readonly log = new Logger('check-up');
  private readonly times: LookTimes;

  constructor(
    private readonly db: Database,
    private readonly audit: AuditLog,
    private readonly store: CheckUpStore,
    private readonly kingdee: KingdeeClient,
    private readonly target: TargetSurvey,
    private readonly wakes: Wakes,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {
    const { KINGDEE_TIMEOUT_MS: timeoutMs, PROBE_GAP_MS: gapMs, SETTLE_DELAYS_MS } = settings;
    this.times = { timeoutMs, gapMs, delays: SETTLE_DELAYS_MS.map(Number), callMs: callLeaseMs(settings) };
  }

  onApplicationBootstrap(): void {
    this.wakes.on('check-up-doubt', () => this.run());
    this.wakes.whenDue('check-up-doubt', { withinMs: this.settings.DUE_SWEEP_MS, nextDue: () => this.nextDue() });
  }

  /** Looks if a look is due. */
  async run(): Promise<void> {
    const line = await this.store.line(SAVE_LINE);
    const lost = line && !this.isOpen(line) ? lostBillOf(line.finding, line.at ?? 0, this.times) : null;
    if (!line || lost === null || nextLookAt(lost, this.times) > Date.now()) return;
    const look = await this.look(lost.number, lost.org);
    const now = Date.now();
    if (look.kind === 'there') await this.note(line, accepted(look.stored, lost.org), now);
    else if (look.kind === 'absent') await this.note(line, afterAbsent(lost, now, this.times), now);
    else await this.note(line, afterUnheard(lost, now, look), now);
  }

  /**
   * Makes sure that no earlier bill is unsettled before another is sent.
   * @throws CheckUpRunningError, ProbeUnsettledError, ProbeStandsError: an earlier bill may be, or is, in Kingdee.
   */
  async mustBeSettled(): Promise<void> {
    await this.run();
    const line = await this.store.line(SAVE_LINE);
    if (!line) return;
    if (this.isOpen(line)) throw new CheckUpRunningError();
    const lost = lostBillOf(line.finding, line.at ?? 0, this.times);
    if (lost !== null) throw new ProbeUnsettledError(lost, nextLookAt(lost, this.times));
    if (line.finding.code !== 'accepted') return;
    const { number, org = '' } = line.finding.params;
    const bill = { number: String(number), org: String(org) };
    // The bill was in Kingdee: "not there" counts only if other bills of the organisation are visible.
    const look = await this.look(bill.number, bill.org);
    if (look.kind !== 'absent') throw new ProbeStandsError(bill, look.kind === 'unheard');
  }

  /** Returns when the next look is due, in Unix ms; null if no bill is lost. */
  private async nextDue(): Promise<number | null> {
    const line = await this.store.line(SAVE_LINE);
    if (!line) return null;
    if (this.isOpen(line)) return (line.at ?? 0) + this.openMs;
    const lost = lostBillOf(line.finding, line.at ?? 0, this.times);
    return lost === null ? null : nextLookAt(lost, this.times);
  }

  private isOpen({ finding, at }: LineFound): boolean {
    return finding.code === 'asked' && Date.now() - (at ?? 0) < this.openMs;
  }

  private get openMs(): number {
    return Math.max(OPEN_MS, this.times.callMs * 2);
  }

  private async look(number: string, org: string): Promise<Look> {
    try {
      const found = (await this.kingdee.find([{ forms: [USUAL_TARGET], billNo: number, thirdBillNo: number }])).get(
        number,
      )?.[0];
      if (found) return { kind: 'there', stored: found };
      const others = await this.target.newestBills(org);
      if (others.kind === 'told' && others.value.bills > 0) return { kind: 'absent' };
      return { kind: 'unheard', words: others.kind === 'refused' ? outsideWords(others.words) : '', blind: true };
    } catch (error) {
      if (!(error instanceof KingdeeUnavailableError)) throw error;
      return { kind: 'unheard', words: outsideWords(error.sentence), blind: false };
    }
  }

  /** Stores the finding unless the line has changed since it was read. */
  private async note(seen: LineFound, finding: Finding, at: number): Promise<void> {
    const written = await this.db.inTransaction(async (tx) => {
      if (!(await this.store.replace(tx, seen, { ...seen, subject: NO_SUBJECT, finding, at }))) return false;
      if (finding.code !== 'in-doubt')
        await this.audit.append(tx, SYSTEM, [
          {
            action: 'check-up-save',
            subjectKind: 'connection',
            subjectId: SAVE_LINE,
            from: seen.finding.code,
            to: finding.code,
            detail: finding.params,
          },
        ]);
      return true;
    });
    if (written && finding.code !== 'in-doubt') this.log.log(`the bill by consent is settled: ${finding.code}`);
  }
}

export const accepted = (stored: Pick<StoredBill, 'billNo' | 'id'>, org: string): Finding =>
  red('accepted', { number: stored.billNo, org, id: stored.id });
