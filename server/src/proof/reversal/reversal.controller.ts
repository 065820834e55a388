import {
  type BillSummary,
  billSummary,
  type ReasonedAction,
  type ReversedAction,
  reasonedAction,
  reversedAction,
} from '@dingdee/shared/bill';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { AllowRoles, CurrentActor } from '../../access/role/roles.decorator.js';
import { REVERSERS } from '../../bill/review/review-rules.js';
import type { Actor } from '../../domain/actor.js';
import { ListBills } from '../../read/list/list-bills.js';
import { SettleReversal } from './settle-reversal.js';

/** A booked bill that may not stand: changed in Kingdee, or its approval was changed or cancelled. A person decides. */
@ApiTags('bills')
@Controller('api/bills')
export class ReversalController {
  constructor(
    private readonly settle: SettleReversal,
    private readonly list: ListBills,
  ) {}

  @Post(':id/reversed')
  @HttpCode(200)
  @AllowRoles(...REVERSERS)
  @ApiOkResponse({
    standardSchema: billSummary,
    description: '已记为在金蝶冲销，单据归档；金蝶里还有的，先记下请求，等另一位同事确认',
  })
  @ApiUnprocessableEntityResponse({ description: '金蝶里还有这张单据，或问不到金蝶；确认后带 stillThere 再发一次' })
  async reversed(
    @Param('id') id: string,
    @Body({ schema: reversedAction }) body: ReversedAction,
    @CurrentActor() actor: Actor,
  ): Promise<BillSummary> {
    await this.settle.reversed(id, body, actor);
    return this.list.summary(id);
  }

  @Post(':id/stands')
  @HttpCode(200)
  @AllowRoles(...REVERSERS)
  @ApiOkResponse({
    standardSchema: billSummary,
    description: '已确认仍然有效，单据回到已入账；与现在的审批不同的，先记下请求，等另一位同事确认',
  })
  async stands(
    @Param('id') id: string,
    @Body({ schema: reasonedAction }) body: ReasonedAction,
    @CurrentActor() actor: Actor,
  ): Promise<BillSummary> {
    await this.settle.stands(id, body, actor);
    return this.list.summary(id);
  }
}
