import { type SeenVersion, seenVersion } from '@dingdee/shared/push';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../access/actor.js';
import { AllowRoles, CurrentActor } from '../access/roles.decorator.js';
import { ResumePush } from './resume-push.js';

/** A bill that stands still between two steps of its push. */
@ApiTags('推送')
@Controller('api/bills')
export class HaltedBillController {
  constructor(private readonly resume: ResumePush) {}

  @Post(':id/check-now')
  @HttpCode(204)
  @AllowRoles('pusher', 'reviewer', 'admin')
  @ApiNoContentResponse({ description: '已开始向金蝶核对' })
  checkNow(
    @Param('id') id: string,
    @Body({ schema: seenVersion }) body: SeenVersion,
    @CurrentActor() actor: Actor,
  ): Promise<void> {
    return this.resume.checkNow(id, body.version, actor);
  }

  @Post(':id/continue')
  @HttpCode(204)
  @AllowRoles('pusher')
  @ApiNoContentResponse({ description: '已继续剩下的步骤' })
  goOn(
    @Param('id') id: string,
    @Body({ schema: seenVersion }) body: SeenVersion,
    @CurrentActor() actor: Actor,
  ): Promise<void> {
    return this.resume.resume(id, body.version, actor);
  }
}
