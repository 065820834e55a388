import type { BillDetail } from '@dingdee/shared/bill-detail';
import { Injectable } from '@nestjs/common';
import { parseApproval, UnreadableApprovalError } from '../../connectors/dingtalk/form/parse-approval.js';
import type { ApiFamily } from '../../connectors/source.js';
import { readInt } from '../../database/columns.js';
import { Database } from '../../database/database.js';
import { sourceDifferences } from '../../domain/approval/source-content.js';
import { checkLine, editLines } from './source-words.js';

interface Snapshot {
  family: ApiFamily;
  process_code: string;
  process_instance_id: string;
  raw: string;
  source_version: unknown;
  collected_at: unknown;
}

/** Approvals that were changed after they had passed: what they said when they were approved here, beside what they say now. */
@Injectable()
export class SourceEdits {
  constructor(private readonly db: Database) {}

  /** @param approvalId what the bill is mapped from. @returns null where that is the first that was read, or cannot be compared any more. */
  async of(approvalId: string, keep: readonly string[]): Promise<BillDetail['sourceEdit']> {
    const [now] = await this.snapshots('id = ?', [approvalId]);
    if (!now || readInt(now.source_version) === 1) return null;
    const [before] = await this.snapshots('process_instance_id = ? AND source_version = ?', [
      now.process_instance_id,
      readInt(now.source_version) - 1,
    ]);
    const [was, is] = [before && read(before), read(now)];
    if (!was || !is) return null;
    return { at: readInt(now.collected_at), ...editLines(sourceDifferences(was, is), keep) };
  }

  /** Whether its approval was read again before it was sent last. */
  async check(billId: string): Promise<BillDetail['checks'][number] | null> {
    const [row] = await this.db.query<{ outcome: string; cause: string }>(
      'SELECT outcome, cause FROM source_check WHERE bill_id = ?',
      [billId],
    );
    return checkLine(row ?? null);
  }

  private snapshots(where: string, values: readonly unknown[]): Promise<Snapshot[]> {
    return this.db.query<Snapshot>(
      `SELECT family, process_code, process_instance_id, raw, source_version, collected_at FROM approval WHERE ${where}`,
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
