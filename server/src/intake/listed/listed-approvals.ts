import { toFen } from '@dingdee/shared/money';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DingTalkClient } from '../../connectors/source.js';
import { fenToColumn } from '../../database/columns.js';
import { changedBy, Database, placeholders } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import { updateKeyed } from '../../database/update-rows.js';
import { WHILE_OFF } from '../../domain/approval/while-off.js';
import { beijingDate } from '../../domain/beijing-time.js';
import { clip } from '../../json/json-reading.js';
import { leftOutReason, QUARANTINED } from '../approval/approval-fate.js';
import { addedTotal, type ReadApproval } from '../approval/read-approval.js';
import type { SchemeToPull } from '../scope/scheme-to-pull.js';
import type { SweepWindow } from '../scope/sweep-window.js';
import { ListedApproval } from './listed-approval.entity.js';
import { readAgainAfterMs } from './read-again.js';

/**
 * `unread`: named by DingTalk, without a result yet · `open`: read, but not decided by its approvers · `collected`: it has a bill ·
 * `left-out`: final and without a bill, for the stored reason · `gone`: deleted in DingTalk.
 */
export type ListedOutcome = 'unread' | 'open' | 'collected' | 'left-out' | 'gone';

/** Most approvals that one sweep reads again. */
const MOST_AGAIN = 100;

/**
 * Keeps the list of all approvals that DingTalk has named, separate from the ledger. An approval is written here before it is read, so that
 * one that never reaches the ledger is noticed as missing (decision 57).
 */
@Injectable()
export class ListedApprovals {
  constructor(
    private readonly db: Database,
    private readonly dingtalk: DingTalkClient,
  ) {}

  /**
   * Writes the ids of a page that were not named before. Approvals that the ledger holds already get their outcome from its columns.
   * @param ids at most one page of a listing.
   */
  async note(scheme: SchemeToPull, ids: readonly string[]): Promise<void> {
    if ((await this.unknown(this.db.read, ids)).length === 0) return;
    await this.db.inTransaction(async (tx) => {
      const fresh = await this.unknown(tx, ids);
      if (fresh.length === 0) return;
      const kept = await this.kept(tx, fresh);
      const now = Date.now();
      const rows = fresh.map((id) => {
        const { outcome, reason, startedAt, finishedAt } = standing(kept.get(id), scheme);
        const day = beijingDate(finishedAt ?? now);
        return {
          corp_id: this.dingtalk.corpId,
          process_instance_id: id,
          process_code: scheme.content.processCode,
          scheme_id: scheme.id,
          day,
          listed_at: now,
          started_at: startedAt,
          finished_at: finishedAt,
          outcome,
          reason,
        };
      });
      await insertRows(tx, ListedApproval, rows);
    });
  }

  /** Records, in the transaction that stores them, that approvals became bills or were left out. @param chunk at most one chunk of a run. */
  async settled(tx: EntityManager, chunk: readonly ReadApproval[]): Promise<void> {
    const now = Date.now();
    const rows = chunk.map((read) => {
      const { instance, fate } = read;
      const total = addedTotal(read);
      const { finishedAt, startedAt, processInstanceId } = instance;
      const set = {
        ...ended(fate),
        started_at: startedAt,
        finished_at: finishedAt,
        day: beijingDate(finishedAt ?? now),
        total_fen: total === null ? null : fenToColumn(toFen(total)),
      };
      return [processInstanceId, { key: processInstanceId, set }] as const;
    });
    await updateKeyed(tx, 'listed_approval', 'process_instance_id', [...new Map(rows).values()], {
      sets: ['next_at = NULL'],
      where: 'listed_approval.corp_id = ?',
      params: [this.dingtalk.corpId],
    });
  }

  /**
   * Records that the approvers have not finished. An approval launched before the range that sweeps list keeps no launch time: it is followed as one
   * of the older ones (older-approvals.ts), since no list of finished ones will name it. @param startedAt Unix ms
   */
  async open(processInstanceId: string, startedAt: number, { coverage: { sweptFrom } }: SchemeToPull): Promise<void> {
    const known = sweptFrom !== null && startedAt < sweptFrom ? null : startedAt;
    await this.db.inTransaction((tx) =>
      changedBy(
        tx,
        `UPDATE listed_approval SET outcome = 'open', reason = NULL, started_at = ?, next_at = NULL
         WHERE corp_id = ? AND process_instance_id = ? AND (outcome <> 'open' OR started_at IS NULL)`,
        [known, this.dingtalk.corpId, processInstanceId],
      ),
    );
  }

  /** Records that DingTalk has deleted the approval; an approval in the ledger keeps its outcome. */
  async gone(processInstanceId: string, reason: string): Promise<void> {
    await this.db.inTransaction((tx) =>
      changedBy(
        tx,
        `UPDATE listed_approval SET outcome = 'gone', reason = ?, next_at = NULL
         WHERE corp_id = ? AND process_instance_id = ? AND outcome IN ('unread', 'open')`,
        [reason, this.dingtalk.corpId, processInstanceId],
      ),
    );
  }

