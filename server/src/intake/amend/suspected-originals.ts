import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { BillClaims } from '../../bill/ledger/bill-claims.js';
import { AwaitOriginal } from '../../bill/park/await-original.js';
import { DingTalkClient } from '../../connectors/source.js';
import { placeholders } from '../../database/database.js';
import { dialectOf } from '../../database/dialect.js';
import { insertRows } from '../../database/rows.js';
import type { Awaits } from '../../domain/bill/bill-notes.js';
import { SuspectedOriginal } from './suspected-original.entity.js';

/** v1 gives launch times only to the minute (dingtalk.md §4.3). */
const MINUTE_MS = 60_000;
/** Most sent bills that are read again, newest first; unsent ones are all read again. */
const MOST_SENT = 60;
const UNSENT = "('collected', 'needs-mapping', 'ready', 'approved', 'held', 'failed', 'pushing', 'in-doubt')";

/** An amendment that names no original (decision 0017). */
export interface Unnamed {
  approvalId: string;
  processInstanceId: string;
  processCode: string;
  originatorUserId: string;
  startedAt: number;
}

/**
 * Keeps suspected originals. An amendment that names no original may mean any earlier approval of the same applicant on the same form, so
 * none of those is paid until the original is known. The only writer of table suspected_original.
 */
@Injectable()
export class SuspectedOriginals {
  constructor(
    private readonly claims: BillClaims,
    private readonly waiting: AwaitOriginal,
    private readonly dingtalk: DingTalkClient,
  ) {}

  /** Returns amendments whose original is not known yet. @param which approval ids to restrict to; all if absent. */
  async unnamed(tx: EntityManager, which?: readonly string[]): Promise<Unnamed[]> {
    if (which?.length === 0) return [];
    const rows: Record<string, unknown>[] = await tx.query(
      `SELECT m.approval_id, m.process_instance_id, a.process_code, a.originator_userid, a.started_at
       FROM amendment m JOIN approval a ON a.id = m.approval_id WHERE m.corp_id = ? AND m.naming = 'open'${
         which ? ` AND m.approval_id IN (${placeholders(which)})` : ''
       } ORDER BY m.approval_id`,
      [this.dingtalk.corpId, ...(which ?? [])],
    );
    return rows.map((row) => ({
      approvalId: String(row.approval_id),
      processInstanceId: String(row.process_instance_id),
      processCode: String(row.process_code),
      originatorUserId: String(row.originator_userid),
      startedAt: Number(row.started_at),
    }));
  }

  /**
   * Notes every approval that an unnamed amendment may mean and that is not noted yet, and holds all their unsent bills.
   * @returns the instance ids of all suspects of the amendment.
   */
  async suspect(tx: EntityManager, amendment: Unnamed, now: number): Promise<string[]> {
    const known = new Set(await this.ever(tx, amendment.approvalId));
    const fresh = (await this.candidates(tx, amendment)).filter((id) => !known.has(id));
    await insertRows(
      tx,
      SuspectedOriginal,
      fresh.map((id) => ({
        approval_id: amendment.approvalId,
        process_instance_id: id,
        verdict: 'asked',
        next_at: now,
        tries: 0,
        created_at: now,
        updated_at: now,
      })),
    );
    const all = [...known, ...fresh];
    await this.place(tx, all);
    return all;
  }

  /**
   * Returns which of these approvals an unnamed amendment may mean, and why their bills wait. On MySQL and MariaDB the answer is locked
   * until the transaction ends: otherwise a bill placed by an outdated answer would wait for ever for a decision that was already made.
   */
  async among(tx: EntityManager, instanceIds: readonly string[]): Promise<Map<string, Awaits>> {
    const found = new Map<string, Awaits>();
    const lock = dialectOf(tx.dataSource) === 'mysql' ? ' FOR UPDATE' : '';
    for (let start = 0; start < instanceIds.length; start += 500) {
      const part = instanceIds.slice(start, start + 500);
      const rows: { id: string; business_id: string; biz_action: string }[] = await tx.query(
        `SELECT s.process_instance_id AS id, m.business_id, m.biz_action FROM suspected_original s
         JOIN amendment m ON m.approval_id = s.approval_id
         WHERE m.naming = 'open' AND s.verdict <> 'cleared' AND m.corp_id = ? AND s.process_instance_id IN (${placeholders(part)}) ORDER BY m.approval_id DESC${lock}`,
        [this.dingtalk.corpId, ...part],
      );
      for (const row of rows) found.set(row.id, suspected(row.business_id, row.biz_action));
    }
    return found;
  }

