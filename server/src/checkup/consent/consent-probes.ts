import type { ConsentProbe } from '@dingdee/shared/check-up';
import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/audit-log.js';
import { DingTalkClient, DingTalkError, type WriteOutcome } from '../../connectors/source.js';
import { TargetSurvey } from '../../connectors/survey.js';
import { KingdeeClient, KingdeeUnavailableError } from '../../connectors/target.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { beijingDate } from '../../domain/beijing-time.js';
import { LedgerHeldError } from '../../hold/hold.errors.js';
import { LedgerHolds } from '../../hold/ledger-holds.js';
import { CheckUpRunningError, NoSuchApprovalError } from '../check-up.errors.js';
import { amber, type Finding, green, type Params, unknown } from '../probe/finding.js';
import { outsideWords } from '../probe/outside-words.js';
import { NO_SUBJECT } from '../probe/probe.js';
import { unanswered } from '../probe/unanswered.js';
import { CheckUpStore } from '../store/check-up-store.js';
import type { LineFound } from '../words/line-words.js';
import { judgeSave, probeNumber, refusedDraft } from './save-draft.js';
import { SAVE_LINE, SettleLostBill } from './settle-lost-bill.js';
import { CARD_LINE, TryCard } from './try-card.js';

const PROBE = { save: SAVE_LINE, comment: 'dingtalk/canary', card: CARD_LINE } as const;
/** An intent older than this, without an outcome, no longer blocks a new one, in ms. */
const OPEN_MS = 180_000;
const TEXT = '钉蝶体检：试写一条评论，请忽略。';

/**
 * Runs the probes that may write, each on the request of a person who was told what it does. The intent is committed with its audit row before
 * anything is sent; the outcome is committed with another. One at a time of each kind; never sent twice.
 */
@Injectable()
export class ConsentProbes {
  constructor(
    private readonly db: Database,
    private readonly audit: AuditLog,
    private readonly store: CheckUpStore,
    private readonly holds: LedgerHolds,
    private readonly kingdee: KingdeeClient,
    private readonly target: TargetSurvey,
    private readonly dingtalk: DingTalkClient,
    private readonly lost: SettleLostBill,
    private readonly cards: TryCard,
  ) {}

  /**
   * Runs one probe.
   * @param billTypes bill types that the schemes send. @param token from CheckUpStore.claim: nobody else asks anything.
   * @throws CheckUpRunningError, ProbeUnsettledError, ProbeStandsError, LedgerHeldError, NoSuchApprovalError: nothing was sent.
   */
  run(probe: ConsentProbe, billTypes: readonly string[], by: Actor, token: string): Promise<LineFound> {
    if (probe.probe === 'card') return this.card(by, token);
    return probe.probe === 'save'
      ? this.save(probe.orgNumber, billTypes[0], by, token)
      : this.comment(probe.businessId, by, token);
  }

  private async save(org: string, billType: string | undefined, by: Actor, token: string): Promise<LineFound> {
    await this.lost.mustBeSettled();
    const usual = await this.usual(org);
    const number = probeNumber();
    await this.intend('save', { number, org }, by, token);
    const day = beijingDate(Date.now());
    let finding: Finding;
    try {
      const { outcomes } = await this.kingdee.save([
        refusedDraft(number, { ...usual, org, day, billType: billType ?? usual.billType }),
      ]);
      finding = judgeSave(outcomes[0], number, org);
    } catch (error) {
      // Thrown before anything was sent: the connector guarantees it.
      if (!(error instanceof KingdeeUnavailableError)) throw error;
      finding = unanswered(error, false);
    }
    return this.settle('save', finding, by);
  }

