import { Injectable } from '@nestjs/common';
import { DingTalkClient } from '../../connectors/source.js';
import { changedBy, Database, placeholders } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import { beijingDate } from '../../domain/beijing-time.js';
import { ListedApproval } from './listed-approval.entity.js';

/** Most approvals that are read after one listing; the others wait for the next. */
const MOST_AT_ONCE = 100;

/**
 * Keeps approvals that were launched before the swept range of a scheme and were seen running: of that time only they may still pass
 * (decision 129). They are stored as open approvals without launch time, because no detail was read.
 */
@Injectable()
export class OlderApprovals {
  constructor(
    private readonly db: Database,
    private readonly dingtalk: DingTalkClient,
  ) {}

  /** Returns the approvals that were last seen running, in the order in which they were named. */
  async running(schemeId: string): Promise<string[]> {
    const rows = await this.db.query<{ id: string }>(
      `SELECT process_instance_id AS id FROM listed_approval
       WHERE outcome = 'open' AND started_at IS NULL AND scheme_id = ? AND corp_id = ? ORDER BY listed_at, process_instance_id`,
      [schemeId, this.dingtalk.corpId],
    );
    return rows.map(({ id }) => id);
  }

  /** Notes running approvals. @param ids at most one page of a listing of running approvals. */
  async note(schemeId: string, processCode: string, ids: readonly string[]): Promise<void> {
    const { corpId } = this.dingtalk;
    const now = Date.now();
    await this.db.inTransaction(async (tx) => {
      const rows: { id: string; outcome: string }[] = await tx.query(
        `SELECT process_instance_id AS id, outcome FROM listed_approval WHERE corp_id = ? AND process_instance_id IN (${placeholders(ids)})`,
        [corpId, ...ids],
      );
      const known = new Set(rows.map(({ id }) => id));
      const fresh = ids.filter((id) => !known.has(id));
      await insertRows(
        tx,
        ListedApproval,
        fresh.map((id) => ({
          corp_id: corpId,
          process_instance_id: id,
          process_code: processCode,
          scheme_id: schemeId,
          day: beijingDate(now),
          listed_at: now,
          outcome: 'open',
        })),
      );
      // Another scheme of the form had noted the approval, or an event had it read before the scheme's first list; it now belongs to this scheme.
      const open = rows.filter(({ outcome }) => outcome === 'open').map(({ id }) => id);
      if (open.length > 0)
        await changedBy(
          tx,
          `UPDATE listed_approval SET scheme_id = ?, started_at = NULL
           WHERE outcome = 'open' AND (scheme_id <> ? OR started_at IS NOT NULL) AND corp_id = ? AND process_instance_id IN (${placeholders(open)})`,
          [schemeId, schemeId, corpId, ...open],
        );
    });
  }

  /** Marks approvals that no longer run as unread, so that each is read and counts as unexplained until then. */
  async ended(ids: readonly string[]): Promise<void> {
    const some = ids.slice(0, MOST_AT_ONCE);
    if (some.length === 0) return;
    const now = Date.now();
    await this.db.inTransaction((tx) =>
      changedBy(
        tx,
        `UPDATE listed_approval SET outcome = 'unread', reason = NULL, day = ?, listed_at = ?, tries = 0, next_at = NULL
         WHERE outcome = 'open' AND corp_id = ? AND process_instance_id IN (${placeholders(some)})`,
        [beijingDate(now), now, this.dingtalk.corpId, ...some],
      ),
    );
  }
}
