import { type AdoptBill as AdoptBody, adoptBill, type ReasonedAction, reasonedAction } from '@dingdee/shared/bill';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AllowRoles, CurrentActor } from '../../access/role/roles.decorator.js';
import type { Actor } from '../../domain/actor.js';
import { AdoptBill } from './adopt-bill.js';
import { ResendBill } from './resend-bill.js';

/** What a person decides about a save that no question settled, where Kingdee numbers the bills. */
@ApiTags('推送')
@Controller('api/bills')
export class DoubtfulBillController {
  constructor(
    private readonly adopting: AdoptBill,
    private readonly resending: ResendBill,
  ) {}

  @Post(':id/adopt')
  @HttpCode(204)
  @AllowRoles('pusher')
  @ApiOperation({ summary: '我在金蝶看到了：按编号去查，组织、币别、金额相同才当作这一张' })
  @ApiNoContentResponse({ description: '已核对并接上，剩下的步骤继续' })
  adopt(
    @Param('id') id: string,
    @Body({ schema: adoptBill }) body: AdoptBody,
    @CurrentActor() actor: Actor,
  ): Promise<void> {
    return this.adopting.run(id, body.version, body.number, actor);
  }

  @Post(':id/resend')
  @HttpCode(204)
  @AllowRoles('pusher')
  @ApiOperation({ summary: '金蝶里没有，重新推送：由人决定并记下原因；发送前还会再查一次' })
  @ApiNoContentResponse({ description: '已重新排队' })
  resend(
    @Param('id') id: string,
    @Body({ schema: reasonedAction }) body: ReasonedAction,
    @CurrentActor() actor: Actor,
  ): Promise<void> {
    return this.resending.run(id, body.version, body.reason, actor);
  }
}
