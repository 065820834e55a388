import { Injectable } from '@nestjs/common';
import { DingTalkClient } from '../connectors/source.js';
import { readFen } from '../database/columns.js';
import { Database } from '../database/database.js';
import { dayStart } from '../domain/beijing-time.js';
import { PLACE } from '../read/day/day-places.js';
import type { NamedApproval } from './compare-source.js';

const DAY_MS = 86_400_000;

/** An approval of the day; `named` is null if the ledger has it but no list of DingTalk does. */
export interface DayApproval {
  id: string;
  processCode: string;
  businessId: string | null;
  /** The person who asked for the money. */
  originator: string;
  named: NamedApproval | null;
  reason: string | null;
}

/** DingTalk's side of a day, as the proof of completeness has it (decision 57). If the form has no sum, the ledger's own sum does not replace it. */
@Injectable()
export class NamedDay {
  constructor(
    private readonly db: Database,
    private readonly dingtalk: DingTalkClient,
  ) {}

  get corpId(): string {
    return this.dingtalk.corpId;
  }

  /** Returns approvals that DingTalk lists as finished on the day, `limit` at a time, in the order of the ids. @param after "" for the first page */
  async named(day: string, after: string, limit: number): Promise<DayApproval[]> {
    const rows = await this.db.query<Row>(
      `SELECT x.*, s.business_id, s.originator_name FROM (
         SELECT l.corp_id, l.process_instance_id AS id, l.process_code, l.reason, ${PLACE} AS place, l.total_fen AS fen
         FROM listed_approval l WHERE l.day = ? AND l.corp_id = ? AND l.process_instance_id > ? ORDER BY l.process_instance_id LIMIT ${limit}) x
       LEFT JOIN approval s ON s.corp_id = x.corp_id AND s.process_instance_id = x.id AND s.source_version = 1
       ORDER BY x.id`,
      [day, this.corpId, after],
    );
    return rows.map((row) => ({
      ...approvalOf(row),
      named: { place: String(row.place), fen: row.fen == null ? null : readFen(row.fen) },
      reason: row.reason,
    }));
  }

  /** Returns approvals of the day that the ledger has but DingTalk's lists do not. */
  async unlisted(day: string, after: string, limit: number): Promise<DayApproval[]> {
    const from = dayStart(day);
    const rows = await this.db.query<Row>(
      `SELECT b.process_instance_id AS id, MIN(a.process_code) AS process_code, MIN(b.business_id) AS business_id, MIN(b.originator_name) AS originator_name
       FROM scheme c CROSS JOIN approval a ON a.scheme_id = c.id AND a.finished_at >= ? AND a.finished_at < ? CROSS JOIN bill b ON b.approval_id = a.id
       WHERE b.corp_id = ? AND b.process_instance_id > ? AND NOT EXISTS (
         SELECT 1 FROM listed_approval l WHERE l.corp_id = b.corp_id AND l.process_instance_id = b.process_instance_id)
       GROUP BY b.process_instance_id ORDER BY b.process_instance_id LIMIT ${limit}`,
      [from, from + DAY_MS, this.corpId, after],
    );
    return rows.map((row) => ({ ...approvalOf(row), named: null, reason: null }));
  }
}

interface Row {
  id: string;
  process_code: string;
  business_id: string | null;
  originator_name: string | null;
  reason: string | null;
  place: unknown;
  fen: unknown;
}

const approvalOf = ({ id, process_code, business_id, originator_name }: Row) => ({
  id,
  processCode: process_code,
  businessId: business_id,
  originator: originator_name ?? '',
});
