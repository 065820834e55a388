import type { Who } from '@dingdee/shared/routes/route';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { Database } from '../../database/database.js';
import { adminNames } from '../member/members.js';
import { AccessRefusedError, NoSessionError } from '../role/access.errors.js';
import { ACCESS, type SignedInRequest } from '../role/roles.decorator.js';
import { ApiTokens } from '../token/api-tokens.js';
import { cookieForm } from './session-cookie.js';
import { Sessions } from './sessions.js';

/** Checks the access of every route by its row in the table of routes; a route without a row needs a session and a role. */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly cookieName: string;

  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: Sessions,
    private readonly tokens: ApiTokens,
    private readonly db: Database,
    @Inject(SETTINGS) settings: Settings,
  ) {
    this.cookieName = cookieForm(settings).name;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.get<Who | undefined>(ACCESS, context.getHandler()) ?? 'member';
    const request = context.switchToHttp().getRequest<SignedInRequest>();
    // A cookie cannot replace a token: what is read must not depend on who happens to be logged in.
    if (access === 'token') request.token = await this.tokens.admit(request.headers.authorization, request.ip);
    else if (access !== 'anyone') await this.admit(request, access);
    return true;
  }

  /**
   * Adds the person to the request. Also used by routes outside Nest.
   * @throws NoSessionError | AccessRefusedError
   */
  async admit(request: SignedInRequest, access: Exclude<Who, 'anyone' | 'token'>): Promise<void> {
    const session = await this.sessions.use(request.cookies[this.cookieName] ?? '');
    if (!session) throw new NoSessionError();
    const { roles } = session.actor;
    if (access === 'member' && roles.length === 0) throw new AccessRefusedError([], await adminNames(this.db));
    if (typeof access !== 'string' && !access.some((role) => roles.includes(role)))
      throw new AccessRefusedError(access, await adminNames(this.db));
    request.actor = session.actor;
    request.sessionExpiresAt = session.expiresAt;
  }
}
