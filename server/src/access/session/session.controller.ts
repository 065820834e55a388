import { type ClientConfig, clientConfig, type Login, login, type Me, me } from '@dingdee/shared/session';
import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SETTINGS, type Settings } from '../../config/settings.js';
import type { Actor } from '../../domain/actor.js';
import { AllowAnyone, AllowSignedIn, CurrentActor, type SignedInRequest } from '../role/roles.decorator.js';
import { LogIn } from './log-in.js';
import { LoginGate } from './login-gate.js';
import { type CookieForm, cookieForm } from './session-cookie.js';
import { Sessions } from './sessions.js';

/** Logins of one address: a whole office may start its day behind one router. */
const LOGINS_PER_MINUTE = 90;

@ApiTags('登录')
@Controller('api')
export class SessionController {
  private readonly form: CookieForm;

  constructor(
    private readonly logIn: LogIn,
    private readonly gate: LoginGate,
    private readonly sessions: Sessions,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {
    this.form = cookieForm(settings);
  }

  @Get('client-config')
  @AllowAnyone()
  @ApiOkResponse({ standardSchema: clientConfig })
  config(): ClientConfig {
    return {
      corpId: this.settings.DINGTALK_CORP_ID,
      clientId: this.settings.DINGTALK_CLIENT_ID,
      agentId: this.settings.DINGTALK_AGENT_ID,
    };
  }

  @Post('session')
  @AllowAnyone()
  @HttpCode(200)
  @RouteConfig({ rateLimit: { max: LOGINS_PER_MINUTE, timeWindow: 60_000 } })
  @ApiOkResponse({ standardSchema: me, description: '登录成功，会话在 Cookie 中' })
  async open(
    @Body({ schema: login }) body: Login,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Me> {
    const { actor, cookie, expiresAt } = await this.gate.pass(request.ip, () => this.logIn.run(body));
    reply.setCookie(this.form.name, cookie, this.form.options);
    return { userId: actor.userId, name: actor.name, roles: [...actor.roles], expiresAt };
  }

  @Get('session')
  @AllowSignedIn()
  @ApiOkResponse({ standardSchema: me })
  current(@CurrentActor() actor: Actor, @Req() request: SignedInRequest): Me {
    return {
      userId: actor.userId,
      name: actor.name,
      roles: [...actor.roles],
      expiresAt: request.sessionExpiresAt ?? 0,
    };
  }

  @Delete('session')
  @AllowAnyone()
  @HttpCode(204)
  @ApiNoContentResponse({ description: '已退出' })
  async close(@Req() request: SignedInRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.sessions.close(request.cookies[this.form.name] ?? '');
    reply.clearCookie(this.form.name, this.form.options);
  }
}
