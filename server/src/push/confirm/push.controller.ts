import type { BatchResult, BillRefs } from '@dingdee/shared/bill-batch';
import * as contract from '@dingdee/shared/push';
import { pushRoutes } from '@dingdee/shared/routes/push';
import { Body, Controller, Param, Query } from '@nestjs/common';
import { CurrentActor } from '../../access/role/roles.decorator.js';
import { Route } from '../../access/role/route.decorator.js';
import type { Actor } from '../../domain/actor.js';
import { ConfirmPush } from './confirm-push.js';
import { PreviewPush } from './preview-push.js';
import { ResumePush } from './resume-push.js';
import { ShowPushOrder } from './show-push-order.js';
import { TryNow } from './try-now.js';

@Controller()
export class PushController {
  constructor(
    private readonly preview: PreviewPush,
    private readonly confirm: ConfirmPush,
    private readonly show: ShowPushOrder,
    private readonly resume: ResumePush,
    private readonly trying: TryNow,
  ) {}

  @Route(pushRoutes.preview)
  sheet(@Body() refs: BillRefs, @CurrentActor() actor: Actor): Promise<contract.PushPreview> {
    return this.preview.run(refs, actor);
  }

  @Route(pushRoutes.create)
  async push(@Body() body: contract.CreatePushOrder, @CurrentActor() actor: Actor): Promise<contract.PushOrder> {
    return this.show.one(await this.confirm.run(body.token, actor));
  }

  @Route(pushRoutes.recent)
  recent(): Promise<contract.PushOrders> {
    return this.show.recent();
  }

  @Route(pushRoutes.show)
  one(@Param('id') id: string): Promise<contract.PushOrder> {
    return this.show.one(id);
  }

  @Route(pushRoutes.items)
  items(@Param('id') id: string, @Query() query: contract.PushItemQuery): Promise<contract.PushItemPage> {
    return this.show.page(id, query);
  }

  @Route(pushRoutes.tryNow)
  tryNow(@Body() refs: BillRefs, @CurrentActor() actor: Actor): Promise<BatchResult> {
    return this.trying.run(refs, actor);
  }

  @Route(pushRoutes.stop)
  async stop(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<contract.PushOrder> {
    await this.resume.stop(id, actor);
    return this.show.one(id);
  }
}
