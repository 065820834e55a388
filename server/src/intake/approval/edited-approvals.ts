import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { RawApproval } from '../../connectors/source.js';
import { readInt } from '../../database/columns.js';
import { insertRows } from '../../database/rows.js';
import type { ApprovalInstance } from '../../domain/approval/approval-instance.js';
import { Approval } from './approval.entity.js';
import { approvalRow } from './read-approval.js';

interface Row {
  id: string;
  corp_id: string;
  scheme_id: string;
  originator_name: string;
  source_version: unknown;
  raw_hash: string;
}

/** Approvals that were changed in DingTalk after they had passed, under their own id: what they say now is another version beside the first. */
@Injectable()
export class EditedApprovals {
  /**
   * Keeps what an approval says now. The version that was there stays as it is.
   * @returns the id of the new one; that of the newest where it says just this already.
   */
  async keep(
    tx: EntityManager,
    corpId: string,
    raw: RawApproval,
    instance: ApprovalInstance,
  ): Promise<{ approvalId: string; version: number }> {
    const rows: Row[] = await tx.query(
      `SELECT id, corp_id, scheme_id, originator_name, source_version, raw_hash FROM approval
       WHERE corp_id = ? AND process_instance_id = ? ORDER BY source_version DESC LIMIT 1`,
      [corpId, instance.processInstanceId],
    );
    const [last] = rows;
    if (!last) throw new Error(`approval ${instance.processInstanceId} was never read`);
    const before = readInt(last.source_version);
    if (createHash('sha256').update(raw.text).digest('hex') === last.raw_hash)
      return { approvalId: last.id, version: before };
    const id = uuid();
    const place = { corpId: last.corp_id, schemeId: last.scheme_id, now: Date.now(), version: before + 1 };
    await insertRows(tx, Approval, [approvalRow(id, { raw, instance, originatorName: last.originator_name }, place)]);
    return { approvalId: id, version: before + 1 };
  }
}
