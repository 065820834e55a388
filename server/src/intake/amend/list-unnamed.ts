import type { UnnamedAmendment, Verdict } from '@dingdee/shared/amendment';
import type { BillStateKind } from '@dingdee/shared/bill-state';
import { fromFen } from '@dingdee/shared/money';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { readFen } from '../../database/columns.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { maskText } from '../../domain/bill/account-mask.js';
import { askedAbout, readRequest } from './naming-request.js';

/** Lists amendments that name no original, with their suspects and the first person's answer. */
@Injectable()
export class ListUnnamed {
  constructor(
    private readonly db: Database,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'SINGLE_PERSON_MODE'>,
  ) {}

  /** Returns the unsettled ones. A change without suspects is left out, because its own bill is held anyway. */
  async list(actor: Actor): Promise<UnnamedAmendment[]> {
    const rows = await this.db.query<Row>(
      `SELECT m.approval_id, m.business_id, m.biz_action, m.finished_at, m.asked, a.originator_name, COALESCE(c.form_name, '') AS form_name
       FROM amendment m JOIN approval a ON a.id = m.approval_id LEFT JOIN scheme c ON c.id = a.scheme_id
       WHERE m.naming = 'open' ORDER BY m.finished_at, m.approval_id LIMIT 200`,
    );
    const items: UnnamedAmendment[] = [];
    for (const row of rows) {
      const suspects = await this.suspectsOf(row.approval_id);
      if (row.biz_action !== 'REVOKE' && suspects.length === 0) continue;
      const asked = askedAbout(
        readRequest(row.asked),
        suspects.map(({ processInstanceId }) => processInstanceId),
      );
      items.push({
        approvalId: row.approval_id,
        businessId: row.business_id,
        action: row.biz_action === 'REVOKE' ? 'REVOKE' : 'MODIFY',
        originatorName: row.originator_name,
        formName: row.form_name,
        finishedAt: Number(row.finished_at),
        suspects,
        asked: asked && {
          originalInstanceId: asked.originalInstanceId,
          byName: asked.byName,
          own: asked.by === actor.userId,
          reason: asked.reason,
        },
        people: suspects.length > 0 && !this.settings.SINGLE_PERSON_MODE ? 2 : 1,
      });
    }
    return items;
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
      title: maskText(row.title, [row.business_id]),
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
  asked: unknown;
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
