import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { noteDepartments } from '../../access/department/departments.js';
import { AuditLog } from '../../audit/audit-log.js';
import { BillLedger } from '../../bill/ledger/bill-ledger.js';
import { DingTalkClient } from '../../connectors/source.js';
import { Database, placeholders } from '../../database/database.js';
import { insertRows, type NewRow } from '../../database/rows.js';
import { type Actor, SYSTEM } from '../../domain/actor.js';
import { Amendments } from '../amend/amendments.js';
import { Approval } from '../approval/approval.entity.js';
import { byFirstDay, openingReason, QUARANTINED } from '../approval/approval-fate.js';
import { departmentsOf } from '../approval/departments-of.js';
import { addedTotal, approvalRow, collectedBills, type ReadApproval } from '../approval/read-approval.js';
import { ListedApprovals } from '../listed/listed-approvals.js';
import { Quarantine } from '../quarantine/quarantine.js';
import { IntakeRuns } from '../run/intake-runs.js';
import type { RunTally } from '../run/run-tally.js';
import type { Quarantining } from '../scope/quarantining.js';
import type { SchemeToPull } from '../scope/scheme-to-pull.js';
import { SchemesToPull } from '../scope/schemes-to-pull.js';

interface Placed {
  approvalId: string;
  read: ReadApproval;
}

/** Writes the approvals that were read: snapshot, bill, audit and the run's counts in one transaction per chunk. */
@Injectable()
export class StoreApprovals {
  constructor(
    private readonly db: Database,
    private readonly bills: BillLedger,
    private readonly audit: AuditLog,
    private readonly runs: IntakeRuns,
    private readonly dingtalk: DingTalkClient,
    private readonly amendments: Amendments,
    private readonly listed: ListedApprovals,
    private readonly quarantine: Quarantine,
    private readonly schemes: SchemesToPull,
  ) {}

  /**
   * Stores one chunk (≤ 50 approvals) and counts it. Approvals that another process stored meanwhile are left as they are.
   * @returns the number of approvals whose bills now wait for mapping.
   */
  async store(
    scheme: SchemeToPull,
    runId: string,
    tally: RunTally,
    read: readonly ReadApproval[],
    into?: Quarantining,
  ): Promise<{ created: number }> {
    let chunk = read;
    let cutOverDate = scheme.content.cutOverDate;
    const done = await this.db.inTransaction(async (tx) => {
      const moved = into ? null : await this.schemes.movedDay(tx, scheme);
      const opened = (moved ?? scheme).opened;
      if (moved) {
        cutOverDate = moved.cutOverDate;
        const day = { cutOverDate, quarantineBefore: opened?.before ?? null };
        chunk = read.map((one) => ({ ...one, fate: byFirstDay(one.fate, one.instance.finishedAt, day) }));
      }
      // Departments are noted before bills are mapped, so that a second department with the same name is known for both.
      await noteDepartments(tx, chunk.flatMap(departmentsOf));
      const placed = await this.snapshots(tx, scheme, chunk);
      // Another process may have put these approvals into quarantine since this run read them.
      const kept = await this.quarantine.among(
        tx,
        placed.map(({ approvalId }) => approvalId),
      );
      const free = placed.filter(({ approvalId }) => !kept.has(approvalId));
      const created = await this.collect(tx, scheme, ofKind(free, 'collect'));
      const outside = await this.closeOutside(tx, scheme, ofKind(free, 'handled-outside'), cutOverDate);
      const put = await this.quarantined(tx, into, opened?.into, ofKind(free, 'quarantine'));
      await this.tellSkipped(tx, ofKind(placed, 'skip'));
      // In the same commit, so that an original is void before anybody can push it, and a changed bill is never pushable beside its original.
      await this.amendments.arrived(tx, placed);
      await this.listed.settled(tx, placed.map(asKept(kept)));
      await this.runs.progress(tx, runId, tally, created);
      return { created, outside, put };
    });
    tally.created += done.created;
    const outside = new Set(done.outside);
    const put = new Set(done.put);
    const reasonOf = ({ instance, fate }: ReadApproval): string | null => {
      if (fate.kind === 'skip') return fate.reason;
      if (outside.has(instance.processInstanceId)) return openingReason(cutOverDate ?? '');
      return put.has(instance.processInstanceId) ? QUARANTINED : null;
    };
    let leftOut = 0;
    for (const one of chunk) {
      const reason = reasonOf(one);
      if (reason === null) continue;
      tally.skip(reason, { id: one.instance.processInstanceId, total: addedTotal(one) });
      leftOut += 1;
    }
    tally.quarantined += put.size;
    tally.known += chunk.length - leftOut - done.created;
    return { created: done.created };
  }

  private async snapshots(tx: EntityManager, scheme: SchemeToPull, chunk: readonly ReadApproval[]): Promise<Placed[]> {
    const { corpId } = this.dingtalk;
    const ids = chunk.map(({ instance }) => instance.processInstanceId);
    // The lock makes one of two processes decide first whether an approval is collected or goes into quarantine.
    const lock = this.db.dialect === 'mysql' ? ' FOR UPDATE' : '';
    const there: { id: string; process_instance_id: string }[] = await tx.query(
      `SELECT id, process_instance_id FROM approval WHERE source_version = 1 AND corp_id = ? AND process_instance_id IN (${placeholders(ids)})${lock}`,
      [corpId, ...ids],
    );
    const known = new Map(there.map((row) => [row.process_instance_id, row.id]));
    const place = { corpId, schemeId: scheme.id, now: Date.now() };
    const rows: NewRow<Approval>[] = [];
    const placed = chunk.map((read) => {
      const { processInstanceId } = read.instance;
      const approvalId = known.get(processInstanceId) ?? uuid();
      if (!known.has(processInstanceId)) {
        known.set(processInstanceId, approvalId);
        rows.push(approvalRow(approvalId, read, place));
      }
      return { approvalId, read };
    });
    await insertRows(tx, Approval, rows);
    return placed;
  }

