import type { BillDetail } from '@dingdee/shared/bill-detail';
import { Injectable } from '@nestjs/common';
import { parseApproval, UnreadableApprovalError } from '../../connectors/dingtalk/form/parse-approval.js';
import type { ApiFamily } from '../../connectors/source.js';
import { readInt } from '../../database/columns.js';
import { Database } from '../../database/database.js';
import { sourceDifferences } from '../../domain/approval/source-content.js';
import { checkLine, editLines } from './source-words.js';

interface Snapshot {
  corp_id: string;
  family: ApiFamily;
  process_code: string;
  process_instance_id: string;
  raw: string;
  source_version: unknown;
  collected_at: unknown;
}

/** Compares approvals that were changed after they had passed: the content before with the present content. */
@Injectable()
export class SourceEdits {
  constructor(private readonly db: Database) {}

  /**
   * Returns the changes. @param approvalId the approval from which the bill is mapped. @returns null if it is the first version that was read, or can
   * no longer be compared.
   */
  async of(approvalId: string, keep: readonly string[]): Promise<BillDetail['sourceEdit']> {
    const [now] = await this.snapshots('id = ?', [approvalId]);
    if (!now || readInt(now.source_version) === 1) return null;
    const [before] = await this.snapshots('corp_id = ? AND process_instance_id = ? AND source_version = ?', [
      now.corp_id,
      now.process_instance_id,
      readInt(now.source_version) - 1,
    ]);
    const [was, is] = [before && read(before), read(now)];
    if (!was || !is) return null;
    return { at: readInt(now.collected_at), ...editLines(sourceDifferences(was, is), keep) };
  }

  /** Returns whether the approval was read again before the bill was last sent. */
  async check(billId: string): Promise<BillDetail['checks'][number] | null> {
    const [row] = await this.db.query<{ outcome: string; cause: string }>(
      'SELECT outcome, cause FROM source_check WHERE bill_id = ?',
      [billId],
    );
    return checkLine(row ?? null);
  }

  private snapshots(where: string, values: readonly unknown[]): Promise<Snapshot[]> {
    return this.db.query<Snapshot>(
      `SELECT corp_id, family, process_code, process_instance_id, raw, source_version, collected_at FROM approval WHERE ${where}`,
      [...values],
    );
  }
}

function read({ family, process_code: processCode, process_instance_id: processInstanceId, raw: text }: Snapshot) {
  try {
    return parseApproval({ family, processCode, processInstanceId, text });
  } catch (error) {
    if (error instanceof UnreadableApprovalError) return null;
    throw error;
  }
}
