import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { DingTalkModule } from '../dingtalk/dingtalk.module.js';
import { AccessGuard } from './access.guard.js';
import { Leavers } from './leavers.js';
import { LogIn } from './log-in.js';
import { LoginGate } from './login-gate.js';
import { Members } from './members.js';
import { MyApprovalsController } from './my-approvals.controller.js';
import { RolesController } from './roles.controller.js';
import { SessionController } from './session.controller.js';
import { Sessions } from './sessions.js';

/** Login, sessions and roles; the guard stands before every route. */
@Module({
  imports: [DingTalkModule],
  controllers: [SessionController, RolesController, MyApprovalsController],
  providers: [Sessions, LogIn, LoginGate, Members, Leavers, { provide: APP_GUARD, useClass: AccessGuard }],
  exports: [Sessions],
})
export class AccessModule {}
