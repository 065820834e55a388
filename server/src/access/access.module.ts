import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access.guard.js';
import { Sessions } from './sessions.js';

/** Login, sessions and roles; the guard stands before every route. */
@Module({
  providers: [Sessions, { provide: APP_GUARD, useClass: AccessGuard }],
  exports: [Sessions],
})
export class AccessModule {}
