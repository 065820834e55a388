import { type BillRefs, billRefs } from '@dingdee/shared/bill';
import * as contract from '@dingdee/shared/push';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AllowRoles, CurrentActor } from '../../access/role/roles.decorator.js';
import type { Actor } from '../../domain/actor.js';
import { ConfirmPush } from './confirm-push.js';
import { PreviewPush } from './preview-push.js';
import { ResumePush } from './resume-push.js';
import { ShowPushOrder } from './show-push-order.js';

@ApiTags('推送')
@Controller('api/push-orders')
export class PushController {
  constructor(
    private readonly preview: PreviewPush,
    private readonly confirm: ConfirmPush,
    private readonly show: ShowPushOrder,
    private readonly resume: ResumePush,
  ) {}

  @Post('preview')
  @HttpCode(200)
  @AllowRoles('pusher')
  @ApiOkResponse({ standardSchema: contract.pushPreview })
  sheet(@Body({ schema: billRefs }) refs: BillRefs, @CurrentActor() actor: Actor): Promise<contract.PushPreview> {
    return this.preview.run(refs, actor);
  }

  @Post()
  @HttpCode(200)
  @AllowRoles('pusher')
  @ApiOkResponse({ standardSchema: contract.pushOrder })
  async push(
    @Body({ schema: contract.createPushOrder }) body: contract.CreatePushOrder,
    @CurrentActor() actor: Actor,
  ): Promise<contract.PushOrder> {
    return this.show.one(await this.confirm.run(body.token, actor));
  }

  @Get()
  @ApiOkResponse({ standardSchema: contract.pushOrders })
  recent(): Promise<contract.PushOrders> {
    return this.show.recent();
  }

  @Get(':id')
  @ApiOkResponse({ standardSchema: contract.pushOrder })
  one(@Param('id') id: string): Promise<contract.PushOrder> {
    return this.show.one(id);
  }

  @Get(':id/items')
  @ApiOperation({ summary: '一次推送的单据，要处理的在前，翻页' })
  @ApiOkResponse({ standardSchema: contract.pushItemPage })
  items(
    @Param('id') id: string,
    @Query({ schema: contract.pushItemQuery }) query: contract.PushItemQuery,
  ): Promise<contract.PushItemPage> {
    return this.show.page(id, query);
  }

  @Post(':id/stop')
  @HttpCode(200)
  @AllowRoles('pusher', 'admin')
  @ApiOkResponse({ standardSchema: contract.pushOrder })
  async stop(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<contract.PushOrder> {
    await this.resume.stop(id, actor);
    return this.show.one(id);
  }
}