  /** Records that an approval could not be read or stored; it is read again without being listed again. @param reason as shown to people. */
  async failed(processInstanceId: string, reason: string): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const own = [this.dingtalk.corpId, processInstanceId];
      const rows: { tries: unknown }[] = await tx.query(
        "SELECT tries FROM listed_approval WHERE corp_id = ? AND process_instance_id = ? AND outcome = 'unread'",
        own,
      );
      const tries = Number(rows[0]?.tries ?? 0) + 1;
      await changedBy(
        tx,
        "UPDATE listed_approval SET reason = ?, tries = ?, next_at = ? WHERE corp_id = ? AND process_instance_id = ? AND outcome = 'unread'",
        [clip(reason, 300), tries, Date.now() + readAgainAfterMs(tries), ...own],
      );
    });
  }

  /** Returns approvals that were named and not read since, oldest first. A sweep that ended early or could not read them left them. */
  async unread(processCode: string, now: number): Promise<string[]> {
    const rows = await this.db.query<{ id: string }>(
      `SELECT process_instance_id AS id FROM listed_approval
       WHERE outcome = 'unread' AND process_code = ? AND corp_id = ? AND (next_at IS NULL OR next_at <= ?)
       ORDER BY listed_at, process_instance_id LIMIT ${MOST_AGAIN}`,
      [processCode, this.dingtalk.corpId, now],
    );
    return rows.map(({ id }) => id);
  }

  /** Returns the launch times of known approvals within a window, oldest first, in Unix ms. */
  async launches(processCode: string, { from, to }: SweepWindow): Promise<number[]> {
    const rows = await this.db.query<{ at: unknown }>(
      `SELECT started_at AS at FROM listed_approval
       WHERE process_code = ? AND started_at >= ? AND started_at <= ? AND outcome <> 'gone' ORDER BY started_at`,
      [processCode, from, to],
    );
    return rows.map(({ at }) => Number(at));
  }

  private async unknown(tx: EntityManager, ids: readonly string[]): Promise<string[]> {
    const rows: { id: string }[] = await tx.query(
      `SELECT process_instance_id AS id FROM listed_approval WHERE corp_id = ? AND process_instance_id IN (${placeholders(ids)})`,
      [this.dingtalk.corpId, ...ids],
    );
    const known = new Set(rows.map(({ id }) => id));
    return ids.filter((id) => !known.has(id));
  }

  /** Returns approvals that were stored before listings were recorded. */
  private async kept(tx: EntityManager, ids: readonly string[]): Promise<ReadonlyMap<string, Kept>> {
    const rows: KeptRow[] = await tx.query(
      `SELECT a.process_instance_id AS id, a.status, a.result, a.biz_action, a.started_at, a.finished_at,
        CASE WHEN EXISTS (SELECT 1 FROM bill b WHERE b.corp_id = a.corp_id AND b.process_instance_id = a.process_instance_id) THEN 1 ELSE 0 END AS has,
        CASE WHEN EXISTS (SELECT 1 FROM backfill_item q WHERE q.approval_id = a.id) THEN 1 ELSE 0 END AS quarantined
       FROM approval a WHERE a.corp_id = ? AND a.process_instance_id IN (${placeholders(ids)})`,
      [this.dingtalk.corpId, ...ids],
    );
    return new Map(rows.map((row) => [row.id, keptOf(row)]));
  }
}

function ended(fate: ReadApproval['fate']): { outcome: ListedOutcome; reason: string | null } {
  if (fate.kind === 'skip') return { outcome: 'left-out', reason: clip(fate.reason, 300) };
  if (fate.kind === 'quarantine') return { outcome: 'left-out', reason: QUARANTINED };
  return { outcome: 'collected', reason: null };
}

interface Kept {
  outcome: ListedOutcome;
  reason: string | null;
  startedAt: number | null;
  finishedAt: number | null;
}
interface KeptRow {
  id: string;
  status: string;
  result: string;
  biz_action: string;
  started_at: unknown;
  finished_at: unknown;
  has: unknown;
  quarantined: unknown;
}

/** Returns the initial entry. Approvals that have no bill because their scheme is off wait until it is enabled, and are not read before. */
function standing(kept: Kept | undefined, { amendmentsOnly }: SchemeToPull): Kept {
  if (kept === undefined) return UNREAD;
  return kept.outcome === 'unread' && amendmentsOnly ? { ...kept, outcome: 'left-out', reason: WHILE_OFF } : kept;
}

const UNREAD: Kept = { outcome: 'unread', reason: null, startedAt: null, finishedAt: null };

/** Returns the entry. An agreed approval without a bill is `unread`, so that the sweep decides it anew. */
function keptOf({ status, result, biz_action, started_at, finished_at, has, quarantined }: KeptRow): Kept {
  const times = { startedAt: Number(started_at), finishedAt: Number(finished_at) };
  if (Number(has) === 1) return { outcome: 'collected', reason: null, ...times };
  if (Number(quarantined) === 1) return { outcome: 'left-out', reason: QUARANTINED, ...times };
  const reason = leftOutReason({ status, result, bizAction: biz_action });
  return reason === null ? { ...UNREAD, ...times } : { outcome: 'left-out', reason, ...times };
}
