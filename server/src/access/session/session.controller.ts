import type { LogInClient, Login } from '@dingdee/shared/log-in';
import type { PageSignature, PageSignatureOf } from '@dingdee/shared/page-signature';
import { sessionRoutes } from '@dingdee/shared/routes/session';
import type { ClientConfig, Me } from '@dingdee/shared/session';
import { Body, Controller, Inject, Logger, Query, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SETTINGS, type Settings } from '../../config/settings.js';
import type { Actor } from '../../domain/actor.js';
import { ClientsSeen } from '../client/clients-seen.js';
import { refusedBy, withoutCode } from '../client/log-in-result.js';
import { LoginRefusedError, TooManyLoginsError } from '../role/access.errors.js';
import { CurrentActor, type SignedInRequest } from '../role/roles.decorator.js';
import { Route } from '../role/route.decorator.js';
import { KNOWN_SECONDS, KnownBrowser } from './known-browser.js';
import { LogIn } from './log-in.js';
import { LoginGate } from './login-gate.js';
import { type CookieForm, cookieForm } from './session-cookie.js';
import { Sessions } from './sessions.js';
import { SignPage } from './sign-page.js';

/** Most log-ins of one address per minute, so that memory is bounded. A whole office may share an address; LoginGate slows failing clients. */
const LOGINS_PER_MINUTE = 6_000;
/** Most reports per minute from clients that got no code: they are sent without a log-in, and one office has few kinds of client. */
const NO_CODES_PER_MINUTE = 10;

@Controller()
export class SessionController {
  private readonly log = new Logger('session');
  private readonly form: CookieForm;

  constructor(
    private readonly logIn: LogIn,
    private readonly gate: LoginGate,
    private readonly known: KnownBrowser,
    private readonly sessions: Sessions,
    private readonly clients: ClientsSeen,
    private readonly pages: SignPage,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {
    this.form = cookieForm(settings);
  }

  @Route(sessionRoutes.config)
  config(): ClientConfig {
    return {
      corpId: this.settings.DINGTALK_CORP_ID,
      clientId: this.settings.DINGTALK_CLIENT_ID,
      agentId: this.settings.DINGTALK_AGENT_ID,
    };
  }

  @Route(sessionRoutes.open)
  @RouteConfig({ rateLimit: { max: LOGINS_PER_MINUTE, timeWindow: 60_000 } })
  async open(
    @Body() body: Login,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Me> {
    const { actor, cookie, expiresAt } = await this.gate
      .pass(
        request.ip,
        request.headers['user-agent'] ?? '',
        () => this.logIn.run(body),
        this.known.read(request.cookies[this.form.known]),
      )
      .catch((error: unknown) => {
        const result = refusedBy(error);
        if (result) this.clients.note(body.client, request.headers['user-agent'], result);
        // The address helps to find an intruder; the code that was tried is never logged.
        if (error instanceof LoginRefusedError || error instanceof TooManyLoginsError)
          this.log.warn(`log-in refused: ${error.code}, from ${request.ip}, ${request.id}`);
        throw error;
      });
    reply.setCookie(this.form.name, cookie, this.form.options);
    reply.setCookie(this.form.known, this.known.of(actor.userId), { ...this.form.options, maxAge: KNOWN_SECONDS });
    this.clients.note(body.client, request.headers['user-agent'], 'in');
    return { userId: actor.userId, name: actor.name, roles: [...actor.roles], expiresAt };
  }

  @Route(sessionRoutes.noCode)
  @RouteConfig({ rateLimit: { max: NO_CODES_PER_MINUTE, timeWindow: 60_000 } })
  noCode(@Body() body: LogInClient, @Req() request: FastifyRequest): void {
    this.clients.note(body, request.headers['user-agent'], withoutCode(body));
  }

  @Route(sessionRoutes.show)
  current(@CurrentActor() actor: Actor, @Req() request: SignedInRequest): Me {
    return {
      userId: actor.userId,
      name: actor.name,
      roles: [...actor.roles],
      expiresAt: request.sessionExpiresAt ?? 0,
    };
  }

  @Route(sessionRoutes.sign)
  sign(@Query() { url }: PageSignatureOf): Promise<PageSignature> {
    return this.pages.sign(url);
  }

  @Route(sessionRoutes.close)
  async close(@Req() request: SignedInRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.sessions.close(request.cookies[this.form.name] ?? '');
    reply.clearCookie(this.form.name, this.form.options);
  }
}
