import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/audit-log.js';
import { KingdeeClient } from '../../connectors/target.js';
import { readInt } from '../../database/columns.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { CheckUpRunningError, LoginRefusedBeforeError, LoginTriesSpentError } from '../check-up.errors.js';
import { CheckUpStore } from '../store/check-up-store.js';

export const LOGIN_LINE = 'kingdee/login';
const ACTION = 'check-up-login';
/** Most tries by people in a day. With the one try that each process makes by itself, this stays below the about five that lock the user. */
const MOST_A_DAY = 2;
const DAY_MS = 86_400_000;

/** Limits 登录金蝶 after a wrong password: it is tried again only by a person who knows the risk, and at most twice a day over all processes. */
@Injectable()
export class LoginTries {
  constructor(
    private readonly db: Database,
    private readonly audit: AuditLog,
    private readonly store: CheckUpStore,
    private readonly kingdee: KingdeeClient,
  ) {}

  /**
   * Checks before the line is asked. If the last log-in was not refused, nothing is checked.
   * @param token from CheckUpStore.claim. @throws LoginRefusedBeforeError, LoginTriesSpentError, CheckUpRunningError: nothing was tried.
   */
  async mayAsk(line: string, knowing: boolean, by: Actor, token: string): Promise<void> {
    const refusal = this.kingdee.loginRefusal;
    if (line !== LOGIN_LINE || refusal === null) return;
    if (!knowing) throw new LoginRefusedBeforeError(refusal, MOST_A_DAY);
    await this.db.inTransaction(async (tx) => {
      if (!(await this.store.renew(tx, token))) throw new CheckUpRunningError();
      const now = Date.now();
      const tries: { at: unknown }[] = await tx.query(
        'SELECT at FROM audit WHERE action = ? AND at > ? ORDER BY seq DESC',
        [ACTION, now - DAY_MS],
      );
      const earliest = tries[MOST_A_DAY - 1];
      if (earliest) throw new LoginTriesSpentError(refusal, MOST_A_DAY, readInt(earliest.at) + DAY_MS);
      const detail = { since: refusal.since };
      await this.audit.append(tx, by, [
        { action: ACTION, subjectKind: 'connection', subjectId: LOGIN_LINE, to: 'asked', detail },
      ]);
    });
    this.kingdee.allowLogin();
  }
}
