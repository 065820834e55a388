import type { DayApproval, DayApprovals } from '@dingdee/shared/completeness';
import { Injectable } from '@nestjs/common';
import { DingTalkClient } from '../../connectors/source.js';
import { readInt } from '../../database/columns.js';
import { Database, placeholders } from '../../database/database.js';
import { maskText } from '../../domain/bill/account-mask.js';
import { RunNotFoundError } from './intake.errors.js';
import { readLeftOut, readReasons } from './left-out.js';

interface RunRow {
  skipped: string;
  left_out: string | null;
  started_at: unknown;
  finished_at: unknown;
}
interface ApprovalRow {
  id: string;
  business_id: string;
  title: string;
  originator_name: string;
  started_at: unknown;
  finished_at: unknown;
}

/** Lists what one run did not collect and why, as the run met it: what became of an approval later is said beside it. */
@Injectable()
export class ListRunApprovals {
  constructor(
    private readonly db: Database,
    private readonly dingtalk: DingTalkClient,
  ) {}

  /** @throws RunNotFoundError */
  async leftOut(runId: string, reason: string): Promise<DayApprovals> {
    const [run] = await this.db.query<RunRow>(
      'SELECT skipped, left_out, started_at, finished_at FROM intake_run WHERE id = ?',
      [runId],
    );
    if (!run) throw new RunNotFoundError(runId);
    const listed = readLeftOut(run.left_out).get(reason) ?? [];
    const total = readReasons(run.skipped, true).find((each) => each.reason === reason)?.count ?? 0;
    const ids = listed.map(({ id }) => id);
    const [stored, later] = await Promise.all([this.stored(ids), this.collectedAfter(ids, run.finished_at)]);
    const items = listed.map(({ id, total: amount }): DayApproval => {
      const approval = stored.get(id);
      return {
        processInstanceId: id,
        businessId: approval?.business_id ?? null,
        title: approval ? maskText(approval.title, [approval.business_id]) : null,
        originatorName: approval?.originator_name ?? null,
        startedAt: approval ? readInt(approval.started_at) : null,
        finishedAt: approval ? readInt(approval.finished_at) : null,
        listedAt: readInt(run.started_at),
        amount,
        reason,
        next: later.has(id) ? '这次以后收进来了，在台账里。' : null,
        maySettle: false,
        settled: null,
      };
    });
    return { items, total };
  }

  private async stored(ids: readonly string[]): Promise<ReadonlyMap<string, ApprovalRow>> {
    if (ids.length === 0) return new Map();
    const rows = await this.db.query<ApprovalRow>(
      `SELECT process_instance_id AS id, business_id, title, originator_name, started_at, finished_at FROM approval
       WHERE source_version = 1 AND corp_id = ? AND process_instance_id IN (${placeholders(ids)})`,
      [this.dingtalk.corpId, ...ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Returns the approvals that got a bill after the run; 期初 gets a closed one in the run itself. */
  private async collectedAfter(ids: readonly string[], finishedAt: unknown): Promise<ReadonlySet<string>> {
    if (ids.length === 0 || finishedAt === null) return new Set();
    const rows = await this.db.query<{ id: string }>(
      `SELECT DISTINCT process_instance_id AS id FROM bill
       WHERE corp_id = ? AND created_at > ? AND process_instance_id IN (${placeholders(ids)})`,
      [this.dingtalk.corpId, readInt(finishedAt), ...ids],
    );
    return new Set(rows.map(({ id }) => id));
  }
}
