import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { noteDepartments } from '../../access/department/departments.js';
import { AuditLog } from '../../audit/audit-log.js';
import { BillLedger } from '../../bill/ledger/bill-ledger.js';
import { DingTalkClient } from '../../connectors/source.js';
import { Database, insertRows, placeholders } from '../../database/database.js';
import { SYSTEM } from '../../domain/actor.js';
import { Amendments } from '../amend/amendments.js';
import { openingReason } from '../approval/approval-fate.js';
import { departmentsOf } from '../approval/departments-of.js';
import { APPROVAL_COLUMNS, approvalRow, collectedBill, type ReadApproval } from '../approval/read-approval.js';
import { IntakeRuns } from '../run/intake-runs.js';
import type { RunTally } from '../run/run-tally.js';
import type { SchemeToPull } from '../scope/scheme-to-pull.js';

interface Placed {
  approvalId: string;
  read: ReadApproval;
}

/** Writes what was read: snapshot, bill, audit and the run's counts in one transaction per chunk. */
@Injectable()
export class StoreApprovals {
  constructor(
    private readonly db: Database,
    private readonly bills: BillLedger,
    private readonly audit: AuditLog,
    private readonly runs: IntakeRuns,
    private readonly dingtalk: DingTalkClient,
    private readonly amendments: Amendments,
  ) {}

  /**
   * Stores one chunk (≤ 50) and counts it. Approvals that somebody else stored meanwhile are left as they are.
   * @returns how many bills wait for mapping now.
   */
  async store(
    scheme: SchemeToPull,
    runId: string,
    tally: RunTally,
    chunk: readonly ReadApproval[],
  ): Promise<{ created: number }> {
    const done = await this.db.inTransaction(async (tx) => {
      // Before its bill is mapped: a second department of one name is known to both.
      await noteDepartments(tx, chunk.flatMap(departmentsOf));
      const placed = await this.snapshots(tx, scheme, chunk);
      const created = await this.collect(tx, scheme, ofKind(placed, 'collect'));
      const outside = await this.closeOutside(tx, scheme, ofKind(placed, 'handled-outside'));
      await this.tellSkipped(tx, ofKind(placed, 'skip'));
      // In the same commit: an original is void before anybody can push it, and a changed one never pushable beside it.
      await this.amendments.arrived(tx, placed);
      await this.runs.progress(tx, runId, tally, created);
      return { created, outside };
    });
    tally.created += done.created;
    const closed = chunk.filter(({ fate }) => fate.kind === 'skip').length;
    for (const { fate } of chunk) if (fate.kind === 'skip') tally.skip(fate.reason);
    tally.skip(openingReason(scheme.content.cutOverDate ?? ''), done.outside);
    tally.known += chunk.length - closed - done.created - done.outside;
    return { created: done.created };
  }

  private async snapshots(tx: EntityManager, scheme: SchemeToPull, chunk: readonly ReadApproval[]): Promise<Placed[]> {
    const { corpId } = this.dingtalk;
    const ids = chunk.map(({ instance }) => instance.processInstanceId);
    const there: { id: string; process_instance_id: string }[] = await tx.query(
      `SELECT id, process_instance_id FROM approval WHERE corp_id = ? AND process_instance_id IN (${placeholders(ids)})`,
      [corpId, ...ids],
    );
    const known = new Map(there.map((row) => [row.process_instance_id, row.id]));
    const place = { corpId, schemeId: scheme.id, now: Date.now() };
    const rows: unknown[][] = [];
    const placed = chunk.map((read) => {
      const { processInstanceId } = read.instance;
      const approvalId = known.get(processInstanceId) ?? uuid();
      if (!known.has(processInstanceId)) {
        known.set(processInstanceId, approvalId);
        rows.push(approvalRow(approvalId, read, place));
      }
      return { approvalId, read };
    });
    await insertRows(tx, 'approval', APPROVAL_COLUMNS, rows);
    return placed;
  }

  private async collect(tx: EntityManager, scheme: SchemeToPull, placed: readonly Placed[]): Promise<number> {
    return (await this.open(tx, scheme, placed)).length;
  }

  /** 期初: a bill that is closed at once, so that the sums of product.md §1 still hold. */
  private async closeOutside(tx: EntityManager, scheme: SchemeToPull, placed: readonly Placed[]): Promise<number> {
    const ids = await this.open(tx, scheme, placed);
    const reason = openingReason(scheme.content.cutOverDate ?? '');
    await this.bills.moveAll(
      tx,
      ids.map((id) => ({
        bill: { id, version: 1, kind: 'collected', reached: 'none' },
        to: 'handled-outside',
        data: { reason },
        patch: { reason },
        action: 'handle-outside',
        detail: { reason },
      })),
      SYSTEM,
    );
    return ids.length;
  }

  private open(tx: EntityManager, scheme: SchemeToPull, placed: readonly Placed[]): Promise<string[]> {
    const bills = placed.map(({ approvalId, read }) => collectedBill(approvalId, read, scheme, this.dingtalk.corpId));
    return this.bills.collect(tx, bills, SYSTEM);
  }

  /** Why an approval has no bill, once, when it is first left out. */
  private async tellSkipped(tx: EntityManager, placed: readonly Placed[]): Promise<void> {
    await this.audit.append(
      tx,
      SYSTEM,
      placed.flatMap(({ approvalId, read }) =>
        read.approvalId === null && read.fate.kind === 'skip'
          ? [
              {
                action: 'skip',
                subjectKind: 'approval' as const,
                subjectId: approvalId,
                detail: { reason: read.fate.reason, businessId: read.instance.businessId },
              },
            ]
          : [],
      ),
    );
  }
}

const ofKind = (placed: readonly Placed[], kind: ReadApproval['fate']['kind']): Placed[] =>
  placed.filter(({ read }) => read.fate.kind === kind);