  /**
   * Returns the other values that the bill needs, as the organisation uses them; empty if Kingdee does not give them: then it refuses the bill for
   * that reason.
   */
  private async usual(org: string): Promise<{ billType: string; settlementType: string }> {
    const quietly = <T>(asked: Promise<T>): Promise<T | null> =>
      asked.catch((error: unknown) => {
        if (error instanceof KingdeeUnavailableError) return null;
        throw error;
      });
    const types = await quietly(this.target.sample('settlementType'));
    const bills = await quietly(this.target.newestBills(org));
    return {
      billType: bills?.kind === 'told' ? (bills.value.types[0]?.number ?? '') : '',
      settlementType: types?.kind === 'told' ? (types.value.first[0]?.number ?? '') : '',
    };
  }

  private async comment(businessId: string, by: Actor, token: string): Promise<LineFound> {
    const [approval] = await this.db.query<{ id: string }>(
      "SELECT process_instance_id AS id FROM approval WHERE business_id = ? AND status = 'COMPLETED' ORDER BY source_version DESC LIMIT 1",
      [businessId],
    );
    if (!approval) throw new NoSuchApprovalError(businessId);
    await this.intend('comment', { approval: businessId }, by, token);
    let finding: Finding;
    try {
      const outcome = await this.dingtalk.comment({ processInstanceId: approval.id, userId: by.userId, text: TEXT });
      finding = judgeComment(outcome, businessId, Date.now());
    } catch (error) {
      if (!(error instanceof DingTalkError)) throw error;
      finding = unanswered(error, false);
    }
    return this.settle('comment', finding, by);
  }

  private async card(by: Actor, token: string): Promise<LineFound> {
    const about = await this.cards.next(by);
    await this.intend('card', about, by, token);
    let finding: Finding;
    try {
      finding = await this.cards.send(about, by);
    } catch (error) {
      if (!(error instanceof DingTalkError)) throw error;
      const found = unanswered(error, false);
      finding = { ...found, params: { ...about, ...found.params } };
    }
    return this.settle('card', finding, by);
  }

  /** Stores what is about to be sent, in the log and on the line, before the first byte is sent. */
  private async intend(kind: ConsentProbe['probe'], about: Params, by: Actor, token: string): Promise<void> {
    const probe = PROBE[kind];
    const at = Date.now();
    const line = { line: probe, probe, subject: NO_SUBJECT, finding: unknown('asked', { ...about, at }), at, ms: 0 };
    await this.db.inTransaction(async (tx) => {
      if (await this.holds.blocks(tx)) throw new LedgerHeldError();
      // One statement for all processes: a claim that was lost meanwhile sends nothing.
      if (!(await this.store.renew(tx, token))) throw new CheckUpRunningError();
      const last = await this.store.line(probe, tx);
      if (last?.finding.code === 'asked' && (last.at ?? 0) > at - OPEN_MS) throw new CheckUpRunningError();
      await this.store.put(tx, line);
      await this.audit.append(tx, by, [
        { action: `check-up-${kind}`, subjectKind: 'connection', subjectId: probe, to: 'asked', detail: about },
      ]);
    });
  }

  private async settle(kind: ConsentProbe['probe'], finding: Finding, by: Actor): Promise<LineFound> {
    const probe = PROBE[kind];
    const at = Date.now();
    const line = { line: probe, probe, subject: NO_SUBJECT, finding, at, ms: 0 };
    await this.db.inTransaction(async (tx) => {
      await this.store.put(tx, line);
      await this.audit.append(tx, by, [
        {
          action: `check-up-${kind}`,
          subjectKind: 'connection',
          subjectId: probe,
          from: 'asked',
          to: finding.code,
          detail: finding.params,
        },
      ]);
    });
    return line;
  }
}

/** Judges the answer to the comment. @param approval its 审批编号. */
export function judgeComment(outcome: WriteOutcome, approval: string, at: number): Finding {
  if (outcome.kind === 'done') return green('written', { approval, at });
  if (outcome.kind === 'unknown') return unknown('in-doubt', { approval, words: outsideWords(outcome.cause) });
  return amber('not-written', { approval, words: outsideWords(outcome.sentence) });
}
