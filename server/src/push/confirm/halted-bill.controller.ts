import { type SeenVersion, seenVersion } from '@dingdee/shared/push';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiTags } from '@nestjs/swagger';
import { AllowRoles, CurrentActor } from '../../access/role/roles.decorator.js';
import { WITHDRAWERS } from '../../bill/review/halted-rules.js';
import type { Actor } from '../../domain/actor.js';
import { HandOverBill } from '../withdraw/hand-over-bill.js';
import { WithdrawBill } from '../withdraw/withdraw-bill.js';
import { ResumePush } from './resume-push.js';

/** A bill that stands still between two steps of its push. */
@ApiTags('推送')
@Controller('api/bills')
export class HaltedBillController {
  constructor(
    private readonly resume: ResumePush,
    private readonly withdrawal: WithdrawBill,
    private readonly handOver: HandOverBill,
  ) {}

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

  /** 撤回并删除: 撤销提交 or 反审核 where needed, then 删除, each asked of Kingdee before and after. Content is open again once it is gone. */
  @Post(':id/withdraw')
  @HttpCode(204)
  @AllowRoles(...WITHDRAWERS)
  @ApiNoContentResponse({ description: '已开始从金蝶撤回并删除，结果在单据上' })
  withdraw(
    @Param('id') id: string,
    @Body({ schema: seenVersion }) body: SeenVersion,
    @CurrentActor() actor: Actor,
  ): Promise<void> {
    return this.withdrawal.run(id, body.version, actor);
  }

  /** 交给金蝶处理: it is finished in Kingdee; here nobody works on it any more. */
  @Post(':id/hand-over')
  @HttpCode(204)
  @AllowRoles(...WITHDRAWERS)
  @ApiNoContentResponse({ description: '已交给金蝶处理' })
  leaveToKingdee(
    @Param('id') id: string,
    @Body({ schema: seenVersion }) body: SeenVersion,
    @CurrentActor() actor: Actor,
  ): Promise<void> {
    return this.handOver.run(id, body.version, actor);
  }
}
