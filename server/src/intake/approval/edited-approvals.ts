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

/**
 * Stores approvals that were edited in DingTalk after they had passed, under their own id: the present content is another version beside the first.
 */
@Injectable()
export class EditedApprovals {
  /**
   * Stores the present content of an approval as a new version; earlier versions stay unchanged.
   * @returns the id and number of the new version, or of the newest one if its content is the same.
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