  /** @returns the number of approvals for which bills were made. */
  private async collect(tx: EntityManager, scheme: SchemeToPull, placed: readonly Placed[]): Promise<number> {
    return (await this.open(tx, scheme, placed)).approvals.length;
  }

  /**
   * Opens bills for 期初 and closes them at once, so that the sums of product.md §1 still hold.
   * @returns the instance ids of the approvals for which bills were made.
   */
  private async closeOutside(
    tx: EntityManager,
    scheme: SchemeToPull,
    placed: readonly Placed[],
    cutOverDate: string | null,
  ): Promise<readonly string[]> {
    const { ids, approvals } = await this.open(tx, scheme, placed);
    await this.close(tx, ids, openingReason(cutOverDate ?? ''), SYSTEM);
    return approvals;
  }

  /**
   * @param into the back-fill in progress. @param later the back-fill of an earlier first day, perhaps over; Kingdee is
   * asked again about new approvals. @returns the instance ids of the approvals put in.
   */
  private async quarantined(
    tx: EntityManager,
    into: Quarantining | undefined,
    later: Quarantining | undefined,
    placed: readonly Placed[],
  ): Promise<readonly string[]> {
    if (into) return this.quarantine.put(tx, into, placed);
    if (!later) return [];
    const put = await this.quarantine.put(tx, later, placed);
    if (put.length > 0) await this.quarantine.lookAgain(tx, later.backfillId);
    return put;
  }

  /**
   * Carries out a person's decision about an approval in quarantine, in the caller's transaction: its bills are
   * made like any others, or made and closed at once.
   * @param closing why it is 期初; null if it goes to review. @returns false if no bill was made because the approval already has one.
   */
  async release(
    tx: EntityManager,
    scheme: SchemeToPull,
    placed: Placed,
    closing: string | null,
    by: Actor,
  ): Promise<boolean> {
    const { ids } = await this.open(tx, scheme, [placed], by);
    if (closing !== null) await this.close(tx, ids, closing, by);
    await this.amendments.arrived(tx, [placed]);
    await this.listed.settled(tx, [placed.read]);
    return ids.length > 0;
  }

  private async close(tx: EntityManager, ids: readonly string[], reason: string, by: Actor): Promise<void> {
    await this.bills.moveAll(
      tx,
      ids.map((id) => ({
        bill: { id, version: 1, kind: 'collected', reached: 'none' },
        to: 'handled-outside',
        data: { reason },
        patch: { reason: reason.slice(0, 500) },
        action: 'handle-outside',
        detail: { reason },
      })),
      by,
    );
  }

  private async open(
    tx: EntityManager,
    scheme: SchemeToPull,
    placed: readonly Placed[],
    by: Actor = SYSTEM,
  ): Promise<{ ids: string[]; approvals: readonly string[] }> {
    await this.hold(tx, placed);
    const { corpId } = this.dingtalk;
    const of = placed.map(({ approvalId, read }) => collectedBills(approvalId, read, scheme, corpId));
    const ids = await this.bills.collect(tx, of.flat(), by);
    return { ids, approvals: await approvalsOf(tx, ids) };
  }

  /**
   * Locks the approvals. The key of a part differs from the key of a whole approval, so no unique index separates a process that collects
   * an approval whole from one that splits it under another version. The second process waits here, and then finds the bills of the first.
   */
  private async hold(tx: EntityManager, placed: readonly Placed[]): Promise<void> {
    if (placed.length === 0 || this.db.dialect !== 'mysql') return;
    const instances = placed.map(({ read }) => read.instance.processInstanceId);
    await tx.query(
      `SELECT id FROM approval WHERE source_version = 1 AND corp_id = ? AND process_instance_id IN (${placeholders(instances)}) ORDER BY id FOR UPDATE`,
      [this.dingtalk.corpId, ...instances],
    );
  }

  /** Writes to the audit log why an approval has no bill, once, when it is first left out. */
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

async function approvalsOf(tx: EntityManager, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows: { approval: string }[] = await tx.query(
    `SELECT DISTINCT process_instance_id AS approval FROM bill WHERE id IN (${placeholders(ids)})`,
    [...ids],
  );
  return rows.map(({ approval }) => approval);
}

const ofKind = (placed: readonly Placed[], kind: ReadApproval['fate']['kind']): Placed[] =>
  placed.filter(({ read }) => read.fate.kind === kind);

/** Returns the approval as the list of named approvals shows it: a quarantined approval has no bill, whatever fate this run had decided. */
const asKept =
  (kept: ReadonlySet<string>) =>
  ({ approvalId, read }: Placed): ReadApproval =>
    kept.has(approvalId) && read.fate.kind !== 'skip' ? { ...read, fate: { kind: 'quarantine' } } : read;
