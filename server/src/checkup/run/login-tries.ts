import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditLog } from '../../audit/audit-log.js';
import { KingdeeClient } from '../../connectors/target.js';
import { readInt } from '../../database/columns.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import {
  CheckUpRunningError,
  LoginRefusedBeforeError,
  LoginTriesSpentError,
  SecretTriesSpentError,
} from '../check-up.errors.js';
import { CheckUpStore } from '../store/check-up-store.js';

export const LOGIN_LINE = 'kingdee/login';
const ACTION = 'check-up-login';
/** Try of a secret that a person entered (enter-secret.ts); it counts as a try of the log-in. */
export const TRY_SECRET = 'try-secret';
/** Most tries of a log-in and of entered secrets together, in a day. */
const MOST_WITH_SECRETS = 3;
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
        'SELECT at FROM audit WHERE (action = ? OR (action = ? AND subject_id = ?)) AND at > ? ORDER BY seq DESC',
        [ACTION, TRY_SECRET, 'kingdee', now - DAY_MS],
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

  /**
   * Notes in the caller's transaction that a person tries a secret of Kingdee, before it is tried.
   * @throws SecretTriesSpentError if the tries since the last one that was let in may lead to a locked user.
   */
  async maySecret(tx: EntityManager): Promise<void> {
    const now = Date.now();
    const rows: { at: unknown; action: string }[] = await tx.query(
      'SELECT at, action FROM audit WHERE action IN (?, ?, ?) AND at > ? AND subject_id IN (?, ?) ORDER BY seq DESC',
      [ACTION, TRY_SECRET, 'enter-secret', now - DAY_MS, LOGIN_LINE, 'kingdee'],
    );
    const letIn = rows.findIndex(({ action }) => action === 'enter-secret');
    const tries = letIn < 0 ? rows : rows.slice(0, letIn);
    const earliest = tries[MOST_WITH_SECRETS - 1];
    if (earliest) throw new SecretTriesSpentError(MOST_WITH_SECRETS, readInt(earliest.at) + DAY_MS);
  }
}
