import { Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { DingTalkModule } from '../connectors/dingtalk/dingtalk.module.js';
import { ClientsSeen } from './client/clients-seen.js';
import { Leavers } from './member/leavers.js';
import { Members } from './member/members.js';
import { MyApprovalsController } from './member/my-approvals.controller.js';
import { RolesController } from './member/roles.controller.js';
import { KeyedRequests } from './request/keyed-requests.js';
import { RequestController } from './request/request.controller.js';
import { AccessGuard } from './session/access.guard.js';
import { KnownBrowser } from './session/known-browser.js';
import { LogIn } from './session/log-in.js';
import { LoginGate } from './session/login-gate.js';
import { SessionController } from './session/session.controller.js';
import { Sessions } from './session/sessions.js';
import { SignPage } from './session/sign-page.js';
import { ApiTokens } from './token/api-tokens.js';
import { TokenController } from './token/token.controller.js';

/** Log-in, sessions, roles and tokens; the guard checks every route. */
@Module({
  imports: [DingTalkModule],
  controllers: [SessionController, RolesController, MyApprovalsController, RequestController, TokenController],
  providers: [
    ApiTokens,
    Sessions,
    KnownBrowser,
    LogIn,
    LoginGate,
    SignPage,
    ClientsSeen,
    Members,
    Leavers,
    AccessGuard,
    KeyedRequests,
    { provide: APP_INTERCEPTOR, useExisting: KeyedRequests },
    { provide: APP_GUARD, useExisting: AccessGuard },
  ],
  exports: [Sessions, AccessGuard, ApiTokens],
})
export class AccessModule {}
