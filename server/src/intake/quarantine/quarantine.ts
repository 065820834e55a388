import { toFen } from '@dingdee/shared/money';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { placeholders } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import { clip } from '../../json/json-reading.js';
import type { ReadApproval } from '../approval/read-approval.js';
import type { Quarantining } from '../scope/quarantining.js';
import { BackfillItem } from './backfill.entity.js';

/** Writes the rows of the quarantine: approvals in the ledger without a bill until a person decides. Used by the code that stores approvals. */
@Injectable()
export class Quarantine {
  /** Returns which approvals are in quarantine or were cancelled there; no run collects them. Released ones have a bill and are not included. */
  async among(tx: EntityManager, approvalIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (approvalIds.length === 0) return new Set();
    const rows: { approval_id: string }[] = await tx.query(
      `SELECT approval_id FROM backfill_item WHERE state NOT IN ('released', 'opening') AND approval_id IN (${placeholders(approvalIds)})`,
      [...approvalIds],
    );
    return new Set(rows.map((row) => row.approval_id));
  }

  /**
   * Puts approvals without a bill into quarantine; an approval that another process collected meanwhile stays as it is.
   * @returns the instance ids of the approvals put in.
   */
  async put(
    tx: EntityManager,
    { backfillId, batchId, schemeId }: Quarantining,
    placed: readonly { approvalId: string; read: Pick<ReadApproval, 'instance' | 'formTotal' | 'originatorName'> }[],
  ): Promise<readonly string[]> {
    if (placed.length === 0) return [];
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
      BackfillItem,
      fresh.map(({ approvalId, read: { instance, formTotal, originatorName } }) => ({
        approval_id: approvalId,
        backfill_id: backfillId,
        batch_id: batchId,
        scheme_id: schemeId,
        state: 'waiting',
        finished_at: instance.finishedAt ?? now,
        total_fen: formTotal === null ? null : toFen(formTotal),
        payee: clip(originatorName, 200),
        finding: 'unasked',
        note: '',
        reason: '',
        created_at: now,
      })),
    );
    return fresh.map(({ read }) => read.instance.processInstanceId);
  }

  /** Requests a look into Kingdee for the approvals that were added since. */
  async lookAgain(tx: EntityManager, backfillId: string): Promise<void> {
    await tx.query('UPDATE backfill SET look_due = 1 WHERE id = ?', [backfillId]);
  }
}
