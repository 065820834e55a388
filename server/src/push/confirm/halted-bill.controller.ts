import type { SeenVersion } from '@dingdee/shared/push';
import { pushRoutes } from '@dingdee/shared/routes/push';
import { Body, Controller, Param } from '@nestjs/common';
import { CurrentActor } from '../../access/role/roles.decorator.js';
import { Route } from '../../access/role/route.decorator.js';
import type { Actor } from '../../domain/actor.js';
import { HandOverBill } from '../withdraw/hand-over-bill.js';
import { WithdrawBill } from '../withdraw/withdraw-bill.js';
import { ResumePush } from './resume-push.js';

/** The actions on a bill that has stopped between two steps of its push. */
@Controller()
export class HaltedBillController {
  constructor(
    private readonly resume: ResumePush,
    private readonly withdrawal: WithdrawBill,
    private readonly handOver: HandOverBill,
  ) {}

  @Route(pushRoutes.checkNow)
  checkNow(@Param('id') id: string, @Body() body: SeenVersion, @CurrentActor() actor: Actor): Promise<void> {
    return this.resume.checkNow(id, body.version, actor);
  }

  @Route(pushRoutes.continue)
  goOn(@Param('id') id: string, @Body() body: SeenVersion, @CurrentActor() actor: Actor): Promise<void> {
    return this.resume.resume(id, body.version, actor);
  }

  /**
   * 撤回并删除: makes 撤销提交 or 反审核 where needed, then 删除, each with a look before and after. The content may be changed again once the bill
   * is deleted.
   */
  @Route(pushRoutes.withdraw)
  withdraw(@Param('id') id: string, @Body() body: SeenVersion, @CurrentActor() actor: Actor): Promise<void> {
    return this.withdrawal.run(id, body.version, actor);
  }

  /** 交给金蝶处理: the bill is finished in Kingdee; nobody works on it here any more. */
  @Route(pushRoutes.handOver)
  leaveToKingdee(@Param('id') id: string, @Body() body: SeenVersion, @CurrentActor() actor: Actor): Promise<void> {
    return this.handOver.run(id, body.version, actor);
  }
}
