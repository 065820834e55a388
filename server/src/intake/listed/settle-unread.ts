import type { SettleUnread as Settling, UnsettleUnread as Unsettling } from '@dingdee/shared/completeness';
import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/audit-log.js';
import { DingTalkClient } from '../../connectors/source.js';
import { changedBy, Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { LiveEvents } from '../../event-log/live-events.js';
import { NotSettledError, NotUnreadError } from './listed.errors.js';

const OWN = "corp_id = ? AND process_instance_id = ? AND outcome = 'unread'";
const BY_HAND = 'settled_at = ?, settled_by = ?, settled_by_name = ?, settled_reason = ?';

/**
 * Lets an administrator explain an approval that DingTalk named and that cannot be read. It is then listed among those explained by hand,
 * and still read again; the result of a read counts more than the explanation.
 */
@Injectable()
export class SettleUnread {
  constructor(
    private readonly db: Database,
    private readonly dingtalk: DingTalkClient,
    private readonly audit: AuditLog,
    private readonly live: LiveEvents,
  ) {}

  /** @throws NotUnreadError if it was never tried, was read meanwhile, failed for another reason, or is explained already. */
  async settle(id: string, { seen, reason }: Settling, by: Actor): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const changed = await changedBy(
        tx,
        `UPDATE listed_approval SET ${BY_HAND} WHERE ${OWN} AND tries > 0 AND reason = ? AND settled_at IS NULL`,
        [Date.now(), by.userId, by.name, reason, this.dingtalk.corpId, id, seen],
      );
      if (changed === 0) throw new NotUnreadError(id);
      const detail = { reason, cause: seen };
      await this.audit.append(tx, by, [{ action: 'settle-unread', subjectKind: 'approval', subjectId: id, detail }]);
      await this.live.emit(tx, 'run', [id]);
    });
  }

  /** Removes the explanation. @throws NotSettledError */
  async unsettle(id: string, { reason }: Unsettling, by: Actor): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const changed = await changedBy(
        tx,
        `UPDATE listed_approval SET ${BY_HAND} WHERE ${OWN} AND settled_at IS NOT NULL`,
        [null, null, null, null, this.dingtalk.corpId, id],
      );
      if (changed === 0) throw new NotSettledError(id);
      const detail = { reason };
      await this.audit.append(tx, by, [{ action: 'unsettle-unread', subjectKind: 'approval', subjectId: id, detail }]);
      await this.live.emit(tx, 'run', [id]);
    });
  }
}