  /** Holds the unsent bills of those approvals that are under suspicion. */
  async place(tx: EntityManager, instanceIds: readonly string[]): Promise<void> {
    const reasons = await this.among(tx, instanceIds);
    for (const bill of await this.claims.ofApprovals(tx, this.dingtalk.corpId, [...reasons.keys()])) {
      const why = reasons.get(bill.processInstanceId);
      // A leased bill is being worked on in Kingdee; a later pass handles it.
      if (why && bill.leaseUntil === null) await this.waiting.place(tx, bill, why);
    }
  }

  /** Returns the instance ids of everything that an amendment was ever suspected to mean. */
  async ever(tx: EntityManager, approvalId: string): Promise<string[]> {
    const rows: { id: string }[] = await tx.query(
      'SELECT process_instance_id AS id FROM suspected_original WHERE approval_id = ?',
      [approvalId],
    );
    return rows.map(({ id }) => id);
  }

  /** Returns the suspects of an amendment that nobody has ruled out. */
  async of(
    tx: EntityManager,
    approvalId: string,
  ): Promise<{ instanceId: string; verdict: string; nextAt: number | null }[]> {
    const rows: { process_instance_id: string; verdict: string; next_at: unknown }[] = await tx.query(
      "SELECT process_instance_id, verdict, next_at FROM suspected_original WHERE approval_id = ? AND verdict <> 'cleared' ORDER BY process_instance_id",
      [approvalId],
    );
    return rows.map((row) => ({
      instanceId: row.process_instance_id,
      verdict: row.verdict,
      nextAt: row.next_at == null ? null : Number(row.next_at),
    }));
  }

  /** Clears all present suspects, because a person ruled them out; later suspects are asked about anew. */
  async clear(tx: EntityManager, approvalId: string): Promise<void> {
    await tx.query(
      "UPDATE suspected_original SET verdict = 'cleared', next_at = NULL, updated_at = ? WHERE approval_id = ?",
      [Date.now(), approvalId],
    );
  }

  private async candidates(tx: EntityManager, amendment: Unnamed): Promise<string[]> {
    const select = (kinds: string, limit: string) =>
      `SELECT a.process_instance_id AS id FROM approval a JOIN bill b ON b.corp_id = a.corp_id AND b.process_instance_id = a.process_instance_id
       WHERE a.corp_id = ? AND a.process_code = ? AND a.originator_userid = ? AND a.process_instance_id <> ? AND a.started_at <= ?
       AND a.source_version = 1 AND a.biz_action <> 'REVOKE' AND b.state_kind ${kinds} ORDER BY a.started_at DESC, a.id${limit}`;
    const about = [
      this.dingtalk.corpId,
      amendment.processCode,
      amendment.originatorUserId,
      amendment.processInstanceId,
      amendment.startedAt + MINUTE_MS,
    ];
    const unsent: { id: string }[] = await tx.query(select(`IN ${UNSENT}`, ''), about);
    const sent: { id: string }[] = await tx.query(
      select("IN ('booked', 'written-back', 'reversal-needed', 'handled-outside')", ` LIMIT ${MOST_SENT}`),
      about,
    );
    return [...new Set([...unsent, ...sent].map(({ id }) => id))];
  }
}

const suspected = (businessId: string, action: string): Awaits => ({
  standing: true,
  sentence:
    action === 'REVOKE'
      ? `撤销审批 ${businessId} 没有写明撤销的是哪一条，可能就是这张，先不付款。请在“采集”页指明是哪一条，或都不是。`
      : `修改审批 ${businessId} 没有写明改的是哪一条，可能就是这张，先不付款。请在“采集”页指明是哪一条，或都不是。`,
});
