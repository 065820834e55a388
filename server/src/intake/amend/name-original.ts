import type { NameOriginal as Choice, UnnamedAmendment, Verdict } from '@dingdee/shared/amendment';
import type { BillStateKind } from '@dingdee/shared/bill-state';
import { fromFen } from '@dingdee/shared/money';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditLog } from '../../audit/audit-log.js';
import { refuseOwn } from '../../bill/action/own-bill.js';
import { BillClaims } from '../../bill/ledger/bill-claims.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { DingTalkClient } from '../../connectors/source.js';
import { readFen } from '../../database/columns.js';
import { changedBy, Database } from '../../database/database.js';
import { type Actor, SYSTEM } from '../../domain/actor.js';
import { LiveEvents } from '../../event-log/live-events.js';
import { Wakes } from '../../queue/wakes.js';
import { NamedMeanwhileError, NotSuspectedError, SuspectsChangedError } from '../run/intake.errors.js';
import { Amendments } from './amendments.js';
import { SuspectedOriginals } from './suspected-originals.js';

/** Which approval an amendment means that names none: what a person says, or what reading once more has shown (decision 0017). */
@Injectable()
export class NameOriginal {
  constructor(
    private readonly db: Database,
    private readonly amendments: Amendments,
    private readonly suspects: SuspectedOriginals,
    private readonly audit: AuditLog,
    private readonly live: LiveEvents,
    private readonly wakes: Wakes,
    private readonly claims: BillClaims,
    private readonly dingtalk: DingTalkClient,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'SINGLE_PERSON_MODE'>,
  ) {}

  /** Those that nobody has settled yet. A change without suspects needs nobody: its own bill is held by itself. */
  async open(): Promise<UnnamedAmendment[]> {
    const rows = await this.db.query<Row>(
      `SELECT m.approval_id, m.business_id, m.biz_action, m.finished_at, a.originator_name, COALESCE(c.form_name, '') AS form_name
       FROM amendment m JOIN approval a ON a.id = m.approval_id LEFT JOIN scheme c ON c.id = a.scheme_id
       WHERE m.naming = 'open' ORDER BY m.finished_at, m.approval_id LIMIT 200`,
    );
    const items: UnnamedAmendment[] = [];
    for (const row of rows) {
      const suspects = await this.suspectsOf(row.approval_id);
      if (row.biz_action !== 'REVOKE' && suspects.length === 0) continue;
      items.push({
        approvalId: row.approval_id,
        businessId: row.business_id,
        action: row.biz_action === 'REVOKE' ? 'REVOKE' : 'MODIFY',
        originatorName: row.originator_name,
        formName: row.form_name,
        finishedAt: Number(row.finished_at),
        suspects,
      });
    }
    return items;
  }

  /**
   * A person says which one it is, or none of them.
   * @throws BillRefusedError where one of the bills that it may mean is their own. NamedMeanwhileError, NotSuspectedError, SuspectsChangedError where an approval has come under suspicion that was not on the screen.
   */
  async decide(approvalId: string, { originalInstanceId, seen, reason }: Choice, by: Actor): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      await this.claim(tx, approvalId, originalInstanceId === null ? 'none' : 'named');
      const suspects = (await this.suspects.of(tx, approvalId)).map(({ instanceId }) => instanceId);
      if (suspects.some((id) => !seen.includes(id))) throw new SuspectsChangedError(approvalId);
      const singlePerson = this.settings.SINGLE_PERSON_MODE;
      for (const bill of await this.claims.ofApprovals(tx, this.dingtalk.corpId, suspects))
        refuseOwn(bill, by, { singlePerson });
      if (originalInstanceId === null) await this.suspects.clear(tx, approvalId);
      else if (!suspects.includes(originalInstanceId)) throw new NotSuspectedError(approvalId);
      await this.settle(tx, approvalId, originalInstanceId, by, { reason });
    });
    this.wakes.wake('map');
  }

  /** Reading once more has shown it. @returns false where a person was faster. */
  async shown(approvalId: string, originalInstanceId: string, by: Verdict): Promise<boolean> {
    const done = await this.db.inTransaction(async (tx) => {
      if ((await this.suspects.unnamed(tx, [approvalId])).length === 0) return false;
      await this.claim(tx, approvalId, 'named');
      await this.settle(tx, approvalId, originalInstanceId, SYSTEM, { by });
      return true;
    });
    if (done) this.wakes.wake('map');
    return done;
  }

  private async claim(tx: EntityManager, approvalId: string, naming: 'named' | 'none'): Promise<void> {
    const sql = "UPDATE amendment SET naming = ? WHERE approval_id = ? AND naming = 'open'";
    if ((await changedBy(tx, sql, [naming, approvalId])) !== 1) throw new NamedMeanwhileError(approvalId);
  }

  private async settle(
    tx: EntityManager,
    approvalId: string,
    originalInstanceId: string | null,
    by: Actor,
    detail: object,
  ): Promise<void> {
    await tx.query('UPDATE amendment SET original_instance_id = ? WHERE approval_id = ?', [
      originalInstanceId,
      approvalId,
    ]);
    await this.amendments.name(tx, approvalId, originalInstanceId === null ? 'none' : 'named');
    await this.audit.append(tx, by, [
      {
        action: originalInstanceId === null ? 'original-is-none' : 'name-original',
        subjectKind: 'approval',
        subjectId: approvalId,
        detail: { originalInstanceId, ...detail },
      },
    ]);
    await this.live.emit(tx, 'status', [approvalId]);
  }

  private async suspectsOf(approvalId: string): Promise<UnnamedAmendment['suspects']> {
    const rows = await this.db.query<SuspectRow>(
      `SELECT s.process_instance_id, s.verdict, b.id, b.business_id, b.title, b.state_kind, b.base_fen AS fen
       FROM suspected_original s JOIN amendment m ON m.approval_id = s.approval_id
       JOIN bill b ON b.corp_id = m.corp_id AND b.process_instance_id = s.process_instance_id
       WHERE s.approval_id = ? AND s.verdict <> 'cleared' ORDER BY b.business_id DESC, b.id`,
      [approvalId],
    );
    return rows.map((row) => ({
      processInstanceId: row.process_instance_id,
      businessId: row.business_id,
      billId: row.id,
      title: row.title,
      total: row.fen == null ? null : fromFen(readFen(row.fen)),
      state: row.state_kind,
      verdict: row.verdict,
    }));
  }
}

interface Row {
  approval_id: string;
  business_id: string;
  biz_action: string;
  finished_at: unknown;
  originator_name: string;
  form_name: string;
}
interface SuspectRow {
  process_instance_id: string;
  verdict: Verdict;
  id: string;
  business_id: string;
  title: string;
  state_kind: BillStateKind;
  fen: unknown;
}
