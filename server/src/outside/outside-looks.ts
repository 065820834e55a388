import { Injectable } from '@nestjs/common';
import { lockMember } from '../access/member/members.js';
import { AuditLog } from '../audit/audit-log.js';
import { Database } from '../database/database.js';
import type { Actor } from '../domain/actor.js';
import { BillRefusedError } from '../domain/bill/bill.errors.js';

/**
 * Most looks of a person in an hour; each payment takes two, one to read and one at the press. A day has a few dozen payments typed by
 * hand; searching Kingdee's whole register is no legitimate use.
 */
export const MOST_LOOKS = 120;
const WINDOW_MS = 3_600_000;
const ACTION = 'look-outside';

/** Records who asked Kingdee about which number, and limits how often. */
@Injectable()
export class OutsideLooks {
  constructor(
    private readonly db: Database,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Records a look before Kingdee is asked. Looks are counted in the audit log, so that neither a restart nor a second process resets the count.
   * @param bills number of bills that the payment is said to have paid. @throws BillRefusedError if the person has looked too often.
   */
  async note(number: string, bills: number, actor: Actor): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      // The lock makes simultaneous looks of a person count one after the other.
      await lockMember(tx, actor.userId);
      const lately: { at: unknown }[] = await tx.query(
        `SELECT at FROM audit WHERE action = ? AND actor = ? AND at > ? ORDER BY seq DESC LIMIT ${MOST_LOOKS}`,
        [ACTION, actor.userId, Date.now() - WINDOW_MS],
      );
      if (lately.length >= MOST_LOOKS) throw tooMany(Number(lately.at(-1)?.at));
      await this.audit.append(tx, actor, [
        { action: ACTION, subjectKind: 'connection', subjectId: 'kingdee', detail: { number, bills } },
      ]);
    });
  }
}

/** @param first time of the oldest counted look, in Unix ms. */
function tooMany(first: number): BillRefusedError {
  const minutes = Math.max(1, Math.ceil((first + WINDOW_MS - Date.now()) / 60_000));
  return new BillRefusedError(
    'bill/too-many-looks',
    `一小时内最多到金蝶查 ${MOST_LOOKS} 次编号，你已经查满，这次没有查，也没有改动。请 ${minutes} 分钟后再查，或在金蝶里核对。`,
  );
}
