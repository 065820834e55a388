import { toFen } from '@dingdee/shared/money';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { fenToColumn } from '../../database/columns.js';
import { insertRows, placeholders } from '../../database/database.js';
import { clip } from '../../json/json-reading.js';
import type { ReadApproval } from '../approval/read-approval.js';
import type { Quarantining } from '../scope/quarantining.js';

/** Approvals that stand in the ledger without a bill until a person decides about them: the rows themselves, for those who store. */
@Injectable()
export class Quarantine {
  /** Which of these approvals are in quarantine, or were cancelled there: whoever meets them collects nothing. Released ones have a bill. */
  async among(tx: EntityManager, approvalIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (approvalIds.length === 0) return new Set();
    const rows: { approval_id: string }[] = await tx.query(
      `SELECT approval_id FROM backfill_item WHERE state NOT IN ('released', 'opening') AND approval_id IN (${placeholders(approvalIds)})`,
      [...approvalIds],
    );
    return new Set(rows.map((row) => row.approval_id));
  }

  /**
   * Puts approvals without a bill into quarantine; one that somebody else collected meanwhile stays as it is.
   * @returns how many are in it now that were not.
   */
  async put(
    tx: EntityManager,
    { backfillId, batchId, schemeId }: Quarantining,
    placed: readonly { approvalId: string; read: Pick<ReadApproval, 'instance' | 'formTotal' | 'originatorName'> }[],
  ): Promise<number> {
    if (placed.length === 0) return 0;
    const ids = placed.map(({ read }) => read.instance.processInstanceId);
    const billed: { id: string }[] = await tx.query(
      `SELECT process_instance_id AS id FROM bill WHERE process_instance_id IN (${placeholders(ids)})`,
      ids,
    );
    const collected = new Set(billed.map(({ id }) => id));
    const fresh = placed.filter(({ read }) => !collected.has(read.instance.processInstanceId));
    const now = Date.now();
    await insertRows(
      tx,
      'backfill_item',
      COLUMNS,
      fresh.map(({ approvalId, read: { instance, formTotal, originatorName } }) => [
        approvalId,
        backfillId,
        batchId,
        schemeId,
        'waiting',
        instance.finishedAt ?? now,
        formTotal === null ? null : fenToColumn(toFen(formTotal)),
        clip(originatorName, 200),
        'unasked',
        '',
        '',
        now,
      ]),
    );
    return fresh.length;
  }

  /** Kingdee is asked for payments of what has come into it since. */
  async lookAgain(tx: EntityManager, backfillId: string): Promise<void> {
    await tx.query('UPDATE backfill SET look_due = 1 WHERE id = ?', [backfillId]);
  }
}

const COLUMNS = [
  'approval_id',
  'backfill_id',
  'batch_id',
  'scheme_id',
  'state',
  'finished_at',
  'total_fen',
  'payee',
  'finding',
  'note',
  'reason',
  'created_at',
];
