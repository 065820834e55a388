import { Injectable } from '@nestjs/common';
import { type ApiFamily, DingTalkClient, type RawApproval } from '../../connectors/source.js';
import { Database, placeholders } from '../../database/database.js';

/** Listed ids that are stored already; nothing has to be fetched for them. */
export interface Known {
  /** Ids that need no more work: they have a bill, were refused or withdrawn, cancel another approval and that is noted, or wait in quarantine. */
  settled: ReadonlySet<string>;
  /**
   * Agreed and stored, but without a bill (a condition of the scheme left it out and may have changed since), or
   * an amendment that is not noted yet (`unnoted`).
   */
  undecided: readonly { approvalId: string; raw: RawApproval; unnoted: boolean }[];
}

interface Row {
  id: string;
  process_instance_id: string;
  open: unknown;
  unnoted: unknown;
}

/** Finds stored approvals among listed ids, a page at a time: a known final approval costs no call. */
@Injectable()
export class KnownApprovals {
  constructor(
    private readonly db: Database,
    private readonly dingtalk: DingTalkClient,
  ) {}

  /** @param ids at most one page of a listing. */
  async among(ids: readonly string[]): Promise<Known> {
    const rows = await this.db.query<Row>(
      `SELECT a.id, a.process_instance_id, CASE WHEN a.status = 'COMPLETED' AND a.result = 'agree'
 AND ((a.biz_action <> 'REVOKE' AND b.id IS NULL AND q.approval_id IS NULL) OR (a.biz_action <> 'NONE' AND m.approval_id IS NULL)) THEN 1 ELSE 0 END AS open,
 CASE WHEN a.biz_action <> 'NONE' AND m.approval_id IS NULL THEN 1 ELSE 0 END AS unnoted
 FROM approval a LEFT JOIN bill b ON b.corp_id = a.corp_id AND b.process_instance_id = a.process_instance_id
 LEFT JOIN amendment m ON m.approval_id = a.id LEFT JOIN backfill_item q ON q.approval_id = a.id
 WHERE a.source_version = 1 AND a.corp_id = ? AND a.process_instance_id IN (${placeholders(ids)})`,
      [this.dingtalk.corpId, ...ids],
    );
    const undecided = rows.filter((row) => Number(row.open) === 1).map(({ id }) => id);
    const left = new Set(undecided);
    const unnoted = new Set(rows.filter((row) => Number(row.unnoted) === 1).map(({ id }) => id));
    const settled = new Set(rows.filter(({ id }) => !left.has(id)).map((row) => row.process_instance_id));
    return { settled, undecided: await this.stored(undecided, unnoted) };
  }

  private async stored(ids: readonly string[], unnoted: ReadonlySet<string>): Promise<Known['undecided']> {
    if (ids.length === 0) return [];
    const rows = await this.db.query<{
      id: string;
      process_instance_id: string;
      process_code: string;
      family: ApiFamily;
      raw: string;
    }>(`SELECT id, process_instance_id, process_code, family, raw FROM approval WHERE id IN (${placeholders(ids)})`, [
      ...ids,
    ]);
    return rows.map((row) => ({
      approvalId: row.id,
      unnoted: unnoted.has(row.id),
      raw: {
        family: row.family,
        processCode: row.process_code,
        processInstanceId: row.process_instance_id,
        text: row.raw,
      },
    }));
  }
}
