import type { Login } from '@dingdee/shared/log-in';
import { ROLES, type Role } from '@dingdee/shared/session';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditLog } from '../../audit/audit-log.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { DingTalkClient, DingTalkError } from '../../connectors/source.js';
import { Database } from '../../database/database.js';
import { type Actor, SYSTEM } from '../../domain/actor.js';
import { grant, hasAdmin, saveMember } from '../member/members.js';
import { LoginRefusedError } from '../role/access.errors.js';
import { Sessions } from './sessions.js';

/** Roles of a first admin, who can do everything at once and gives roles away later. The auditor watches others, so that role is never implied. */
const FIRST_ROLES: readonly Role[] = ['viewer', 'mapper', 'reviewer', 'pusher', 'admin'];

/** The only log-in: exchanges a code of DingTalk for a session cookie. */
@Injectable()
export class LogIn {
  constructor(
    private readonly db: Database,
    private readonly dingtalk: DingTalkClient,
    private readonly sessions: Sessions,
    private readonly audit: AuditLog,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Logs a person in. @throws LoginRefusedError for another corp or a used or expired code; DingTalkError if DingTalk cannot be asked. */
  async run({
    corpId,
    authCode,
  }: Pick<Login, 'corpId' | 'authCode'>): Promise<{ actor: Actor; cookie: string; expiresAt: number }> {
    if (corpId !== this.settings.DINGTALK_CORP_ID)
      throw new LoginRefusedError('session/other-corp', '这个应用没有接入你所在的企业，请从本企业的工作台打开。');
    const person = await this.redeem(authCode);
    const roles = await this.db.inTransaction(async (tx) => {
      await saveMember(tx, {
        userId: person.userId,
        name: person.name,
        dingtalkAdmin: person.isAdmin,
        seen: Date.now(),
      });
      const held = await this.rolesOf(tx, person.userId);
      const added = await this.firstRoles(tx, person, held);
      await grant(tx, person.userId, added, SYSTEM.userId);
      const all = ROLES.filter((role) => held.includes(role) || added.includes(role));
      await this.audit.append(tx, { userId: person.userId, name: person.name, roles: all }, [
        {
          // A log-in that gives roles has its own action, because the list of decisions searches for these only.
          action: added.length > 0 ? 'first-roles' : 'log-in',
          subjectKind: 'member',
          subjectId: person.userId,
          detail: { granted: added },
        },
      ]);
      return all;
    });
    const { cookie, expiresAt } = await this.sessions.open(person.userId);
    return { actor: { userId: person.userId, name: person.name, roles }, cookie, expiresAt };
  }

  private async redeem(code: string): Promise<{ userId: string; name: string; isAdmin: boolean }> {
    try {
      return await this.dingtalk.redeemLoginCode(code);
    } catch (error) {
      if (error instanceof DingTalkError && error.errorClass === 'parameter')
        throw new LoginRefusedError('session/code', '免登码无效、已用过或已过期。请关闭后从工作台重新打开。');
      throw error;
    }
  }

  private async rolesOf(tx: EntityManager, userId: string): Promise<readonly string[]> {
    const rows: { role: string }[] = await tx.query('SELECT role FROM role WHERE user_id = ?', [userId]);
    return rows.map(({ role }) => role);
  }

  /** Returns the roles to add: people in ADMIN_USER_IDS always become admin; DingTalk's own admin only if nobody else is one. */
  private async firstRoles(
    tx: EntityManager,
    { userId, isAdmin }: { userId: string; isAdmin: boolean },
    held: readonly string[],
  ): Promise<readonly Role[]> {
    if (held.includes('admin')) return [];
    const named = this.settings.ADMIN_USER_IDS.includes(userId);
    if (!named && !(isAdmin && !(await hasAdmin(tx, userId)))) return [];
    return held.length === 0 ? FIRST_ROLES : ['admin'];
  }
}
