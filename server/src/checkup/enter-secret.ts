import type { SystemName } from '@dingdee/shared/connection';
import { Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import { Connections } from '../connection/connections.js';
import { DingTalkError } from '../connectors/source.js';
import { SourceSurvey, TargetSurvey } from '../connectors/survey.js';
import { KingdeeUnavailableError } from '../connectors/target.js';
import { Database } from '../database/database.js';
import type { Actor } from '../domain/actor.js';
import { SecretRefusedError, SecretUntriedError } from './check-up.errors.js';
import { LoginTries, TRY_SECRET } from './run/login-tries.js';

/**
 * Replaces the secret of a connection by one that a person enters. The new one logs in once beside the program's own connection; only if it
 * is let in does it replace the one in use, which is kept otherwise (docs/decisions/0181).
 */
@Injectable()
export class EnterSecret {
  constructor(
    private readonly db: Database,
    private readonly audit: AuditLog,
    private readonly connections: Connections,
    private readonly tries: LoginTries,
    private readonly target: TargetSurvey,
    private readonly source: SourceSurvey,
  ) {}

  /**
   * @throws SecretRefusedError, SecretUntriedError, SecretTriesSpentError: the secret in use stays
   * @throws ConnectionUnreadableError if the connection cannot be read
   */
  async enter(system: SystemName, secret: string, by: Actor): Promise<void> {
    const { setting } = this.connections.secret(system);
    this.connections.hide(secret);
    await this.db.inTransaction(async (tx) => {
      // Two people at once count one after the other.
      await this.connections.hold(tx, system);
      if (this.mayLock(system)) await this.tries.maySecret(tx);
      await this.audit.append(tx, by, [
        { action: TRY_SECRET, subjectKind: 'connection', subjectId: system, to: 'asked', detail: { setting } },
      ]);
    });
    await this.tryOut(system, secret);
    await this.db.inTransaction(async (tx) => {
      await this.connections.enter(tx, system, secret, { by: by.userId, at: Date.now() });
      await this.audit.append(tx, by, [
        {
          action: 'enter-secret',
          subjectKind: 'connection',
          subjectId: system,
          detail: { name: system === 'dingtalk' ? '钉钉' : '金蝶' },
        },
      ]);
    });
    await this.connections.read();
  }

  /** A signature has no login that Kingdee counts. */
  private mayLock(system: SystemName): boolean {
    return system === 'kingdee' && this.connections.config('kingdee').KINGDEE_AUTH !== 'signature';
  }

  private async tryOut(system: SystemName, secret: string): Promise<void> {
    const survey = system === 'dingtalk' ? this.source : this.target;
    const refused = await survey.logInWith(secret).catch((error: unknown) => {
      if (error instanceof DingTalkError || error instanceof KingdeeUnavailableError)
        throw new SecretUntriedError(error.sentence);
      throw error;
    });
    if (refused !== null) throw new SecretRefusedError(refused, this.mayLock(system));
  }
}
